/** Notices: read, mark as read. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, path } from "@/api/client";
import type { Notice, Page } from "@/api/types";

export const noticesQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["notices", workspace],
    queryFn: ({ signal }) => api.get<Page<Notice>>(path`/v1/workspaces/${workspace}/notices`, { signal }),
    staleTime: 60_000,
  });

export function useMarkRead(workspace: string) {
  const queries = useQueryClient();
  const { queryKey } = noticesQuery(workspace);
  return useMutation({
    mutationFn: (ids: string[]) =>
      Promise.all(ids.map((id) => api.post(path`/v1/workspaces/${workspace}/notices/${id}/read`, {}))),
    onMutate: (ids) => {
      queries.setQueryData(
        queryKey,
        (page) =>
          page && {
            ...page,
            items: page.items.map((one) => (ids.includes(one.id) ? { ...one, read: true } : one)),
          },
      );
    },
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
}
