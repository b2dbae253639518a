/** What this person hears of, topic by topic, in this workspace. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, path } from "@/api/client";
import type { NoticePreference } from "@/api/types";

interface Preferences {
  items: NoticePreference[];
}

export const preferencesQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["notices", workspace, "preferences"],
    queryFn: ({ signal }) =>
      api.get<Preferences>(path`/v1/workspaces/${workspace}/notice-preferences`, { signal }),
    staleTime: 60_000,
  });

/** All of them at once: what is left out would go back to its default. */
export function useSavePreferences(workspace: string) {
  const queries = useQueryClient();
  const { queryKey } = preferencesQuery(workspace);
  return useMutation({
    mutationFn: (items: NoticePreference[]) =>
      api.put<Preferences>(path`/v1/workspaces/${workspace}/notice-preferences`, {
        items: items.map(({ kind, in_product, email }) => ({ kind, in_product, email })),
      }),
    // One after the other: the last press wins, also on the server.
    scope: { id: `notice-preferences-${workspace}` },
    onMutate: (items) => {
      queries.setQueryData(queryKey, { items });
    },
    onError: () => queries.invalidateQueries({ queryKey }),
  });
}
