/** Exports: begun, watched, stopped, fetched. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, path } from "@/api/client";
import type { Export, Page } from "@/api/types";

export const UNDER_WAY: readonly Export["state"][] = ["queued", "running"];

const POLL_MS = 3_000;

export const exportsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["exports", workspace],
    queryFn: ({ signal }) =>
      api.get<Pick<Page<Export>, "items">>(path`/v1/workspaces/${workspace}/exports`, { signal }),
    staleTime: 5_000,
    // The live line tells the maker; others' exports, and a line that is down, are asked about.
    refetchInterval: ({ state }) =>
      state.data?.items.some((one) => UNDER_WAY.includes(one.state)) ? POLL_MS : false,
  });

export interface ExportDraft {
  what: "conversations";
  format: "csv" | "jsonl";
}

export function useStartExport(workspace: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ draft, key }: { draft: ExportDraft; key: string }) =>
      api.post<Export>(path`/v1/workspaces/${workspace}/exports`, draft, { idempotencyKey: key }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["exports", workspace] }),
  });
}

export function useStopExport(workspace: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.post(path`/v1/workspaces/${workspace}/exports/${id}/stop`, {}),
    onSettled: () => queries.invalidateQueries({ queryKey: ["exports", workspace] }),
  });
}

/** A signed address, good for some minutes: asked for when it is wanted. */
export function exportLink(workspace: string, id: string): Promise<{ url: string; expires_at: string }> {
  return api.get(path`/v1/workspaces/${workspace}/exports/${id}/download`);
}
