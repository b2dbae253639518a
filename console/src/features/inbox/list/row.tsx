/** One conversation in the list: who, what they said last, since when, and what needs doing. Fixed height. */
import { memo, type MouseEvent } from "react";
import { Link } from "@tanstack/react-router";
import type { Conversation, Tag } from "@/api/types";
import { PersonAvatar, usePersonName } from "@/components/person";
import { plainText } from "@/components/whatsapp/markup";
import { TagChip } from "@/components/tag";
import { useFormat, useLookUp, useMessages } from "@/i18n";
import { messages } from "../messages";
import { replyWindow } from "../model/reply-window";
import { ClockIcon, Icon, PriorityIcon, SnoozeIcon } from "../icons";
import classes from "./list.module.css";

export const ROW_HEIGHT = 84;

interface RowProps {
  workspace: string;
  conversation: Conversation;
  tags: ReadonlyMap<string, Tag>;
  me: string;
  now: number;
  selected: boolean;
  checked: boolean;
  selecting: boolean;
  draft: string;
  onCheck: (id: string, range: boolean) => void;
}

/** "Photo: the dent", "You: It left this morning." */
export function usePreview(): (last: Conversation["last_message"]) => string {
  const t = useMessages(messages);
  const look = useLookUp(messages);
  return (last) => {
    if (!last) return t("no_message");
    const kind = last.kind === "button" ? "text" : last.kind;
    const word = look(`kind_${kind}`, look("kind_unsupported", kind));
    const plain =
      ["text", "system", "event", "note"].includes(kind) ||
      (kind === "interactive" && last.direction === "in");
    if (last.preview === "") return word;
    const words = plainText(last.preview);
    return plain ? words : `${word}: ${words}`;
  };
}

export const ConversationRow = memo(function ConversationRow(props: RowProps) {
  const { workspace, conversation, tags, me, now, selected, checked, selecting, draft, onCheck } = props;
  const t = useMessages(messages);
  const format = useFormat();
  const nameOf = usePersonName();
  const preview = usePreview();
  const name = nameOf(conversation.contact);
  const last = conversation.last_message;
  const window = replyWindow(conversation.window_expires_at, now);
  const left =
    window.state === "closed" ? t("left_none") : t("left_short", { time: format.duration(window.left) });
  const shownTags = conversation.tags.flatMap((id) => tags.get(id) ?? []);
  return (
    <div
      className={classes.row}
      data-selected={selected || undefined}
      data-unread={conversation.unread > 0 || undefined}
    >
      <Link
        to="/w/$workspace/inbox/{-$conversation}"
        params={{ workspace, conversation: conversation.id }}
        search={(search) => search}
        className={classes.link}
        aria-current={selected ? "true" : undefined}
        data-conversation={conversation.id}
        preload={false}
        draggable={false}
      >
        <span className={classes.avatar}>
          <PersonAvatar id={conversation.contact.id} name={name} size={38} />
        </span>
        <span className={classes.body}>
          <span className={classes.line}>
            <span className={classes.name} dir="auto">
              {name}
            </span>
            {conversation.priority !== "none" && (
              <PriorityIcon level={conversation.priority} label={t(`priority_${conversation.priority}`)} />
            )}
            <time
              className={`${classes.time} wl-num`}
              dateTime={conversation.last_at}
              title={format.dateTime(conversation.last_at)}
            >
              {format.short(conversation.last_at)}
            </time>
          </span>
          <span className={classes.line}>
            <span className={classes.preview} dir="auto">
              {draft !== "" ? (
                <>
                  <span className={classes.draft}>{t("draft")}</span> {draft}
                </>
              ) : (
                <>
                  {last?.direction === "out" && <Icon name="reply" size={13} label={t("by_us")} />}
                  {preview(last)}
                </>
              )}
            </span>
            {conversation.unread > 0 && (
              <span className={`${classes.unread} wl-num`}>
                <span aria-hidden="true">{conversation.unread > 99 ? "99+" : conversation.unread}</span>
                <span className="wl-sr-only">{t("unread", { count: conversation.unread })}</span>
              </span>
            )}
          </span>
          <span className={`${classes.line} ${classes.meta}`}>
            <span className={classes.tags}>
              {shownTags.slice(0, 2).map((tag) => (
                <TagChip key={tag.id} name={tag.name} color={tag.color} />
              ))}
              {shownTags.length > 2 && (
                <span className={classes.more} title={shownTags.map((tag) => tag.name).join(", ")}>
                  +{shownTags.length - 2}
                </span>
              )}
            </span>
            {conversation.status === "snoozed" && conversation.snoozed_until && (
              <SnoozeIcon label={t("snoozed_until", { time: format.dateTime(conversation.snoozed_until) })} />
            )}
            <span className={classes.window} data-state={window.state} title={left}>
              <ClockIcon closed={window.state === "closed"} />
              <span aria-hidden="true" className="wl-num">
                {window.state === "closed" ? "" : shortDuration(window.left)}
              </span>
              <span className="wl-sr-only">{left}</span>
            </span>
            <span className={classes.assignee} data-none={conversation.assignee === null || undefined}>
              {conversation.assignee === null
                ? t("unassigned")
                : conversation.assignee.id === me
                  ? t("you")
                  : conversation.assignee.name}
            </span>
          </span>
        </span>
      </Link>
      <input
        type="checkbox"
        className={classes.check}
        data-shown={selecting || undefined}
        checked={checked}
        aria-label={t("select", { name })}
        onClick={(event: MouseEvent) => {
          onCheck(conversation.id, event.shiftKey);
        }}
        onChange={() => undefined}
      />
    </div>
  );
});

/** "21h" or "45m": the list only needs the order of magnitude; the full words are in the title. */
function shortDuration(ms: number): string {
  const hours = Math.floor(ms / 3_600_000);
  return hours > 0 ? `${hours}h` : `${Math.max(1, Math.floor(ms / 60_000))}m`;
}

export function SkeletonRows({ count }: { count: number }) {
  return (
    <div aria-hidden="true">
      {Array.from({ length: count }, (_, at) => (
        <div key={at} className={classes.skeleton}>
          <span />
          <div>
            <span style={{ width: `${40 + ((at * 17) % 30)}%` }} />
            <span style={{ width: `${60 + ((at * 23) % 35)}%` }} />
          </div>
        </div>
      ))}
    </div>
  );
}
