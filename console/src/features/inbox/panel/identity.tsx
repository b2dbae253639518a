/** The customer's name, edited in place, and what WhatsApp knows them by. */
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Contact, Conversation } from "@/api/types";
import { useGate, useHiddenNumbers } from "@/auth/workspace";
import { notify } from "@/components/notify";
import { PersonAvatar, usePersonName } from "@/components/person";
import { useProblemText } from "@/components/problem";
import { useMessages } from "@/i18n";
import { readablePhone } from "@/lib/phone";
import { renameContact } from "../api/contacts";
import { listKey, patchStored } from "../api/conversations";
import { itemsOf, type Pages } from "../live/cache";
import list from "../list/list.module.css";
import { messages } from "./messages";
import classes from "./panel.module.css";

export function Identity({ workspace, contact }: { workspace: string; contact: Contact }) {
  const t = useMessages(messages);
  const hidden = useHiddenNumbers();
  const nameOf = usePersonName();
  const gate = useGate("contacts.write");
  const client = useQueryClient();
  const say = useProblemText();
  const [editing, setEditing] = useState(false);
  const [typed, setTyped] = useState("");
  const name = nameOf(contact);
  const store = (shown: string) => {
    // Every conversation of this customer carries the name.
    const rows = client
      .getQueriesData<Pages<Conversation>>({ queryKey: listKey(workspace) })
      .flatMap(([, data]) => itemsOf(data))
      .filter((one) => one.contact.id === contact.id);
    const open = client
      .getQueriesData<Conversation>({ queryKey: ["inbox", workspace, "conversation"] })
      .flatMap(([, one]) => (one?.contact.id === contact.id ? [one] : []));
    for (const one of [...rows, ...open]) {
      patchStored(client, workspace, one.id, { contact: { ...one.contact, name: shown } });
    }
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const wanted = typed.trim();
    setEditing(false);
    if (wanted === "" || wanted === contact.name) return;
    store(wanted);
    try {
      store((await renameContact(workspace, contact.id, wanted)).name);
      void client.invalidateQueries({ queryKey: ["contacts", workspace] });
    } catch (error) {
      store(contact.name);
      void notify(say(error), "bad");
    }
  };
  return (
    <>
      <div className={classes.person}>
        <PersonAvatar id={contact.id} name={name} size={60} />
        {editing ? (
          <form className={classes.nameForm} onSubmit={(event) => void save(event)}>
            <input
              value={typed}
              aria-label={t("name")}
              maxLength={120}
              dir="auto"
              ref={(field) => {
                if (field && document.activeElement !== field) {
                  field.focus();
                  field.select();
                }
              }}
              onChange={(event) => setTyped(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key !== "Escape") return;
                event.stopPropagation();
                setEditing(false);
              }}
            />
            <button type="submit" className={list.small}>
              {t("save")}
            </button>
            <button type="button" className={list.small} onClick={() => setEditing(false)}>
              {t("cancel")}
            </button>
          </form>
        ) : (
          <div className={classes.nameLine}>
            <h2 dir="auto">{name}</h2>
            <button
              type="button"
              className={list.icon}
              aria-label={t("edit_name")}
              title={gate.reason ?? t("edit_name")}
              disabled={!gate.allowed}
              onClick={() => {
                setTyped(contact.name);
                setEditing(true);
              }}
            >
              <svg
                viewBox="0 0 16 16"
                width="14"
                height="14"
                fill="none"
                stroke="currentColor"
                strokeWidth="1.5"
                aria-hidden="true"
              >
                <path d="m3 13 .6-2.8L10.8 3a1.3 1.3 0 0 1 1.9 0l.3.3a1.3 1.3 0 0 1 0 1.9L5.8 12.4z" />
              </svg>
            </button>
          </div>
        )}
      </div>
      <section className={classes.section} style={{ borderBlockStart: 0, paddingBlockStart: 0 }}>
        <dl className={classes.facts}>
          {contact.phone && (
            <Fact label={t("phone")} value={readablePhone(contact.phone)} copies={hidden === null} />
          )}
          {contact.username && <Fact label={t("username")} value={`@${contact.username}`} />}
          {!contact.phone && contact.bsuid && <Fact label={t("user_id")} value={contact.bsuid} />}
        </dl>
        {!contact.phone && <p className={classes.dim}>{t("no_phone")}</p>}
        {contact.phone && hidden && <p className={classes.dim}>{hidden}</p>}
      </section>
    </>
  );
}

/** `copies` is off for what is only dots. */
function Fact({ label, value, copies = true }: { label: string; value: string; copies?: boolean }) {
  const t = useMessages(messages);
  return (
    <div>
      <dt>{label}</dt>
      <dd className="wl-num">
        <span>{value}</span>
        {copies && (
          <button
            type="button"
            className={list.icon}
            style={{ width: 26, height: 26 }}
            aria-label={`${t("copy")}: ${label}`}
            title={t("copy")}
            onClick={() => void navigator.clipboard.writeText(value).then(() => notify(t("copied"), "good"))}
          >
            <svg
              viewBox="0 0 16 16"
              width="13"
              height="13"
              fill="none"
              stroke="currentColor"
              strokeWidth="1.4"
              aria-hidden="true"
            >
              <path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3" />
            </svg>
          </button>
        )}
      </dd>
    </div>
  );
}
