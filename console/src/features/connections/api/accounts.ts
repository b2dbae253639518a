/** Connecting accounts. The lists of accounts and numbers are shared (src/api/shared.ts). */
import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, path } from "@/api/client";
import type { Account, AccountEvent, Page, SignupGrant } from "@/api/types";

/** Meta is asked several things in a row. */
const CONNECT_LIMIT_MS = 30_000;

export interface Credentials {
  token?: string;
  waba_id?: string;
  pin?: string;
}

export function useAfterConnecting(workspace: string) {
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

export function useEmbeddedConnect(workspace: string) {
  const onSettled = useAfterConnecting(workspace);
  return useMutation({
    mutationFn: (grant: SignupGrant) =>
      api.post<Account>(path`/v1/workspaces/${workspace}/accounts/embedded`, grant, {
        timeoutMs: CONNECT_LIMIT_MS,
      }),
    onSettled,
  });
}

/** On with an account that is here. A disconnected one with a new token is connected anew; its history comes back. */
export function useGoOn(workspace: string, account: Pick<Account, "waba_id" | "status">) {
  const onSettled = useAfterConnecting(workspace);
  return useMutation({
    mutationFn: (credentials: Omit<Credentials, "waba_id">) =>
      credentials.token && account.status === "disconnected"
        ? api.post<Account>(
            path`/v1/workspaces/${workspace}/accounts`,
            { ...credentials, waba_id: account.waba_id },
            { timeoutMs: CONNECT_LIMIT_MS },
          )
        : api.post<Account>(
            path`/v1/workspaces/${workspace}/accounts/${account.waba_id}/resume`,
            credentials,
            { timeoutMs: CONNECT_LIMIT_MS },
          ),
    onSettled,
  });
}

export function useCheckAccount(workspace: string, waba: string) {
  const onSettled = useAfterConnecting(workspace);
  return useMutation({
    mutationFn: () =>
      api.post<Account>(
        path`/v1/workspaces/${workspace}/accounts/${waba}/check`,
        {},
        {
          timeoutMs: CONNECT_LIMIT_MS,
        },
      ),
    onSettled,
  });
}

export function useDisconnect(workspace: string, waba: string) {
  const onSettled = useAfterConnecting(workspace);
  return useMutation({
    mutationFn: () =>
      api.post<Account>(
        path`/v1/workspaces/${workspace}/accounts/${waba}/disconnect`,
        {},
        {
          timeoutMs: CONNECT_LIMIT_MS,
        },
      ),
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
