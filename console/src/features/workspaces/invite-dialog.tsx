/** Invite someone by mail: address, role, and for agents the two limits. */
import { Alert, Button, Group, Radio, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { intentionKey } from "@/api/client";
import type { Role } from "@/api/types";
import { messages as roleMessages } from "@/auth/messages";
import { ROLES } from "@/auth/permissions";
import { useWorkspace } from "@/auth/workspace";
import { Dialog } from "@/components/dialog";
import { placeProblem } from "@/components/form-problem";
import { messages as common } from "@/components/messages";
import { notify } from "@/components/notify";
import { useProblemText } from "@/components/problem";
import { useLookUp, useMessages } from "@/i18n";
import { type InvitationDraft, useInvite } from "./api/members";
import { messages } from "./messages";
import classes from "./workspaces.module.css";

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const t = useMessages(messages);
  const tc = useMessages(common);
  const roleWord = useLookUp(roleMessages);
  const say = useProblemText();
  const workspace = useWorkspace();
  const invite = useInvite(workspace.id);
  const [key] = useState(intentionKey);
  const [problem, setProblem] = useState<string | null>(null);
  const form = useForm<InvitationDraft>({
    initialValues: { email: "", role: "agent", limited: false, masked: false },
    validate: {
      email: (value) =>
        !value.trim() ? t("email_missing") : /^\S+@\S+\.\S+$/.test(value.trim()) ? null : t("email_wrong"),
    },
  });
  const agent = form.values.role === "agent";
  const submit = form.onSubmit((values) => {
    setProblem(null);
    const draft = {
      email: values.email.trim(),
      role: values.role,
      limited: agent && values.limited,
      masked: agent && values.masked,
    };
    invite.mutate(
      { draft, key },
      {
        onSuccess: () => {
          void notify(t("invited", { email: draft.email }), "good");
          onClose();
        },
        onError: (error) =>
          setProblem(
            placeProblem(error, form, ["email", "role"], say, {
              already_member: { field: "email", text: t("already_member") },
            }),
          ),
      },
    );
  });
  const choices: readonly Role[] = ROLES.filter((one) => one !== "owner" || workspace.role === "owner");
  return (
    <Dialog opened onClose={onClose} title={t("invite_title")}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Text c="dimmed">{t("invite_lead")}</Text>
          {problem && (
            <Alert color="red" role="alert">
              {problem}
            </Alert>
          )}
          <TextInput
            label={t("invite_email")}
            type="email"
            inputMode="email"
            autoComplete="off"
            spellCheck={false}
            data-autofocus
            {...form.getInputProps("email")}
          />
          <Radio.Group label={t("invite_role")} {...form.getInputProps("role")}>
            <Stack gap="xs" mt={4}>
              {choices.map((one) => (
                <Radio
                  key={one}
                  value={one}
                  label={<span className={classes.capital}>{roleWord(`role_${one}`, one)}</span>}
                  description={t(`role_${one}_text`)}
                />
              ))}
            </Stack>
          </Radio.Group>
          {agent && (
            <Stack gap="xs">
              <Switch label={t("limited")} {...form.getInputProps("limited", { type: "checkbox" })} />
              <Switch label={t("masked")} {...form.getInputProps("masked", { type: "checkbox" })} />
              <Text size="xs" c="dimmed">
                {t("limits_hint")}
              </Text>
            </Stack>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {tc("cancel")}
            </Button>
            <Button type="submit" loading={invite.isPending}>
              {t("invite_send")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
