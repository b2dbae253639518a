/** Writes of tags; the list is shared (src/api/shared.ts). */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, path } from "@/api/client";
import type { Tag } from "@/api/types";

export interface TagDraft {
  name: string;
  color: string;
}

export function useSaveTag(workspace: string) {
  const queries = useQueryClient();
  return useMutation({
    /** `key` names the intention of making one tag: pressing Save twice makes one. */
    mutationFn: ({ id, draft, key }: { id: string | null; draft: TagDraft; key: string }) =>
      id === null
        ? api.post<Tag>(path`/v1/workspaces/${workspace}/tags`, draft, { idempotencyKey: key })
        : api.put<Tag>(path`/v1/workspaces/${workspace}/tags/${id}`, draft),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["library", workspace] }),
  });
}

export function useDeleteTag(workspace: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(path`/v1/workspaces/${workspace}/tags/${id}`),
    onSettled: () => queries.invalidateQueries({ queryKey: ["library", workspace] }),
  });
}
