/** The step after the password: the authenticator's code, or one of the recovery codes. */
import { Anchor, Button, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { ApiError } from "@/api/errors";
import type { SecondFactor } from "@/auth/session";
import { CODE_LENGTH, CodeField } from "@/components/code-field";
import { useProblemText } from "@/components/problem";
import { useMessages } from "@/i18n";
import { messages } from "./messages";

interface SecondStepProps {
  onCode: (second: SecondFactor) => Promise<void>;
  onDone: () => void;
  /** The password itself no longer does, or there were too many tries: back to the start with the reason. */
  onRefused: (reason: string) => void;
}

export function SecondStep({ onCode, onDone, onRefused }: SecondStepProps) {
  const t = useMessages(messages);
  const say = useProblemText();
  const [recovery, setRecovery] = useState(false);
  const [value, setValue] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), [recovery]);

  const send = async (typed: string) => {
    if (busy) return;
    const given = typed.trim();
    if (recovery ? !given : given.length < CODE_LENGTH) {
      setProblem(t(recovery ? "recovery_missing" : "code_missing"));
      return;
    }
    setProblem(null);
    setBusy(true);
    try {
      await onCode(recovery ? { recovery_code: given } : { code: given });
      onDone();
    } catch (error) {
      setBusy(false);
      if (!(error instanceof ApiError)) setProblem(say(error));
      else if (error.code === "wrong_second_factor") {
        setProblem(t(recovery ? "recovery_wrong" : "second_wrong"));
        if (!recovery) setValue("");
        field.current?.focus();
      } else onRefused(say(error));
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send(value);
  };
  const swap = () => {
    setRecovery(!recovery);
    setValue("");
    setProblem(null);
  };

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {recovery ? (
          <TextInput
            ref={field}
            label={t("recovery_code")}
            description={t("recovery_hint")}
            size="md"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={value}
            error={problem}
            onChange={(event) => setValue(event.currentTarget.value)}
          />
        ) : (
          <CodeField
            ref={field}
            label={t("second_code")}
            value={value}
            error={problem}
            onChange={setValue}
            onFull={(digits) => void send(digits)}
          />
        )}
        <Button type="submit" size="md" loading={busy} fullWidth>
          {t("second_submit")}
        </Button>
        <Anchor component="button" type="button" size="sm" onClick={swap}>
          {t(recovery ? "use_authenticator" : "use_recovery")}
        </Anchor>
      </Stack>
    </form>
  );
}
