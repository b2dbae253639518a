/** Making a workspace and changing what it is. Everybody's own list of workspaces comes from /v1/me. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, path } from "@/api/client";
import { readMe } from "@/api/me";
import type { WorkspaceSummary } from "@/api/types";
import { uploadFile } from "@/api/uploads";
import type { Language } from "@/i18n";

export interface WorkspaceDraft {
  name: string;
  time_zone: string;
  language: Language;
}

export function useCreateWorkspace() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ draft, key }: { draft: WorkspaceDraft; key: string }) =>
      api.post<Pick<WorkspaceSummary, "id">>("/v1/workspaces", draft, { idempotencyKey: key }),
    // The router lets nobody into a workspace that /v1/me does not name.
    onSuccess: () => readMe(queries),
  });
}

/** Every write below changes what /v1/me says. */
function useWorkspaceWrite<V>(write: (values: V) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: write, onSuccess: () => queries.invalidateQueries({ queryKey: ["me"] }) });
}

export function useChangeWorkspace(workspace: string) {
  return useWorkspaceWrite((change: Partial<WorkspaceDraft>) =>
    api.patch(path`/v1/workspaces/${workspace}`, change),
  );
}

export function useSetLogo(workspace: string) {
  return useWorkspaceWrite(async (file: File) => {
    const upload_id = await uploadFile(workspace, file, file.type, new AbortController().signal);
    await api.put(path`/v1/workspaces/${workspace}/logo`, { upload_id });
  });
}

export function useRemoveLogo(workspace: string) {
  return useWorkspaceWrite(() => api.delete(path`/v1/workspaces/${workspace}/logo`));
}

export function useHandOver(workspace: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (user: string) => api.post(path`/v1/workspaces/${workspace}/ownership`, { user_id: user }),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ["me"] }),
        queries.invalidateQueries({ queryKey: ["workspaces", workspace] }),
      ]),
  });
}

export function leaveWorkspace(workspace: string): Promise<void> {
  return api.post(path`/v1/workspaces/${workspace}/leave`, {});
}
