/** A template for one-time passwords: Meta writes the words, the author says how the code gets into the app. */
import { Group, NumberInput, Select, Switch, Text, TextInput } from "@mantine/core";
import type { TemplateButton, TemplateComponent } from "@/api/types";
import { CountedInput } from "@/components/counted";
import { useMessages } from "@/i18n";
import { buttonsOf, partOf } from "../model/draft";
import { MOST, ROOM } from "../model/limits";
import { useField } from "./findings";
import classes from "./editor.module.css";
import { messages } from "./messages";

const KINDS = ["COPY_CODE", "ONE_TAP", "ZERO_TAP"] as const;

interface CodeFieldsProps {
  components: TemplateComponent[];
  setPart: (type: string, part: TemplateComponent | null) => void;
}

export function CodeFields({ components, setPart }: CodeFieldsProps) {
  const t = useMessages(messages);
  const minutesField = useField("footer.code_expiration_minutes", "footer");
  const kindField = useField("buttons.0.otp_type", "buttons");
  const words = useField("buttons.0.text");
  const minutes = partOf(components, "FOOTER")?.code_expiration_minutes;
  const button: TemplateButton = buttonsOf(components)[0] ?? { type: "OTP", otp_type: "COPY_CODE" };
  const set = (change: Partial<TemplateButton>) =>
    setPart("BUTTONS", { type: "BUTTONS", buttons: [{ ...button, ...change }] });
  return (
    <div className={classes.stack}>
      <Text c="dimmed" size="sm">
        {t("code_lead")}
      </Text>
      <Switch
        data-at="body"
        label={t("code_security")}
        checked={partOf(components, "BODY")?.add_security_recommendation === true}
        onChange={(event) =>
          setPart("BODY", { type: "BODY", add_security_recommendation: event.currentTarget.checked })
        }
      />
      <NumberInput
        {...minutesField}
        label={t("code_minutes")}
        description={t("code_minutes_hint")}
        w={220}
        allowDecimal={false}
        allowNegative={false}
        max={MOST.minutes * 10}
        clampBehavior="strict"
        value={minutes ?? ""}
        onChange={(next) =>
          setPart(
            "FOOTER",
            typeof next === "number" ? { type: "FOOTER", code_expiration_minutes: next } : null,
          )
        }
      />
      <Select
        {...kindField}
        label={t("code_kind")}
        value={button.otp_type ?? "COPY_CODE"}
        data={KINDS.map((value) => ({ value, label: t(`code_${value}`) }))}
        allowDeselect={false}
        onChange={(next) => {
          if (!next) return;
          // What fills a code in is an app; a code that is copied needs none.
          const needsApp = next !== "COPY_CODE";
          const apps = needsApp ? (button.supported_apps ?? [NO_APP]) : undefined;
          set({ otp_type: next, supported_apps: apps, autofill_text: undefined });
        }}
      />
      <CountedInput
        {...words}
        label={t("code_button")}
        hint={t("code_button_hint")}
        limit={ROOM.button}
        value={button.text ?? ""}
        onChange={(event) => set({ text: event.currentTarget.value || undefined })}
      />
      {button.otp_type && button.otp_type !== "COPY_CODE" && <AppFields button={button} set={set} />}
    </div>
  );
}

const NO_APP = { package_name: "", signature_hash: "" };

function AppFields({
  button,
  set,
}: {
  button: TemplateButton;
  set: (change: Partial<TemplateButton>) => void;
}) {
  const t = useMessages(messages);
  const field = useField("buttons.0.supported_apps");
  const fill = useField("buttons.0.autofill_text");
  const app = button.supported_apps?.[0] ?? NO_APP;
  const others = button.supported_apps?.slice(1) ?? [];
  return (
    <>
      <Group grow align="flex-start">
        <TextInput
          {...field}
          label={t("code_package")}
          placeholder="com.example.app"
          value={app.package_name}
          onChange={(event) =>
            set({ supported_apps: [{ ...app, package_name: event.currentTarget.value.trim() }, ...others] })
          }
        />
        <TextInput
          label={t("code_hash")}
          value={app.signature_hash}
          onChange={(event) =>
            set({ supported_apps: [{ ...app, signature_hash: event.currentTarget.value.trim() }, ...others] })
          }
        />
      </Group>
      <CountedInput
        {...fill}
        label={t("code_autofill")}
        limit={ROOM.button}
        value={button.autofill_text ?? ""}
        onChange={(event) => set({ autofill_text: event.currentTarget.value || undefined })}
      />
    </>
  );
}
