/** Connecting accounts. The lists of accounts and numbers are shared (src/api/shared.ts). */
import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, path } from "@/api/client";
import type { Account, AccountEvent, Page } from "@/api/types";

/** Meta is asked several things in a row. */
const CONNECT_LIMIT_MS = 30_000;

export interface Credentials {
  token?: string;
  waba_id?: string;
  pin?: string;
}

function useAfterConnecting(workspace: string) {
  const queries = useQueryClient();
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ["connections", workspace] }),
      queries.invalidateQueries({ queryKey: ["templates", workspace] }),
    ]);
}

export function useConnect(workspace: string) {
  const onSettled = useAfterConnecting(workspace);
  return useMutation({
    mutationFn: (credentials: Credentials) =>
      api.post<Account>(path`/v1/workspaces/${workspace}/accounts`, credentials, {
        timeoutMs: CONNECT_LIMIT_MS,
      }),
    onSettled,
  });
}

export function useResume(workspace: string, waba: string) {
  const onSettled = useAfterConnecting(workspace);
  return useMutation({
    mutationFn: (credentials: Omit<Credentials, "waba_id">) =>
      api.post<Account>(path`/v1/workspaces/${workspace}/accounts/${waba}/resume`, credentials, {
        timeoutMs: CONNECT_LIMIT_MS,
      }),
    onSettled,
  });
}

export const accountEventsQuery = (workspace: string, waba: string) =>
  infiniteQueryOptions({
    queryKey: ["connections", workspace, "events", waba],
    queryFn: ({ signal, pageParam }) =>
      api.get<Page<AccountEvent>>(path`/v1/workspaces/${workspace}/accounts/${waba}/events`, {
        signal,
        query: { cursor: pageParam },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
