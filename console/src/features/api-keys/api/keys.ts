/** API keys: made, listed, revoked. The key itself is answered once and kept in no cache. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, path } from "@/api/client";
import type { ApiKey, ApiScope, NewApiKey, Page } from "@/api/types";

export const keysQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["api-keys", workspace, "list"],
    queryFn: ({ signal }) =>
      api.get<Pick<Page<ApiKey>, "items">>(path`/v1/workspaces/${workspace}/api-keys`, { signal }),
    staleTime: 30_000,
  });

/** Only what the person's own role may give. */
export const scopesQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["api-keys", workspace, "scopes"],
    queryFn: ({ signal }) =>
      api.get<Pick<Page<ApiScope>, "items">>(path`/v1/workspaces/${workspace}/api-scopes`, { signal }),
    staleTime: 5 * 60_000,
  });

export interface KeyDraft {
  name: string;
  scopes: string[];
  expires_at: string | null;
}

export function useCreateKey(workspace: string) {
  const queries = useQueryClient();
  return useMutation({
    // Without an idempotency key: the answer holds the secret and must not be kept for a repeat.
    mutationFn: (draft: KeyDraft) => api.post<NewApiKey>(path`/v1/workspaces/${workspace}/api-keys`, draft),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["api-keys", workspace] }),
    gcTime: 0,
  });
}

export function useRevokeKey(workspace: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (key: string) => api.delete(path`/v1/workspaces/${workspace}/api-keys/${key}`),
    onSettled: () => queries.invalidateQueries({ queryKey: ["api-keys", workspace] }),
  });
}
