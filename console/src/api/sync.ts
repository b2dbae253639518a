/** Reading templates from Meta again: offered on the connection page and on the templates page. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, path } from "./client";

export function useSyncTemplates(workspace: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (wabas: string[]) => {
      const answers = await Promise.all(
        wabas.map((waba) =>
          api.post<{ synced: number }>(
            path`/v1/workspaces/${workspace}/accounts/${waba}/templates/sync`,
            undefined,
            {
              timeoutMs: 30_000,
            },
          ),
        ),
      );
      return answers.reduce((sum, one) => sum + one.synced, 0);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["templates", workspace] }),
  });
}
