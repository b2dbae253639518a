/** "Is it really you?": an act that asks for the password again. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { ApiError } from "@/api/errors";
import { messages as common } from "@/components/messages";
import { PasswordField } from "@/components/password-field";
import { useProblemText } from "@/components/problem";
import { useMessages } from "@/i18n";
import { messages } from "./messages";

interface PasswordQuestionProps {
  text: string;
  act: string;
  danger?: boolean;
  busy: boolean;
  /** What the last answer met, if anything. */
  error: unknown;
  onPassword: (password: string) => void;
  onClose: () => void;
}

export function PasswordQuestion(props: PasswordQuestionProps) {
  const { text, act, danger, busy, error, onPassword, onClose } = props;
  const t = useMessages(messages);
  const tc = useMessages(common);
  const say = useProblemText();
  const [password, setPassword] = useState("");
  const [missing, setMissing] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(!password);
    if (password) onPassword(password);
  };
  const refused = error
    ? error instanceof ApiError && error.code === "wrong_password"
      ? t("password_wrong")
      : say(error)
    : null;
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Text c="dimmed">{text}</Text>
        <PasswordField
          label={t("password_now")}
          data-autofocus
          value={password}
          error={missing ? t("password_now_missing") : refused}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {tc("cancel")}
          </Button>
          <Button type="submit" color={danger ? "red" : undefined} loading={busy}>
            {act}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
