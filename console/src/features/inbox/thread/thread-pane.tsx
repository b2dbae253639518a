/** The middle pane: header, who else is here, the messages, the composer. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { membersQuery } from "@/api/shared";
import type { Conversation, Message } from "@/api/types";
import { useGate } from "@/auth/workspace";
import { notify } from "@/components/notify";
import { FailedState, PendingPage } from "@/components/states";
import { useProblemText } from "@/components/problem";
import { useFormat, useMessages } from "@/i18n";
import { conversationQuery, listKey, markRead, patchStored, tellPresence } from "../api/conversations";
import { reactTo } from "../api/reactions";
import { Composer } from "../composer/composer";
import { Icon } from "../icons";
import { itemsOf, type Pages } from "../live/cache";
import { useOutbox } from "../live/outbox-context";
import { type PresenceBook, usePresence } from "../live/presence";
import { nextTick, replyWindow } from "../model/reply-window";
import { messages as composer } from "../composer/messages";
import { MessageList } from "./message-list";
import { messages } from "./messages";
import { ThreadHeader } from "./thread-header";
import classes from "./thread.module.css";

interface ThreadPaneProps {
  workspace: string;
  conversation: string;
  me: string;
  presence: PresenceBook;
  panelOpen: boolean;
  onPanel: () => void;
  onBack: () => void;
}

/** Colleagues hear that I am here this often; they forget me after a little more than twice that. */
const VIEWING_MS = 20_000;

export default function ThreadPane(props: ThreadPaneProps) {
  const { workspace, conversation: id } = props;
  const client = useQueryClient();
  const query = useQuery({
    ...conversationQuery(workspace, id),
    // The list knows the row already: show the thread at once.
    placeholderData: () =>
      knownRow(client.getQueriesData<Pages<Conversation>>({ queryKey: listKey(workspace) }), id),
  });
  if (query.data) return <OpenThread {...props} row={query.data} />;
  if (query.isError) return <FailedState error={query.error} retry={() => void query.refetch()} />;
  return <PendingPage />;
}

function knownRow(lists: [unknown, Pages<Conversation> | undefined][], id: string): Conversation | undefined {
  for (const [, data] of lists) {
    const found = itemsOf(data).find((one) => one.id === id);
    if (found) return found;
  }
  return undefined;
}

function OpenThread({
  workspace,
  me,
  presence,
  row,
  panelOpen,
  onPanel,
  onBack,
}: ThreadPaneProps & { row: Conversation }) {
  const tc = useMessages(composer);
  const say = useProblemText();
  const client = useQueryClient();
  const outbox = useOutbox();
  const answer = useGate("conversations.answer");
  const heading = useRef<HTMLHeadingElement>(null);
  const [unread] = useState(row.unread);
  const [quote, setQuote] = useState<Message | null>(null);
  const window = useReplyWindow(row.window_expires_at);
  const barred = answer.reason ?? (window.state === "closed" ? tc("window_closed_short") : null);

  useEffect(() => {
    // From here Tab leads into the thread, and single keys work.
    heading.current?.focus({ preventScroll: true });
  }, []);
  useReading(workspace, row, answer.allowed);
  useViewing(workspace, row.id, answer.allowed);

  const react = useCallback(
    (message: Message, emoji: string) => {
      reactTo(client, workspace, message, emoji).catch((error: unknown) => void notify(say(error), "bad"));
    },
    [client, workspace, say],
  );
  const retry = useCallback(
    (message: Message) => {
      // The failed message names the intention, so pressing Retry twice is one retry.
      const clientId = retryIds.get(message.id) ?? crypto.randomUUID();
      retryIds.set(message.id, clientId);
      outbox.add({
        clientId,
        conversation: message.conversation_id,
        to: "retry",
        retryOf: message.id,
        payload: { type: message.kind, [message.kind]: message.content },
        at: new Date().toISOString(),
        state: "sending",
        attempts: 0,
        progress: 0,
        upload: null,
        problem: null,
        quote: message.quote,
        preview: null,
      });
    },
    [outbox],
  );
  const reply = useCallback((message: Message) => setQuote(message), []);
  const actions = useMemo(() => ({ reply, react, retry }), [reply, react, retry]);

  return (
    <div className={classes.pane} data-pane="thread">
      <ThreadHeader
        workspace={workspace}
        conversation={row}
        me={me}
        panelOpen={panelOpen}
        heading={heading}
        onPanel={onPanel}
        onBack={onBack}
      />
      <Colleagues workspace={workspace} presence={presence} conversation={row.id} />
      <MessageList
        workspace={workspace}
        conversation={row}
        unread={unread}
        barred={barred}
        actions={actions}
      />
      <Composer
        workspace={workspace}
        conversation={row}
        window={window}
        quote={quote}
        onQuoteEnd={() => setQuote(null)}
      />
    </div>
  );
}

const retryIds = new Map<string, string>();

function useReplyWindow(expiresAt: string | null) {
  const [now, setNow] = useState(() => Date.now());
  const left = useMemo(() => replyWindow(expiresAt, now), [expiresAt, now]);
  const wait = nextTick(left);
  useEffect(() => {
    if (wait === null) return;
    const timer = window.setTimeout(() => setNow(Date.now()), wait + 20);
    return () => window.clearTimeout(timer);
  }, [wait, now]);
  return left;
}

/** Reading is telling: unread messages are marked when the tab is in front. */
function useReading(workspace: string, row: Conversation, allowed: boolean): void {
  const client = useQueryClient();
  const { id, unread } = row;
  useEffect(() => {
    if (unread === 0 || !allowed) return;
    const read = () => {
      if (document.visibilityState !== "visible") return;
      document.removeEventListener("visibilitychange", read);
      patchStored(client, workspace, id, { unread: 0 });
      markRead(workspace, id).catch(() => undefined);
    };
    document.addEventListener("visibilitychange", read);
    read();
    return () => document.removeEventListener("visibilitychange", read);
  }, [client, workspace, id, unread, allowed]);
}

function useViewing(workspace: string, id: string, allowed: boolean): void {
  useEffect(() => {
    if (!allowed) return;
    const tell = () => {
      if (document.visibilityState === "visible")
        tellPresence(workspace, id, "viewing").catch(() => undefined);
    };
    tell();
    const timer = window.setInterval(tell, VIEWING_MS);
    return () => {
      window.clearInterval(timer);
      tellPresence(workspace, id, "left").catch(() => undefined);
    };
  }, [workspace, id, allowed]);
}

function Colleagues({
  workspace,
  presence,
  conversation,
}: {
  workspace: string;
  presence: PresenceBook;
  conversation: string;
}) {
  const t = useMessages(messages);
  const format = useFormat();
  const people = usePresence(presence, conversation);
  const members = useQuery(membersQuery(workspace)).data?.items;
  const named = (state: "viewing" | "typing") =>
    people
      .filter((one) => one.state === state)
      .map((one) => members?.find((member) => member.user_id === one.id)?.name ?? one.id);
  const typing = named("typing");
  const viewing = named("viewing");
  if (typing.length === 0 && viewing.length === 0) return null;
  const names = format.list(typing.length > 0 ? typing : viewing);
  const many = (typing.length > 0 ? typing : viewing).length > 1;
  return (
    <div className={classes.notice} role="status">
      <Icon name="eye" />
      {typing.length > 0
        ? t(many ? "typing_many" : "typing", { names })
        : t(many ? "viewing_many" : "viewing", { names })}
    </div>
  );
}
