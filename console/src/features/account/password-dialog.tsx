/** The current password, then a new one. */
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useSession } from "@/auth/workspace";
import { Dialog } from "@/components/dialog";
import { placeProblem } from "@/components/form-problem";
import { messages as common } from "@/components/messages";
import { notify } from "@/components/notify";
import { NewPasswordField, PasswordField, useWeakPassword } from "@/components/password-field";
import { useProblemText } from "@/components/problem";
import { useMessages } from "@/i18n";
import { useChangePassword } from "./api/person";
import { messages } from "./messages";

export function PasswordDialog({ onClose }: { onClose: () => void }) {
  const t = useMessages(messages);
  const tc = useMessages(common);
  const say = useProblemText();
  const weak = useWeakPassword();
  const { user } = useSession();
  const change = useChangePassword();
  const [problem, setProblem] = useState<string | null>(null);
  const form = useForm({
    initialValues: { current: "", new: "" },
    validate: {
      current: (value) => (value ? null : t("password_now_missing")),
      new: weak,
    },
  });
  const submit = form.onSubmit((draft) => {
    setProblem(null);
    change.mutate(draft, {
      onSuccess: () => {
        void notify(t("password_done"), "good");
        onClose();
      },
      onError: (error) =>
        setProblem(
          placeProblem(error, form, ["current", "new"], say, {
            wrong_password: { field: "current", text: t("password_wrong") },
            weak_password: { field: "new", text: say(error) },
          }),
        ),
    });
  });
  return (
    <Dialog opened onClose={onClose} title={t("password_title")}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Text c="dimmed">{t("password_text")}</Text>
          {problem && (
            <Alert color="red" role="alert">
              {problem}
            </Alert>
          )}
          {/* Password managers file the new password under this name. */}
          <input type="email" autoComplete="username" value={user?.email ?? ""} readOnly hidden />
          <PasswordField label={t("password_current")} data-autofocus {...form.getInputProps("current")} />
          <NewPasswordField
            label={t("password_new")}
            {...form.getInputProps("new")}
            value={form.values.new}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {tc("cancel")}
            </Button>
            <Button type="submit" loading={change.isPending}>
              {t("password_change")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
