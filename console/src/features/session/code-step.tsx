/** The six digits of a mail: entered, wrong, sent again. What the code opens is the page's affair. */
import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { ApiError, ConnectionError } from "@/api/errors";
import { CODE_LENGTH, CodeField } from "@/components/code-field";
import { useProblemText } from "@/components/problem";
import { useMessages } from "@/i18n";
import { MailboxLink } from "./mailbox-link";
import { messages } from "./messages";
import { Resend } from "./resend";

interface CodeStepProps {
  email: string;
  /** The button's verb. */
  act: string;
  /** What to do when no mail comes. */
  note: string;
  /** More to fill in before the button, e.g. the new password; `ready` then says whether it is. */
  more?: ReactNode;
  ready?: () => boolean;
  onCode: (code: string) => Promise<void>;
  onResend: () => Promise<void>;
  onDone: () => void;
  /** A refusal that is not about the code. */
  onProblem: (error: unknown) => void;
  onBack: () => void;
}

export function CodeStep(props: CodeStepProps) {
  const { email, act, note, more, ready, onCode, onResend, onDone, onProblem, onBack } = props;
  const t = useMessages(messages);
  const say = useProblemText();
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  const send = async (digits: string) => {
    if (busy) return;
    const complete = ready?.() ?? true;
    if (digits.length < CODE_LENGTH) {
      setProblem(t("code_missing"));
      field.current?.focus();
      return;
    }
    if (!complete) return;
    setProblem(null);
    setBusy(true);
    try {
      await onCode(digits);
      onDone();
      return;
    } catch (error) {
      if (error instanceof ApiError && error.code === "wrong_code") {
        setProblem(t("code_wrong"));
        setCode("");
        field.current?.focus();
      } else if (error instanceof ConnectionError) setProblem(say(error));
      else onProblem(error);
    }
    setBusy(false);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send(code);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <CodeField
          ref={field}
          value={code}
          error={problem}
          onChange={setCode}
          onFull={(digits) => {
            // With more to fill in, the sixth digit is not the end of the form.
            if (!more) void send(digits);
          }}
        />
        {more}
        <Button type="submit" size="md" loading={busy} fullWidth>
          {act}
        </Button>
        <Resend email={email} onSend={onResend} />
        <Text size="sm" c="dimmed">
          {note}
        </Text>
        <Group justify="space-between" gap="xs">
          <Anchor component="button" type="button" size="sm" onClick={onBack}>
            {t("other_email")}
          </Anchor>
          <MailboxLink />
        </Group>
      </Stack>
    </form>
  );
}
