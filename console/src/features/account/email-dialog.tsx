/** A new address in two steps: the address with the password, then the code from its mailbox. */
import { Alert, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { ApiError } from "@/api/errors";
import { CODE_LENGTH, CodeField } from "@/components/code-field";
import { Dialog } from "@/components/dialog";
import { placeProblem } from "@/components/form-problem";
import { messages as common } from "@/components/messages";
import { notify } from "@/components/notify";
import { PasswordField } from "@/components/password-field";
import { useProblemText } from "@/components/problem";
import { useMessages } from "@/i18n";
import { askEmailCode, useConfirmEmail } from "./api/person";
import { messages } from "./messages";

export function EmailDialog({ onClose }: { onClose: () => void }) {
  const t = useMessages(messages);
  const tc = useMessages(common);
  const say = useProblemText();
  const confirm = useConfirmEmail();
  const [sent, setSent] = useState<string | null>(null);
  const [code, setCode] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useForm({
    initialValues: { email: "", password: "" },
    validate: {
      email: (value) =>
        !value.trim() ? t("email_missing") : /^\S+@\S+\.\S+$/.test(value.trim()) ? null : t("email_wrong"),
      password: (value) => (value ? null : t("password_now_missing")),
    },
  });
  const ask = form.onSubmit(async ({ email, password }) => {
    setProblem(null);
    setBusy(true);
    try {
      await askEmailCode({ email: email.trim(), password });
      setSent(email.trim());
    } catch (error) {
      setProblem(
        placeProblem(error, form, ["email", "password"], say, {
          wrong_password: { field: "password", text: t("password_wrong") },
        }),
      );
    }
    setBusy(false);
  });
  const enter = (digits: string) => {
    if (sent === null || confirm.isPending) return;
    if (digits.length < CODE_LENGTH) {
      setWrong(t("code_missing"));
      return;
    }
    setWrong(null);
    confirm.mutate(
      { code: digits, email: sent },
      {
        onSuccess: () => {
          void notify(t("email_done", { email: sent }), "good");
          onClose();
        },
        onError: (error) =>
          setWrong(error instanceof ApiError && error.code === "wrong_code" ? t("code_wrong") : say(error)),
      },
    );
  };
  const actions = (act: string, loading: boolean) => (
    <Group justify="flex-end" gap="xs">
      <Button variant="default" onClick={onClose}>
        {tc("cancel")}
      </Button>
      <Button type="submit" loading={loading}>
        {act}
      </Button>
    </Group>
  );
  return (
    <Dialog opened onClose={onClose} title={t("email_title")}>
      {sent === null ? (
        <form onSubmit={ask} noValidate>
          <Stack gap="md">
            <Text c="dimmed">{t("email_lead")}</Text>
            {problem && (
              <Alert color="red" role="alert">
                {problem}
              </Alert>
            )}
            <TextInput
              label={t("email_new")}
              type="email"
              inputMode="email"
              autoComplete="email"
              spellCheck={false}
              size="md"
              data-autofocus
              {...form.getInputProps("email")}
            />
            <PasswordField label={t("password_now")} {...form.getInputProps("password")} />
            {actions(t("send_code"), busy)}
          </Stack>
        </form>
      ) : (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            enter(code);
          }}
        >
          <Stack gap="md">
            <Text c="dimmed" role="status">
              {t("email_code", { email: sent })}
            </Text>
            <CodeField value={code} error={wrong} onChange={setCode} onFull={enter} />
            {actions(t("confirm"), confirm.isPending)}
          </Stack>
        </form>
      )}
    </Dialog>
  );
}
