/** Writing first: which of our numbers, and to whom. */
import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { intentionKey } from "@/api/client";
import { numbersQuery } from "@/api/shared";
import { useSession } from "@/auth/workspace";
import { useProblemText } from "@/components/problem";
import { Dialog } from "@/components/dialog";
import { useMessages } from "@/i18n";
import { startConversation, storeConversation } from "../api/conversations";
import { internationalNumber } from "../model/phone";
import { messages } from "./messages";
import classes from "./dialogs.module.css";

interface NewConversationProps {
  workspace: string;
  onClose: () => void;
  onOpen: (conversation: string) => void;
}

export default function NewConversation({ workspace, onClose, onOpen }: NewConversationProps) {
  const t = useMessages(messages);
  const say = useProblemText();
  const client = useQueryClient();
  const { user } = useSession();
  const numbers = useQuery(numbersQuery(workspace)).data?.items ?? [];
  const [chosen, setChosen] = useState("");
  const [phone, setPhone] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [key] = useState(intentionKey);
  const number = chosen || (numbers[0]?.id ?? "");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const to = internationalNumber(phone);
    if (to === null) {
      setProblem(t("phone_wrong"));
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      // There is one conversation per person and number, so a repeat finds the one that was made.
      const made = await startConversation(workspace, number, to, key);
      storeConversation(client, workspace, made, { me: user?.id ?? "", selected: made.id });
      onOpen(made.id);
    } catch (error) {
      setProblem(say(error));
      setBusy(false);
    }
  };
  return (
    <Dialog opened onClose={onClose} title={t("new_title")}>
      <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
        {numbers.length === 0 ? (
          <p className={classes.hint}>{t("no_numbers")}</p>
        ) : (
          <>
            <NativeSelect
              label={t("number")}
              value={number}
              data={numbers.map((one) => ({
                value: one.id,
                label: `${one.verified_name} · ${one.display_phone_number}`,
              }))}
              onChange={(event) => setChosen(event.currentTarget.value)}
            />
            <TextInput
              type="tel"
              label={t("phone")}
              description={t("phone_hint")}
              required
              data-autofocus
              autoComplete="off"
              value={phone}
              error={problem}
              onChange={(event) => {
                setPhone(event.currentTarget.value);
                setProblem(null);
              }}
            />
            <p className={classes.hint}>{t("template_first")}</p>
          </>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" loading={busy} disabled={numbers.length === 0}>
            {t("start")}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
