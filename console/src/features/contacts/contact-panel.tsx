/** One contact: who it is, the name the team gave, and the way to the conversation. */
import { Button, CloseButton, Select, Stack, TextInput, Tooltip } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconMessageCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { numbersQuery } from "@/api/shared";
import type { ContactDetails } from "@/api/types";
import { useGate, useHiddenNumbers, useWorkspace } from "@/auth/workspace";
import { GatedButton } from "@/components/gated";
import { notify } from "@/components/notify";
import { PersonAvatar, usePersonName } from "@/components/person";
import { useProblemText } from "@/components/problem";
import { FailedState, PendingPage } from "@/components/states";
import { useMessages } from "@/i18n";
import { readablePhone } from "@/lib/phone";
import { contactQuery, useOpenConversation, useRename } from "./api/contacts";
import classes from "./contacts.module.css";
import { messages } from "./messages";

export function ContactPanel({ contact, onClose }: { contact: string; onClose: () => void }) {
  const t = useMessages(messages);
  const workspace = useWorkspace();
  const found = useQuery(contactQuery(workspace.id, contact));
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    close.current?.focus({ preventScroll: true });
  }, []);
  return (
    // Escape closes the panel from anywhere inside it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <aside
      className={classes.panel}
      aria-label={t("panel")}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <CloseButton ref={close} aria-label={t("close")} onClick={onClose} className={classes.close} />
      {found.isPending ? (
        <PendingPage />
      ) : found.isError ? (
        <FailedState error={found.error} retry={() => void found.refetch()} />
      ) : (
        <Details contact={found.data} />
      )}
    </aside>
  );
}

function Details({ contact }: { contact: ContactDetails }) {
  const t = useMessages(messages);
  const hidden = useHiddenNumbers();
  const nameOf = usePersonName();
  return (
    <Stack gap="lg">
      <div className={classes.who}>
        <PersonAvatar id={contact.id} name={nameOf(contact)} size={56} />
        <h2 dir="auto">{nameOf(contact)}</h2>
      </div>
      <OpenConversation contact={contact} />
      <dl className={classes.facts}>
        <dt>{t("phone")}</dt>
        <dd className="wl-num" dir="ltr">
          {contact.phone ? readablePhone(contact.phone) : t("no_phone")}
        </dd>
        {contact.phone && hidden && <dd className={classes.second}>{hidden}</dd>}
        {contact.username && (
          <>
            <dt>{t("username")}</dt>
            <dd>@{contact.username}</dd>
          </>
        )}
        {contact.bsuid && (
          <>
            <dt>{t("bsuid")}</dt>
            <dd className={classes.id}>{contact.bsuid}</dd>
          </>
        )}
      </dl>
      <Rename contact={contact} />
    </Stack>
  );
}

function OpenConversation({ contact }: { contact: ContactDetails }) {
  const t = useMessages(messages);
  const say = useProblemText();
  const navigate = useNavigate();
  const workspace = useWorkspace();
  const numbers = useQuery(numbersQuery(workspace.id));
  const start = useOpenConversation(workspace.id);
  const [chosen, setChosen] = useState<string | null>(null);
  const items = numbers.data?.items ?? [];
  const number = chosen ?? items[0]?.id;
  const go = () => {
    if (number === undefined) return;
    start.mutate(
      { contact: contact.id, number },
      {
        onSuccess: (conversation) =>
          void navigate({
            to: "/w/$workspace/inbox/{-$conversation}",
            params: { workspace: workspace.id, conversation: conversation.id },
          }),
        onError: (error) => void notify(say(error), "bad"),
      },
    );
  };
  if (numbers.isSuccess && items.length === 0) return <p className={classes.hint}>{t("no_number")}</p>;
  return (
    <Stack gap="xs">
      {items.length > 1 && (
        <Select
          label={t("open_with")}
          value={number ?? null}
          onChange={setChosen}
          allowDeselect={false}
          data={items.map((one) => ({
            value: one.id,
            label: `${one.display_phone_number} · ${one.verified_name}`,
          }))}
        />
      )}
      <GatedButton
        permission="conversations.answer"
        leftSection={<IconMessageCircle size={16} />}
        loading={start.isPending}
        onClick={go}
        fullWidth
      >
        {t("open")}
      </GatedButton>
    </Stack>
  );
}

function Rename({ contact }: { contact: ContactDetails }) {
  const t = useMessages(messages);
  const say = useProblemText();
  const workspace = useWorkspace();
  const gate = useGate("contacts.write");
  const rename = useRename(workspace.id, contact.id);
  const form = useForm({
    initialValues: { name: contact.name ?? "" },
    validate: {
      name: (value) =>
        !value.trim() ? t("name_missing") : value.trim().length > 120 ? t("name_long") : null,
    },
  });
  const submit = form.onSubmit(({ name }) =>
    rename.mutate(name.trim(), {
      onSuccess: () => {
        form.resetDirty({ name: name.trim() });
        void notify(t("saved"), "good");
      },
      onError: (error) => form.setErrors({ name: say(error) }),
    }),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="xs">
        <Tooltip label={gate.reason} disabled={gate.allowed} multiline maw={280}>
          <TextInput
            label={t("name")}
            description={gate.reason ?? t("name_hint")}
            readOnly={!gate.allowed}
            {...form.getInputProps("name")}
          />
        </Tooltip>
        {gate.allowed && form.isDirty() && (
          <Button type="submit" variant="default" loading={rename.isPending}>
            {t("save")}
          </Button>
        )}
      </Stack>
    </form>
  );
}
