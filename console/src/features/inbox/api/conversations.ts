/** Conversations: the list, its counts, one row, and what people change about them. */
import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, path } from "@/api/client";
import type { Conversation, ConversationCounts, ConversationPatch, Page } from "@/api/types";
import { type Pages, patchConversation, placeConversation } from "../live/cache";
import type { Filter } from "../model/filter";
import type { StatusChoice } from "../search";

export const PAGE_SIZE = 50;

export const listKey = (workspace: string) => ["inbox", workspace, "conversations"] as const;

export function readList(workspace: string, filter: Filter, cursor: string | null, signal?: AbortSignal) {
  return api.get<Page<Conversation>>(path`/v1/workspaces/${workspace}/conversations`, {
    signal,
    query: { ...filter, limit: PAGE_SIZE, cursor },
  });
}

/** Kept fresh by live notes and resyncs, so it is never read again by itself: that would read every loaded page. */
export const conversationsQuery = (workspace: string, filter: Filter) =>
  infiniteQueryOptions({
    queryKey: [...listKey(workspace), filter],
    queryFn: ({ pageParam, signal }) => readList(workspace, filter, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    staleTime: Infinity,
    gcTime: 60_000,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

export const countsQuery = (workspace: string, status: StatusChoice) =>
  queryOptions({
    queryKey: ["inbox", workspace, "counts", status],
    queryFn: ({ signal }) =>
      api.get<ConversationCounts>(path`/v1/workspaces/${workspace}/conversations/counts`, {
        signal,
        query: { status },
      }),
    // The API counts one status at a time.
    enabled: status !== "any",
  });

export const conversationQuery = (workspace: string, id: string) =>
  queryOptions({
    queryKey: ["inbox", workspace, "conversation", id],
    queryFn: ({ signal }) =>
      api.get<Conversation>(path`/v1/workspaces/${workspace}/conversations/${id}`, { signal }),
  });

export const changeConversation = (workspace: string, id: string, change: ConversationPatch) =>
  api.patch<Conversation>(path`/v1/workspaces/${workspace}/conversations/${id}`, change);

export const startConversation = (workspace: string, number_id: string, phone: string, key: string) =>
  api.post<Conversation>(
    path`/v1/workspaces/${workspace}/conversations`,
    { number_id, phone },
    { idempotencyKey: key },
  );

export const markRead = (workspace: string, id: string) =>
  api.post<undefined>(path`/v1/workspaces/${workspace}/conversations/${id}/read`, {});

export const tellPresence = (workspace: string, id: string, state: "viewing" | "typing" | "left") =>
  api.post<undefined>(path`/v1/workspaces/${workspace}/conversations/${id}/typing`, { state });

/** Lays a conversation that was just read into every cached view. */
export function storeConversation(
  client: QueryClient,
  workspace: string,
  conversation: Conversation,
  context: { me: string; selected?: string },
): void {
  client.setQueryData(conversationQuery(workspace, conversation.id).queryKey, conversation);
  for (const [key, data] of client.getQueriesData<Pages<Conversation>>({ queryKey: listKey(workspace) })) {
    const filter = key[3] as Filter | undefined;
    if (!data || !filter) continue;
    client.setQueryData(key, placeConversation(data, conversation, filter, { ...context, now: Date.now() }));
  }
}

/** Changes a row in every cached view without moving it, before the API has answered. */
export function patchStored(
  client: QueryClient,
  workspace: string,
  id: string,
  change: Partial<Conversation>,
): void {
  client.setQueryData(conversationQuery(workspace, id).queryKey, (known) => known && { ...known, ...change });
  client.setQueriesData<Pages<Conversation>>(
    { queryKey: listKey(workspace) },
    (data) => data && patchConversation(data, id, change),
  );
}
