/** Go on with a half-finished or broken connection: a new token, a PIN, or simply again. */
import { Alert, Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { Dialog } from "@/components/dialog";
import { useForm } from "@mantine/form";
import { useState } from "react";
import type { Account } from "@/api/types";
import { useWorkspace } from "@/auth/workspace";
import { placeProblem } from "@/components/form-problem";
import { messages as common } from "@/components/messages";
import { notify } from "@/components/notify";
import { useProblemText } from "@/components/problem";
import { useMessages } from "@/i18n";
import { useResume } from "./api/accounts";
import { filled, pinProblem, tokenProblem } from "./credentials";
import { messages } from "./messages";

export function ResumeForm({ account, onClose }: { account: Account; onClose: () => void }) {
  const t = useMessages(messages);
  const tc = useMessages(common);
  const say = useProblemText();
  const workspace = useWorkspace();
  const resume = useResume(workspace.id, account.waba_id);
  const [problem, setProblem] = useState<string | null>(null);
  const word = (key: ReturnType<typeof tokenProblem> | ReturnType<typeof pinProblem>) =>
    key ? t(key) : null;
  const form = useForm({
    initialValues: { token: "", pin: "" },
    validate: {
      token: (value) => word(tokenProblem(value, true)),
      pin: (value) => word(pinProblem(value)),
    },
  });
  const submit = form.onSubmit((values) => {
    setProblem(null);
    resume.mutate(filled(values), {
      onSuccess: (now) => {
        const done = now.status === "connected";
        void notify(t(done ? "resume_done" : "resume_still"), done ? "good" : "bad");
        onClose();
      },
      onError: (error) => setProblem(placeProblem(error, form, ["token", "pin"], say)),
    });
  });
  return (
    <Dialog opened onClose={onClose} title={t("resume_title")}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Text c="dimmed">{t("resume_text")}</Text>
          {problem && (
            <Alert color="red" role="alert">
              {problem}
            </Alert>
          )}
          <PasswordInput
            label={t("token")}
            visibilityToggleButtonProps={{ "aria-label": t("show_secret"), tabIndex: 0 }}
            autoComplete="off"
            data-autofocus
            {...form.getInputProps("token")}
          />
          <PasswordInput
            label={t("pin")}
            visibilityToggleButtonProps={{ "aria-label": t("show_secret"), tabIndex: 0 }}
            description={t("pin_hint")}
            inputMode="numeric"
            autoComplete="off"
            maxLength={6}
            {...form.getInputProps("pin")}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {tc("cancel")}
            </Button>
            <Button type="submit" loading={resume.isPending}>
              {t("resume")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
