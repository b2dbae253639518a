/** The last step of connecting: see a message arrive, or send one. Also the test of a number's own page. */
import { Alert, Anchor, Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconExternalLink, IconSend } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { intentionKey } from "@/api/client";
import { useWorkspace } from "@/auth/workspace";
import { GatedButton } from "@/components/gated";
import { LinkButton } from "@/components/link-button";
import { useLiveNotes } from "@/components/live";
import { useProblemText } from "@/components/problem";
import { QrCode } from "@/components/qr-code";
import { useMessages } from "@/i18n";
import { useSendTest } from "./api/numbers";
import type { PhoneNumber } from "@/api/types";
import { messages } from "./connect-messages";
import classes from "./connections.module.css";
import { dialled, waLink } from "./credentials";

/** `done`: a message has gone or come. What was sent here stays on the page, with the way to its conversation. */
export function FirstMessage({ numbers, done }: { numbers: readonly PhoneNumber[]; done: boolean }) {
  const t = useMessages(messages);
  const workspace = useWorkspace();
  const queries = useQueryClient();
  const ready = numbers.filter((one) => one.registered);
  const [chosen, choose] = useState<string | null>(null);
  const number = ready.find((one) => one.id === chosen) ?? ready[0];
  // The step is done by the message itself, which arrives as a note about a conversation.
  useLiveNotes((note) => {
    if (note.type === "message" || note.type === "conversation") {
      void queries.invalidateQueries({ queryKey: ["connections", workspace.id, "accounts"] });
    }
  });
  if (!number) return <p className={classes.stepNote}>{t("first_none")}</p>;
  return (
    <Stack gap="md" mt="xs">
      {ready.length > 1 && !done && (
        <Select
          label={t("first_which")}
          data={ready.map((one) => ({ value: one.id, label: one.display_phone_number }))}
          value={number.id}
          onChange={choose}
          allowDeselect={false}
          maw={320}
        />
      )}
      <div className={classes.firstColumns}>
        {!done && <WriteToUs number={number} />}
        <SendTest key={number.id} number={number} over={done} />
      </div>
    </Stack>
  );
}

function WriteToUs({ number }: { number: PhoneNumber }) {
  const t = useMessages(messages);
  const link = waLink(number.display_phone_number);
  return (
    <section className={classes.first}>
      <h3>{t("first_write")}</h3>
      <Text size="sm" c="dimmed">
        {t("first_write_text")}
      </Text>
      <QrCode value={link} label={t("first_qr", { number: number.display_phone_number })} size={148} />
      <Anchor href={link} target="_blank" rel="noreferrer" size="sm">
        {t("first_link", { number: number.display_phone_number })}
        <IconExternalLink
          size={14}
          aria-hidden="true"
          style={{ marginInlineStart: 4, verticalAlign: "-2px" }}
        />
      </Anchor>
    </section>
  );
}

interface SendTestProps {
  number: Pick<PhoneNumber, "id">;
  plain?: boolean;
  /** Nothing is left to be tried: shown only with what was sent from here. */
  over?: boolean;
}

export function SendTest({ number, plain, over }: SendTestProps) {
  const t = useMessages(messages);
  const say = useProblemText();
  const workspace = useWorkspace();
  const send = useSendTest(workspace.id, number.id);
  const [to, setTo] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  // One intention per phone: pressed again after a lost answer, the same message is answered, not sent twice.
  const intention = useRef<{ to: string; key: string } | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const phone = dialled(to);
    if (!phone) {
      setWrong(t("first_to_wrong"));
      return;
    }
    setWrong(null);
    if (intention.current?.to !== phone) intention.current = { to: phone, key: intentionKey() };
    send.mutate(
      { to: phone, client_id: intention.current.key },
      {
        onSuccess: () => {
          intention.current = null;
        },
      },
    );
  };
  if (over && !send.isSuccess) return null;
  return (
    <section className={classes.first}>
      {!plain && <h3>{t("first_send")}</h3>}
      <Text size="sm" c="dimmed">
        {t("first_send_text")}
      </Text>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          {send.isError && (
            <Alert color="red" role="alert">
              {say(send.error)}
            </Alert>
          )}
          {send.isSuccess && (
            <Alert color="pine" role="status">
              {t("first_sent")}
            </Alert>
          )}
          <TextInput
            label={t("first_to")}
            description={t("first_to_hint")}
            type="tel"
            autoComplete="tel"
            value={to}
            error={wrong}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
          <Group gap="xs">
            <GatedButton
              permission="accounts.manage"
              type="submit"
              variant="default"
              leftSection={<IconSend size={16} />}
              loading={send.isPending}
            >
              {t("first_go")}
            </GatedButton>
            {send.isSuccess && (
              <LinkButton
                to="/w/$workspace/inbox/{-$conversation}"
                params={{ workspace: workspace.id, conversation: send.data.conversation_id }}
                variant="subtle"
              >
                {t("first_see")}
              </LinkButton>
            )}
          </Group>
        </Stack>
      </form>
    </section>
  );
}

/** Settings of a second number look the same; a plain link says where. */
export function ManagerLink({ label }: { label: string }) {
  return (
    <Button
      component="a"
      href={WHATSAPP_MANAGER}
      target="_blank"
      rel="noreferrer"
      variant="default"
      rightSection={<IconExternalLink size={15} aria-hidden="true" />}
    >
      {label}
    </Button>
  );
}

export const WHATSAPP_MANAGER = "https://business.facebook.com/wa/manage/phone-numbers/";
