/** Writes of canned replies; the list is shared (src/api/shared.ts). */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, path } from "@/api/client";
import type { CannedReply } from "@/api/types";

export interface ReplyDraft {
  shortcut: string;
  text: string;
}

export function useSaveReply(workspace: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, draft, key }: { id: string | null; draft: ReplyDraft; key: string }) =>
      id === null
        ? api.post<CannedReply>(path`/v1/workspaces/${workspace}/canned-replies`, draft, {
            idempotencyKey: key,
          })
        : api.put<CannedReply>(path`/v1/workspaces/${workspace}/canned-replies/${id}`, draft),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["library", workspace] }),
  });
}

export function useDeleteReply(workspace: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(path`/v1/workspaces/${workspace}/canned-replies/${id}`),
    onSettled: () => queries.invalidateQueries({ queryKey: ["library", workspace] }),
  });
}
