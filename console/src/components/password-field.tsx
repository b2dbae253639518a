/** A password: to sign in with, or a new one with the installation's rules ticked off while it is typed. */
import { PasswordInput, type PasswordInputProps } from "@mantine/core";
import { IconCheck, IconPoint } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useId, useState } from "react";
import { configQuery } from "@/api/config";
import { useMessages } from "@/i18n";
import { messages } from "./messages";
import classes from "./password-field.module.css";
import { passwordRules } from "./password-rules";

export function PasswordField(props: PasswordInputProps) {
  const t = useMessages(messages);
  const [capsLock, setCapsLock] = useState(false);
  const watchCapsLock = (event: KeyboardEvent) => {
    setCapsLock(event.getModifierState("CapsLock"));
  };
  return (
    <PasswordInput
      autoComplete="current-password"
      size="md"
      description={capsLock ? <span role="status">{t("caps_lock")}</span> : undefined}
      inputWrapperOrder={["label", "input", "description", "error"]}
      visibilityToggleButtonProps={{ "aria-label": t("show_secret"), tabIndex: 0 }}
      onKeyUp={watchCapsLock}
      onKeyDown={watchCapsLock}
      {...props}
    />
  );
}

/** `value` is watched, so the form must be controlled for this field. */
export function NewPasswordField({ value, ...props }: PasswordInputProps & { value: string }) {
  const t = useMessages(messages);
  const rules = useId();
  const { data: config } = useQuery(configQuery);
  const list = config ? passwordRules(config.password_policy, value) : [];
  return (
    <div>
      <PasswordField {...props} value={value} autoComplete="new-password" aria-describedby={rules} />
      <div id={rules} className={classes.rules}>
        <span>{t("rules")}</span>
        <ul>
          {list.map(({ rule, met }) => (
            <li key={rule} data-met={met || undefined}>
              {met ? (
                <IconCheck size={14} stroke={2.2} aria-hidden="true" />
              ) : (
                <IconPoint size={14} aria-hidden="true" />
              )}
              {rule === "length"
                ? t("rule_length", { count: config?.password_policy.min_length ?? 0 })
                : t(`rule_${rule}`)}
              <span className="wl-sr-only">: {t(met ? "rule_met" : "rule_open")}</span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

/** For a form's validation: null when the password meets every rule known here. */
export function useWeakPassword(): (password: string) => string | null {
  const t = useMessages(messages);
  const { data: config } = useQuery(configQuery);
  return (password) =>
    config && passwordRules(config.password_policy, password).some((one) => !one.met)
      ? t("password_weak")
      : null;
}
