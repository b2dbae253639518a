/** A question before something is gone. With `word`, the person types it first (costly or far-reaching acts). */
import { Button, Group, Text, TextInput } from "@mantine/core";
import { Dialog } from "./dialog";
import { type FormEvent, useState } from "react";
import { useMessages } from "@/i18n";
import { messages } from "./messages";

interface ConfirmProps {
  title: string;
  text: string;
  /** The act, as a verb: "Delete". */
  act: string;
  word?: string;
  busy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

export function Confirm({ title, text, act, word, busy, onConfirm, onClose }: ConfirmProps) {
  const t = useMessages(messages);
  const [typed, setTyped] = useState("");
  const ready = word === undefined || typed.trim() === word;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) onConfirm();
  };
  return (
    <Dialog opened onClose={onClose} title={title}>
      <form onSubmit={submit}>
        <Text c="dimmed">{text}</Text>
        {word !== undefined && (
          <TextInput
            mt="md"
            label={t("type_to_confirm", { word })}
            value={typed}
            autoComplete="off"
            data-autofocus
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus={word === undefined || undefined}>
            {t("cancel")}
          </Button>
          <Button type="submit" color="red" loading={busy} disabled={!ready}>
            {act}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
