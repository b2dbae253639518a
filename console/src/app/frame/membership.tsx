/** Keeps what this person may do here true while the page is open: a changed role, a removal, another session's end. */
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { ApiError } from "@/api/errors";
import { meQuery } from "@/api/me";
import type { WorkspaceSummary } from "@/api/types";
import { useLiveResync, useLiveState } from "@/components/live";
import { useOwnLanguage } from "@/i18n/context";

/** Answers of the last seconds are new enough: many requests are refused at once when somebody is removed. */
const FRESH_MS = 2_000;

export function useMine(id: string): WorkspaceSummary | undefined {
  const { data } = useQuery(meQuery);
  return data?.workspaces.find((one) => one.id === id);
}

function doubt(queries: QueryClient): void {
  const state = queries.getQueryState(meQuery.queryKey);
  const asked = Math.max(state?.dataUpdatedAt ?? 0, state?.errorUpdatedAt ?? 0);
  if (state?.fetchStatus === "idle" && Date.now() - asked > FRESH_MS)
    void queries.invalidateQueries({ queryKey: meQuery.queryKey });
}

/** The role no longer allows it, or the workspace is not ours any more. */
const refused = (error: unknown) =>
  error instanceof ApiError && (error.status === 403 || error.code === "workspace_not_found");

export function Membership({ workspace }: { workspace: WorkspaceSummary }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const live = useLiveState();
  const { data: me } = useQuery(meQuery);
  useOwnLanguage(me?.user.language);
  const gone = me !== undefined && !me.workspaces.some((one) => one.id === workspace.id);
  const { name } = workspace;

  // The server closes the line when a role or limit changes; reconnecting is the moment to look.
  useLiveResync(() => doubt(queries));
  useEffect(() => {
    if (live === "refused") doubt(queries);
  }, [live, queries]);
  useEffect(() => {
    const unsubscribe = [
      queries.getQueryCache().subscribe((event) => {
        if (event.type === "updated" && event.action.type === "error" && refused(event.action.error))
          doubt(queries);
      }),
      queries.getMutationCache().subscribe((event) => {
        if (event.type === "updated" && event.action.type === "error" && refused(event.action.error))
          doubt(queries);
      }),
    ];
    return () => unsubscribe.forEach((stop) => stop());
  }, [queries]);
  useEffect(() => {
    if (gone) void navigate({ to: "/workspaces", search: { left: name }, replace: true });
  }, [gone, name, navigate]);
  return null;
}
