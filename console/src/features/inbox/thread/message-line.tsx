/** One line of the thread: the bubble with its marks, its ticks, what went wrong and what can be done about it. */
import { lazy, memo, Suspense } from "react";
import type { Message } from "@/api/types";
import { useFormat, useMessages } from "@/i18n";
import { TickSign, Icon } from "../icons";
import type { Outgoing } from "../model/outgoing";
import { EventLine } from "./event-line";
import { plainFailure } from "./failure-plain";
import { isMedia, MessageBody } from "./message-body";
import { MessageMenu } from "./message-menu";
import { messages } from "./messages";
import { UnsentLine } from "./unsent-line";
import classes from "./thread.module.css";

const FailureText = lazy(() => import("./failure-text"));

export interface LineActions {
  reply: (message: Message) => void;
  react: (message: Message, emoji: string) => void;
  retry: (message: Message) => void;
  jump: (messageId: string) => void;
}

interface MessageLineProps {
  workspace: string;
  message: Message;
  first: boolean;
  customer: string;
  outgoing: Outgoing | null;
  barred: string | null;
  actions: LineActions;
}

export const MessageLine = memo(function MessageLine(props: MessageLineProps) {
  const { workspace, message, first, customer, outgoing, barred, actions } = props;
  const t = useMessages(messages);
  const format = useFormat();
  if (message.direction === "event" || message.kind === "system") {
    return <EventLine message={message} />;
  }
  const note = message.direction === "note";
  const side = message.direction === "in" ? "in" : "out";
  const gone = message.revoked_at !== null;
  const failed = message.status === "failed" || outgoing?.state === "failed";
  const writer =
    message.direction === "in"
      ? null
      : message.sender.kind === "phone_app"
        ? t("from_phone")
        : message.sender.name;
  return (
    <div
      className={classes.line}
      data-line={message.id}
      data-side={side}
      data-first={first || undefined}
      data-note={note || undefined}
      data-failed={failed || undefined}
    >
      <div className={classes.column}>
        <div className={classes.bubbleRow}>
          <article
            className={classes.bubble}
            data-media={(isMedia(message.kind) && message.kind !== "audio" && !gone) || undefined}
            data-bare={(message.kind === "sticker" && !gone) || undefined}
          >
            <span className="wl-sr-only">
              {message.direction === "in" ? customer : (writer ?? t("us"))}:{" "}
            </span>
            {note ? (
              <div className={classes.writer}>
                <Icon name="lock" size={12} /> {first && writer ? `${writer} · ` : ""}
                {t("only_team")}
              </div>
            ) : (
              first && writer && <div className={classes.writer}>{writer}</div>
            )}
            {message.forwarded !== null && !gone && (
              <div className={classes.mark}>
                <Icon name="forward" size={12} />
                {message.forwarded === "many" ? t("forwarded_many") : t("forwarded")}
              </div>
            )}
            {message.quote && !gone && (
              <Quote quote={message.quote} customer={customer} onJump={actions.jump} />
            )}
            <MessageBody workspace={workspace} message={message} preview={outgoing?.preview} />
            <div className={`${classes.meta} wl-num`}>
              {message.edited_at !== null && !gone && <span>{t("edited")}</span>}
              <time dateTime={message.at} title={format.dateTime(message.at)}>
                {format.time(message.at)}
              </time>
              {message.direction === "out" && message.status && (
                <TickSign
                  status={outgoing?.state === "failed" ? "failed" : message.status}
                  label={t(`status_${outgoing?.state === "failed" ? "failed" : message.status}`)}
                />
              )}
            </div>
          </article>
          {!outgoing && (
            <MessageMenu message={message} barred={barred} onReply={actions.reply} onReact={actions.react} />
          )}
        </div>
        <Reactions message={message} barred={barred} onReact={actions.react} />
        {outgoing && <UnsentLine outgoing={outgoing} />}
        {message.status === "failed" && message.failure && (
          <div className={classes.problem}>
            <Suspense fallback={plainFailure(message.failure)}>
              <FailureText failure={message.failure} />
            </Suspense>
          </div>
        )}
        {message.status === "failed" && (message.retried_as !== null || message.failure?.can_retry) && (
          <div className={classes.below}>
            {message.retried_as !== null ? (
              t("retried")
            ) : (
              <button type="button" className={classes.small} onClick={() => actions.retry(message)}>
                {t("retry")}
              </button>
            )}
          </div>
        )}
        {message.status === "unknown" && <div className={classes.below}>{t("status_unknown")}</div>}
      </div>
    </div>
  );
});

function Quote({
  quote,
  customer,
  onJump,
}: {
  quote: NonNullable<Message["quote"]>;
  customer: string;
  onJump: (messageId: string) => void;
}) {
  const t = useMessages(messages);
  const who = quote.direction === "in" ? customer : t("us");
  return (
    <button
      type="button"
      className={classes.quote}
      disabled={quote.message_id === null}
      title={quote.message_id === null ? undefined : t("show_quoted")}
      onClick={() => {
        if (quote.message_id !== null) onJump(quote.message_id);
      }}
    >
      <strong dir="auto">{who}</strong>
      <span dir="auto">{quote.preview || kindWord(t, quote.kind ?? "")}</span>
    </button>
  );
}

type Translate = ReturnType<typeof useMessages<(typeof messages)["en"]>>;

/** One word for a kind, where there are no words to show. */
export function kindWord(t: Translate, kind: string): string {
  switch (kind) {
    case "image":
    case "video":
    case "document":
    case "sticker":
    case "location":
    case "template":
      return t(kind);
    case "audio":
      return t("voice");
    default:
      return t("quoted_missing");
  }
}

function Reactions({
  message,
  barred,
  onReact,
}: {
  message: Message;
  barred: string | null;
  onReact: LineActions["react"];
}) {
  const t = useMessages(messages);
  if (message.reactions.length === 0 || message.revoked_at !== null) return null;
  return (
    <div className={classes.reactions} role="group" aria-label={t("reactions")}>
      {message.reactions.map(({ by, emoji }) =>
        by === "us" ? (
          <button
            key={by}
            type="button"
            className={classes.reaction}
            disabled={barred !== null}
            aria-label={`${t("reacted_us", { emoji })}. ${t("unreact")}`}
            title={barred ?? t("unreact")}
            onClick={() => onReact(message, "")}
          >
            {emoji}
          </button>
        ) : (
          <span
            key={by}
            className={classes.reaction}
            role="img"
            aria-label={t("reacted_customer", { emoji })}
          >
            {emoji}
          </span>
        ),
      )}
    </div>
  );
}
