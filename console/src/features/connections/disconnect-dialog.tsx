/** Before an account is disconnected: what happens, in four lines, and its name typed. */
import { Alert, Button, Group, List, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useWorkspace } from "@/auth/workspace";
import { Dialog } from "@/components/dialog";
import { messages as common } from "@/components/messages";
import { notify } from "@/components/notify";
import { useMessages } from "@/i18n";
import { useDisconnect } from "./api/accounts";
import type { Account } from "@/api/types";
import { messages } from "./messages";
import { useRefusal } from "./use-problem";

export function DisconnectDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const t = useMessages(messages);
  const tc = useMessages(common);
  const refusal = useRefusal();
  const workspace = useWorkspace();
  const disconnect = useDisconnect(workspace.id, account.waba_id);
  const [typed, setTyped] = useState("");
  const name = account.name || account.waba_id;
  const ready = typed.trim() === name;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    disconnect.mutate(undefined, {
      onSuccess: () => {
        void notify(t("disconnect_done", { name }), "good");
        onClose();
      },
    });
  };
  return (
    <Dialog opened onClose={onClose} title={t("disconnect_title", { name })}>
      <form onSubmit={submit}>
        {disconnect.isError && (
          <Alert color="red" role="alert" mb="md">
            {refusal(disconnect.error).title}
          </Alert>
        )}
        <List size="sm" spacing="xs" c="dimmed">
          <List.Item>{t("disconnect_1")}</List.Item>
          <List.Item>{t("disconnect_2")}</List.Item>
          <List.Item>{t("disconnect_3")}</List.Item>
          <List.Item>{t("disconnect_4")}</List.Item>
        </List>
        <TextInput
          mt="md"
          label={tc("type_to_confirm", { word: name })}
          value={typed}
          autoComplete="off"
          data-autofocus
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="default" onClick={onClose}>
            {tc("cancel")}
          </Button>
          <Button type="submit" color="red" loading={disconnect.isPending} disabled={!ready}>
            {t("disconnect")}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
