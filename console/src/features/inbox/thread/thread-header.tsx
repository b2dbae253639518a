/** Who this is, on which of our numbers, and the acts that end or postpone a conversation. */
import { useQuery } from "@tanstack/react-query";
import { lazy, type Ref, Suspense, useState } from "react";
import { numbersQuery } from "@/api/shared";
import type { Conversation } from "@/api/types";
import { useGate } from "@/auth/workspace";
import { PersonAvatar, usePersonName } from "@/components/person";
import { useFormat, useMessages } from "@/i18n";
import { readablePhone } from "@/lib/phone";
import { Icon } from "../icons";
import { messages as inbox } from "../messages";
import { useChangeConversation } from "../use-change";
import { useCommand } from "../commands";
import { messages } from "./messages";
import list from "../list/list.module.css";
import classes from "./thread.module.css";

const SnoozeMenu = lazy(() => import("./snooze-menu"));

interface ThreadHeaderProps {
  workspace: string;
  conversation: Conversation;
  me: string;
  panelOpen: boolean;
  heading: Ref<HTMLHeadingElement>;
  onPanel: () => void;
  onBack: () => void;
}

export function ThreadHeader(props: ThreadHeaderProps) {
  const { workspace, conversation, me, panelOpen, heading, onPanel, onBack } = props;
  const t = useMessages(messages);
  const ti = useMessages(inbox);
  const format = useFormat();
  const nameOf = usePersonName();
  const gate = useGate("conversations.manage");
  const numbers = useQuery(numbersQuery(workspace)).data?.items;
  const change = useChangeConversation(workspace, conversation.id, me);
  const [snoozing, setSnoozing] = useState(false);
  const { contact } = conversation;
  const name = nameOf(contact);
  const number = numbers?.find((one) => one.id === conversation.number_id);
  const resolved = conversation.status === "resolved";
  const resolve = () => {
    if (!gate.allowed) return;
    const status = resolved ? "open" : "resolved";
    void change({ status });
  };
  useCommand("resolve", resolve);
  useCommand("panel", onPanel);
  useCommand("assign", () => {
    if (gate.allowed) void change({ assignee: me });
  });
  const identity =
    (contact.phone && readablePhone(contact.phone)) ?? (contact.username ? `@${contact.username}` : null);
  return (
    <header className={classes.head}>
      <button
        type="button"
        className={`${list.icon} ${classes.back}`}
        aria-label={t("back")}
        onClick={onBack}
      >
        <Icon name="back" size={18} />
      </button>
      <PersonAvatar id={contact.id} name={name} size={36} />
      <div className={classes.who}>
        <h2 ref={heading} tabIndex={-1} dir="auto">
          {name}
        </h2>
        <div className={`${classes.sub} wl-num`}>
          {conversation.status !== "open" && (
            <span className={classes.state}>
              {conversation.status === "snoozed" && conversation.snoozed_until
                ? t("snoozed", { time: format.dateTime(conversation.snoozed_until) })
                : ti(`one_${conversation.status}`)}
            </span>
          )}
          {identity !== null && identity !== name && <span>{identity}</span>}
          {number && (
            <span title={number.display_phone_number}>
              {t("on_number", { number: number.verified_name })}
            </span>
          )}
        </div>
      </div>
      <button
        type="button"
        className={list.icon}
        aria-label={t("snooze")}
        title={gate.reason ?? t("snooze")}
        aria-haspopup="dialog"
        aria-disabled={!gate.allowed}
        onClick={() => {
          if (gate.allowed) setSnoozing(true);
        }}
      >
        <Clock />
      </button>
      <button
        type="button"
        className={classes.small}
        style={{ minHeight: 32 }}
        title={gate.reason ?? `${resolved ? t("reopen") : t("resolve")} (E)`}
        disabled={!gate.allowed}
        onClick={resolve}
      >
        {resolved ? t("reopen") : t("resolve")}
      </button>
      <button
        type="button"
        className={list.icon}
        aria-label={panelOpen ? t("panel_hide") : t("panel_show")}
        title={`${panelOpen ? t("panel_hide") : t("panel_show")} (I)`}
        aria-expanded={panelOpen}
        data-on={panelOpen || undefined}
        onClick={onPanel}
      >
        <Icon name="info" size={18} />
      </button>
      {snoozing && (
        <Suspense fallback={null}>
          <SnoozeMenu
            conversation={conversation}
            onClose={() => setSnoozing(false)}
            onChoose={(until) => {
              setSnoozing(false);
              void change(until === null ? { status: "open" } : { status: "snoozed", snoozed_until: until });
            }}
          />
        </Suspense>
      )}
    </header>
  );
}

function Clock() {
  return (
    <svg
      viewBox="0 0 16 16"
      width="17"
      height="17"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <circle cx="8" cy="8.6" r="5" />
      <path d="M8 6v2.8l1.8 1.2M2.2 3.8l2-1.6M13.8 3.8l-2-1.6" />
    </svg>
  );
}
