/** The messages of one conversation, oldest at the top, with what is still being sent at the end. */
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Conversation, Message } from "@/api/types";
import { useSession } from "@/auth/workspace";
import { usePersonName } from "@/components/person";
import { FailedState, PendingPage } from "@/components/states";
import { useFormat, useMessages } from "@/i18n";
import { messagesQuery, refreshHead } from "../api/messages";
import { Icon } from "../icons";
import { itemsOf } from "../live/cache";
import { useOutgoing } from "../live/outbox-context";
import { asMessage } from "../model/outgoing";
import { firstUnread, threadLines } from "../model/thread";
import { type LineActions, MessageLine } from "./message-line";
import { messages } from "./messages";
import { useThreadScroll } from "./use-thread-scroll";
import classes from "./thread.module.css";

interface MessageListProps {
  workspace: string;
  conversation: Conversation;
  /** Unread customer messages when the thread was opened. */
  unread: number;
  barred: string | null;
  actions: Omit<LineActions, "jump">;
}

export function MessageList({ workspace, conversation, unread, barred, actions }: MessageListProps) {
  const t = useMessages(messages);
  const format = useFormat();
  const client = useQueryClient();
  const nameOf = usePersonName();
  const { user } = useSession();
  const outgoing = useOutgoing();
  const query = useInfiniteQuery(messagesQuery(workspace, conversation.id));

  // Cached from an earlier visit: look at once what came since.
  useEffect(() => {
    void refreshHead(client, workspace, conversation.id).catch(() => undefined);
  }, [client, workspace, conversation.id]);

  const stored = useMemo(
    // Reactions show on what they react to; one of ours that failed is shown, or nobody would know.
    () =>
      itemsOf(query.data)
        .filter((one) => one.kind !== "reaction" || one.status === "failed")
        .toReversed(),
    [query.data],
  );
  const unsent = useMemo(() => {
    const arrived = new Set(stored.map((one) => one.client_id));
    return outgoing.filter((one) => one.conversation === conversation.id && !arrived.has(one.clientId));
  }, [outgoing, stored, conversation.id]);

  const unreadFrom = useUnreadStart(stored, unread);
  const lines = useMemo(() => {
    const me = { id: user?.id ?? "", name: user?.name ?? "" };
    const all = [...stored, ...unsent.map((one) => asMessage(one, me))];
    return threadLines(all, (at) => format.dayKey(at), unreadFrom);
  }, [stored, unsent, unreadFrom, format, user]);

  const scroll = useThreadScroll(
    lines,
    query.data !== undefined,
    unreadFrom === null ? null : "[data-unread-line]",
  );
  const { box, content } = scroll;
  const fresh = useFreshCount(stored, scroll.atBottom);
  const { toBottom } = scroll;
  const last = unsent.at(-1)?.clientId;
  useEffect(() => {
    // What I just wrote is what I want to see.
    if (last !== undefined) toBottom();
  }, [last, toBottom]);

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const more = useCallback(() => {
    const top = box.current?.scrollTop ?? Infinity;
    if (top < 700 && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [box, hasNextPage, isFetchingNextPage, fetchNextPage]);
  useEffect(more, [more, lines]);

  const jump = useJump(box, () => (hasNextPage ? fetchNextPage() : null));
  const all: LineActions = useMemo(() => ({ ...actions, jump }), [actions, jump]);
  const customer = nameOf(conversation.contact);

  if (query.isPending) return <PendingPage />;
  if (query.isError && !query.data)
    return <FailedState error={query.error} retry={() => void query.refetch()} />;
  return (
    <div className={classes.scrollBox}>
      <div
        ref={box}
        className={classes.scroll}
        // Keyboards scroll what has the focus.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="region"
        aria-label={t("thread", { name: customer })}
        onScroll={() => {
          scroll.onScroll();
          more();
        }}
      >
        <div ref={content} className={classes.content}>
          <div className={classes.older} role="status">
            {isFetchingNextPage
              ? t("earlier")
              : hasNextPage
                ? ""
                : stored.length > 0
                  ? t("start")
                  : t("empty")}
          </div>
          {lines.map((line) => {
            if (line.type === "day") {
              return (
                <div key={line.key} className={classes.day}>
                  <time dateTime={line.at}>{format.day(line.at)}</time>
                </div>
              );
            }
            if (line.type === "unread") {
              return (
                <div key={line.key} className={classes.unreadLine} data-unread-line>
                  {t("unread_line", { count: line.count })}
                </div>
              );
            }
            return (
              <MessageLine
                key={line.key}
                workspace={workspace}
                message={line.message}
                first={line.first}
                customer={customer}
                outgoing={unsent.find((one) => one.clientId === line.message.id) ?? null}
                barred={barred}
                actions={all}
              />
            );
          })}
        </div>
      </div>
      {!scroll.atBottom && (
        <button
          type="button"
          className={classes.jump}
          data-new={fresh > 0 || undefined}
          aria-label={fresh > 0 ? `${t("latest_new", { count: fresh })}. ${t("latest")}` : t("latest")}
          onClick={() => toBottom(true)}
        >
          {fresh > 0 && <span aria-hidden="true">{t("latest_new", { count: fresh })}</span>}
          <Icon name="down" />
        </button>
      )}
    </div>
  );
}

/** Where the unread line stands: decided once, when the thread opens, and kept while it is read. */
function useUnreadStart(stored: readonly Message[], unread: number): string | null {
  const [start, setStart] = useState<string | null | undefined>(undefined);
  if (start === undefined && stored.length > 0) setStart(firstUnread(stored, unread));
  return start ?? null;
}

/** Customer messages that came while the bottom was out of sight. */
function useFreshCount(stored: readonly Message[], atBottom: boolean): number {
  const newest = stored.at(-1)?.id ?? "";
  const [seen, setSeen] = useState(newest);
  if ((atBottom || seen === "") && seen !== newest) setSeen(newest);
  return useMemo(
    () => stored.filter((one) => one.direction === "in" && one.id > seen).length,
    [stored, seen],
  );
}

/** Scrolls to a message, loading older pages until it is there, and lights it up. */
function useJump(box: React.RefObject<HTMLElement | null>, older: () => Promise<unknown> | null) {
  const more = useRef(older);
  useEffect(() => {
    more.current = older;
  });
  return useCallback(
    async (id: string) => {
      for (let page = 0; page < 25; page += 1) {
        const line = box.current?.querySelector<HTMLElement>(`[data-line="${CSS.escape(id)}"]`);
        if (line) {
          line.scrollIntoView({ block: "center" });
          line.dataset.flash = "";
          window.setTimeout(() => delete line.dataset.flash, 1_700);
          return;
        }
        const next = more.current();
        if (next === null) return;
        await next;
        // The rows are drawn in the next frame.
        await new Promise((drawn) => requestAnimationFrame(drawn));
      }
    },
    [box],
  ) as (id: string) => void;
}
