/** Making a key: name, permissions, end; then the key itself, this once. */
import { Alert, Button, Checkbox, Code, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useWorkspace } from "@/auth/workspace";
import { messages as permissionMessages } from "@/auth/permission-messages";
import { CopyButton } from "@/components/copy-button";
import { Dialog } from "@/components/dialog";
import { placeProblem } from "@/components/form-problem";
import { messages as common } from "@/components/messages";
import { useProblemText } from "@/components/problem";
import { FailedState, PendingPage } from "@/components/states";
import { useLookUp, useMessages } from "@/i18n";
import { scopesQuery, useCreateKey } from "./api/keys";
import classes from "./keys.module.css";
import { messages } from "./messages";
import { grouped } from "./scopes";

const EXPIRIES = ["30", "90", "365", "never"] as const;
const DAY_MS = 86_400_000;

/** A year's key must still be within the API's limit of a year when it arrives there. */
function endsAt(days: string): string | null {
  return days === "never" ? null : new Date(Date.now() + Number(days) * DAY_MS - 60_000).toISOString();
}

export function KeyDialog({ onClose }: { onClose: () => void }) {
  const t = useMessages(messages);
  const [made, setMade] = useState<string | null>(null);
  return made === null ? (
    <Dialog opened onClose={onClose} title={t("new_title")} size="lg">
      <KeyForm onClose={onClose} onMade={setMade} />
    </Dialog>
  ) : (
    <Dialog
      opened
      onClose={onClose}
      title={t("made_title")}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <Made value={made} onClose={onClose} />
    </Dialog>
  );
}

function KeyForm({ onClose, onMade }: { onClose: () => void; onMade: (key: string) => void }) {
  const t = useMessages(messages);
  const tc = useMessages(common);
  const permission = useLookUp(permissionMessages);
  const say = useProblemText();
  const workspace = useWorkspace();
  const scopes = useQuery(scopesQuery(workspace.id));
  const create = useCreateKey(workspace.id);
  const [problem, setProblem] = useState<string | null>(null);
  const form = useForm({
    initialValues: { name: "", scopes: [] as string[], days: "90" },
    validate: {
      name: (value) => (value.trim() ? null : t("name_missing")),
      scopes: (value) => (value.length > 0 ? null : t("may_missing")),
    },
  });
  const submit = form.onSubmit(({ name, scopes: chosen, days }) => {
    setProblem(null);
    create.mutate(
      { name: name.trim(), scopes: chosen, expires_at: endsAt(days) },
      {
        onSuccess: ({ key }) => onMade(key),
        onError: (error) => setProblem(placeProblem(error, form, ["name", "scopes"], say)),
      },
    );
  });
  if (scopes.isPending) return <PendingPage />;
  if (scopes.isError) return <FailedState error={scopes.error} retry={() => void scopes.refetch()} />;
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {problem && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <TextInput
          label={t("name")}
          description={t("name_hint")}
          autoComplete="off"
          data-autofocus
          {...form.getInputProps("name")}
        />
        <Checkbox.Group label={t("may")} description={t("may_hint")} {...form.getInputProps("scopes")}>
          <Stack gap="md" mt="sm">
            {grouped(scopes.data.items).map(({ group, scopes: found }) => (
              <div key={group} role="group" aria-labelledby={`scopes-${group}`}>
                <Text size="sm" fw={560} mb={6} id={`scopes-${group}`}>
                  {t(`group_${group}`)}
                </Text>
                <Stack gap="xs">
                  {found.map(({ name }) => (
                    <Checkbox
                      key={name}
                      value={name}
                      label={permission(`p_${name.replace(".", "_")}`, name)}
                      description={<Code>{name}</Code>}
                    />
                  ))}
                </Stack>
              </div>
            ))}
          </Stack>
        </Checkbox.Group>
        <NativeSelect
          label={t("expiry")}
          data={EXPIRIES.map((one) => ({ value: one, label: t(`expiry_${one}`) }))}
          {...form.getInputProps("days")}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {tc("cancel")}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t("create")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Made({ value, onClose }: { value: string; onClose: () => void }) {
  const t = useMessages(messages);
  return (
    <Stack gap="md">
      <Text>{t("made_text")}</Text>
      <code className={classes.key} role="group" aria-label={t("made_field")}>
        {value}
      </code>
      <div>
        <CopyButton value={value} name={t("made_field")} variant="filled" data-autofocus />
      </div>
      <div>
        <Text size="sm" c="dimmed" mb={4}>
          {t("made_how")}
        </Text>
        <code className={classes.key}>Authorization: Bearer {value.slice(0, 12)}…</code>
      </div>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t("done")}
        </Button>
      </Group>
    </Stack>
  );
}
