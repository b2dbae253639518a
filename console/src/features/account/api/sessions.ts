/** Where this account is signed in, and ending that. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, path } from "@/api/client";
import type { DeviceSession, Page } from "@/api/types";

export const sessionsQuery = queryOptions({
  queryKey: ["account", "sessions"],
  queryFn: ({ signal }) => api.get<Pick<Page<DeviceSession>, "items">>("/v1/me/sessions", { signal }),
  staleTime: 0,
});

/** One session by its id, or null for all but this one. */
export function useEndSessions() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string | null) =>
      api.delete(id === null ? "/v1/me/sessions" : path`/v1/me/sessions/${id}`),
    onSettled: () => queries.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
}
