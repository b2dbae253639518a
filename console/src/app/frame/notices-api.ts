/** Notices: read, mark one or all as read. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, path } from "@/api/client";
import type { Notice, Page } from "@/api/types";

export const noticesQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["notices", workspace, "list"],
    queryFn: ({ signal }) => api.get<Page<Notice>>(path`/v1/workspaces/${workspace}/notices`, { signal }),
    staleTime: 60_000,
  });

/** Whatever the workspace has, also what is not on this page. */
export function useMarkAllRead(workspace: string) {
  const queries = useQueryClient();
  const { queryKey } = noticesQuery(workspace);
  return useMutation({
    mutationFn: () => api.post(path`/v1/workspaces/${workspace}/notices/read-all`, {}),
    onMutate: () => {
      queries.setQueryData(
        queryKey,
        (page) => page && { ...page, items: page.items.map((one) => ({ ...one, read: true })) },
      );
    },
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
}

export function useMarkRead(workspace: string) {
  const queries = useQueryClient();
  const { queryKey } = noticesQuery(workspace);
  return useMutation({
    mutationFn: (id: string) => api.post(path`/v1/workspaces/${workspace}/notices/${id}/read`, {}),
    onMutate: (id) => {
      queries.setQueryData(
        queryKey,
        (page) =>
          page && {
            ...page,
            items: page.items.map((one) => (one.id === id ? { ...one, read: true } : one)),
          },
      );
    },
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
}
