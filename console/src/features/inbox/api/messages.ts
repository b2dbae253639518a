/** Messages of one conversation: reading, sending, retrying, notes, and the address of a file. */
import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, path } from "@/api/client";
import type { MediaLink, Message, Page } from "@/api/types";
import { mergeMessageHead, type Pages, placeMessage } from "../live/cache";
import type { Outgoing } from "../model/outgoing";

const PAGE_SIZE = 40;

export const messagesKey = (workspace: string, conversation: string) =>
  ["inbox", workspace, "messages", conversation] as const;

export function readMessages(
  workspace: string,
  conversation: string,
  cursor: string | null,
  signal?: AbortSignal,
) {
  return api.get<Page<Message>>(path`/v1/workspaces/${workspace}/conversations/${conversation}/messages`, {
    signal,
    query: { limit: PAGE_SIZE, cursor },
  });
}

/** Newest first. Kept fresh by live notes while open; `refreshHead` looks for what came while it was not. */
export const messagesQuery = (workspace: string, conversation: string) =>
  infiniteQueryOptions({
    queryKey: messagesKey(workspace, conversation),
    queryFn: ({ pageParam, signal }) => readMessages(workspace, conversation, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

export const readMessage = (workspace: string, conversation: string, message: string) =>
  api.get<Message>(path`/v1/workspaces/${workspace}/conversations/${conversation}/messages/${message}`);

export function storeMessage(client: QueryClient, workspace: string, message: Message): void {
  client.setQueryData<Pages<Message>>(
    messagesKey(workspace, message.conversation_id),
    (data) => data && placeMessage(data, message),
  );
}

/** Reads the newest page and lays it over what is cached; after a long absence it starts over from that page. */
export async function refreshHead(
  client: QueryClient,
  workspace: string,
  conversation: string,
): Promise<void> {
  const key = messagesKey(workspace, conversation);
  if (!client.getQueryData(key)) return;
  const head = await readMessages(workspace, conversation, null);
  client.setQueryData<Pages<Message>>(
    key,
    (data) => data && (mergeMessageHead(data, head) ?? { pages: [head], pageParams: [null] }),
  );
}

/** One attempt of an outbox entry. The client id is the Idempotency-Key: a repeat is answered, not sent again. */
export function sendOutgoing(workspace: string, entry: Outgoing): Promise<Message> {
  const base = path`/v1/workspaces/${workspace}/conversations/${entry.conversation}`;
  const to = {
    messages: `${base}/messages`,
    notes: `${base}/notes`,
    retry: base + path`/messages/${entry.retryOf ?? ""}/retry`,
  }[entry.to];
  return api.post<Message>(
    to,
    // A retry repeats what the server has; its payload is only what the bubble shows meanwhile.
    entry.to === "retry" ? { client_id: entry.clientId } : { client_id: entry.clientId, ...entry.payload },
    { idempotencyKey: entry.clientId },
  );
}

/** A signed address is good for a while only; it is read again before it ends. */
export const mediaQuery = (workspace: string, conversation: string, message: string) =>
  queryOptions({
    queryKey: ["inbox", workspace, "media", message],
    queryFn: ({ signal }) =>
      api.get<MediaLink>(
        path`/v1/workspaces/${workspace}/conversations/${conversation}/messages/${message}/media`,
        { signal },
      ),
    staleTime: (query) => {
      const ends = query.state.data?.expires_at;
      return ends ? Math.max(0, new Date(ends).getTime() - query.state.dataUpdatedAt - 60_000) : 0;
    },
    refetchOnWindowFocus: false,
  });
