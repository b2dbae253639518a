/** The right pane: who the customer is, how the conversation is handled, where else they wrote. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { membersQuery, numbersQuery, tagsQuery } from "@/api/shared";
import type { Conversation, ConversationStatus, Priority } from "@/api/types";
import { useGate } from "@/auth/workspace";
import { FailedState, PendingPage } from "@/components/states";
import { TagChip } from "@/components/tag";
import { useFormat, useMessages } from "@/i18n";
import { conversationQuery } from "../api/conversations";
import { otherConversationsQuery } from "../api/contacts";
import { Icon } from "../icons";
import { usePreview } from "../list/row";
import { messages as inbox } from "../messages";
import { replyWindow } from "../model/reply-window";
import { ReferralPart } from "../thread/parts";
import { useChangeConversation } from "../use-change";
import { useNow } from "../use-now";
import { Identity } from "./identity";
import { messages } from "./messages";
import classes from "./panel.module.css";

interface ContactPanelProps {
  workspace: string;
  conversation: string;
  me: string;
}

const STATUSES = ["open", "pending", "resolved"] as const;
const PRIORITIES = ["none", "low", "medium", "high"] as const;

export default function ContactPanel({ workspace, conversation, me }: ContactPanelProps) {
  const t = useMessages(messages);
  const query = useQuery(conversationQuery(workspace, conversation));
  if (query.isError && !query.data)
    return <FailedState error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <PendingPage />;
  return (
    <aside className={classes.panel} aria-label={t("title")}>
      <Identity key={query.data.contact.id} workspace={workspace} contact={query.data.contact} />
      <Handling workspace={workspace} row={query.data} me={me} />
      <Tags workspace={workspace} row={query.data} me={me} />
      {query.data.referral && (
        <section className={classes.section}>
          <h3>{t("referral")}</h3>
          <ReferralPart referral={query.data.referral} />
        </section>
      )}
      <Others workspace={workspace} row={query.data} />
    </aside>
  );
}

interface PartProps {
  workspace: string;
  row: Conversation;
  me: string;
}

function Handling({ workspace, row, me }: PartProps) {
  const t = useMessages(messages);
  const ti = useMessages(inbox);
  const format = useFormat();
  const gate = useGate("conversations.manage");
  const members = useQuery(membersQuery(workspace)).data?.items ?? [];
  const number = useQuery(numbersQuery(workspace)).data?.items.find((one) => one.id === row.number_id);
  const change = useChangeConversation(workspace, row.id, me);
  const window = replyWindow(row.window_expires_at, useNow(60_000));
  const off = { disabled: !gate.allowed, title: gate.reason ?? undefined };
  const assign = (id: string | null) => {
    const member = members.find((one) => one.user_id === id);
    void change({ assignee: id }, { assignee: member ? { id: member.user_id, name: member.name } : null });
  };
  return (
    <section className={classes.section}>
      <h3>{t("handling")}</h3>
      <div className={classes.fields}>
        <label className={classes.field}>
          <span>{t("assignee")}</span>
          <select
            value={row.assignee?.id ?? ""}
            {...off}
            onChange={(event) => assign(event.currentTarget.value || null)}
          >
            <option value="">{t("nobody")}</option>
            {row.assignee && !members.some((one) => one.user_id === row.assignee?.id) && (
              <option value={row.assignee.id}>{row.assignee.name}</option>
            )}
            {members
              .filter((one) => one.role !== "viewer")
              .map((one) => (
                <option key={one.user_id} value={one.user_id}>
                  {one.user_id === me ? `${one.name} (${ti("you")})` : one.name}
                </option>
              ))}
          </select>
        </label>
        {row.assignee?.id !== me && gate.allowed && (
          <div className={classes.field}>
            <span />
            <button type="button" className={classes.assign} onClick={() => assign(me)}>
              {t("assign_me")}
            </button>
          </div>
        )}
        <label className={classes.field}>
          <span>{t("status")}</span>
          <select
            value={row.status}
            {...off}
            onChange={(event) => {
              const status = event.currentTarget.value as ConversationStatus;
              void change({ status }, { status });
            }}
          >
            {row.status === "snoozed" && (
              <option value="snoozed" disabled>
                {ti("one_snoozed")}
              </option>
            )}
            {STATUSES.map((status) => (
              <option key={status} value={status}>
                {ti(`one_${status}`)}
              </option>
            ))}
          </select>
        </label>
        <label className={classes.field}>
          <span>{t("priority")}</span>
          <select
            value={row.priority}
            {...off}
            onChange={(event) => {
              const priority = event.currentTarget.value as Priority;
              void change({ priority }, { priority });
            }}
          >
            {PRIORITIES.map((priority) => (
              <option key={priority} value={priority}>
                {t(`priority_${priority}`)}
              </option>
            ))}
          </select>
        </label>
        <div className={classes.field}>
          <span>{t("window")}</span>
          <span className="wl-num">
            {window.state === "closed" || row.window_expires_at === null
              ? t("window_closed")
              : `${format.duration(window.left)} · ${t("window_until", { time: format.time(row.window_expires_at) })}`}
          </span>
        </div>
        {number && (
          <div className={classes.field}>
            <span>{t("number")}</span>
            <span>
              {number.verified_name}
              <br />
              <span className={`${classes.dim} wl-num`}>{number.display_phone_number}</span>
            </span>
          </div>
        )}
      </div>
    </section>
  );
}

function Tags({ workspace, row, me }: PartProps) {
  const t = useMessages(messages);
  const gate = useGate("conversations.manage");
  const all = useQuery(tagsQuery(workspace)).data?.items;
  const change = useChangeConversation(workspace, row.id, me);
  const set = (tags: string[]) => void change({ tags }, { tags });
  const on = row.tags.flatMap((id) => all?.find((tag) => tag.id === id) ?? []);
  const left = all?.filter((tag) => !row.tags.includes(tag.id)) ?? [];
  return (
    <section className={classes.section}>
      <h3>{t("tags")}</h3>
      {on.length > 0 && (
        <ul className={classes.tags}>
          {on.map((tag) => (
            <li key={tag.id}>
              <TagChip name={tag.name} color={tag.color} />
              <button
                type="button"
                className={classes.remove}
                aria-label={t("remove_tag", { name: tag.name })}
                disabled={!gate.allowed}
                title={gate.reason ?? t("remove_tag", { name: tag.name })}
                onClick={() => set(row.tags.filter((id) => id !== tag.id))}
              >
                <Icon name="close" size={11} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {all?.length === 0 ? (
        <p className={classes.dim}>{t("no_tags")}</p>
      ) : (
        left.length > 0 && (
          <div className={classes.field} style={{ gridTemplateColumns: "1fr" }}>
            <select
              aria-label={t("add_tag")}
              value=""
              disabled={!gate.allowed}
              title={gate.reason ?? undefined}
              onChange={(event) => set([...row.tags, event.currentTarget.value])}
            >
              <option value="">{t("add_tag")}</option>
              {left.map((tag) => (
                <option key={tag.id} value={tag.id}>
                  {tag.name}
                </option>
              ))}
            </select>
          </div>
        )
      )}
    </section>
  );
}

function Others({ workspace, row }: { workspace: string; row: Conversation }) {
  const t = useMessages(messages);
  const format = useFormat();
  const preview = usePreview();
  const numbers = useQuery(numbersQuery(workspace)).data?.items;
  const query = useQuery(otherConversationsQuery(workspace, row.contact));
  const others = query.data?.filter((one) => one.id !== row.id) ?? [];
  if (query.isPending) return null;
  return (
    <section className={classes.section}>
      <h3>{t("others")}</h3>
      {query.isError ? (
        <p className={classes.dim}>{t("load_failed")}</p>
      ) : others.length === 0 ? (
        <p className={classes.dim}>{t("others_none")}</p>
      ) : (
        <ul className={classes.others}>
          {others.map((one) => (
            <li key={one.id}>
              <Link
                to="/w/$workspace/inbox/{-$conversation}"
                params={{ workspace, conversation: one.id }}
                search={(search) => search}
              >
                <span>
                  {numbers?.find((number) => number.id === one.number_id)?.verified_name ?? one.number_id}
                </span>
                <span className={classes.dim}>
                  {format.short(one.last_at)} · {preview(one.last_message)}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
