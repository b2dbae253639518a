/** Changing and removing members, inviting people. The list of members is shared (src/api/shared.ts). */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, path } from "@/api/client";
import type { Invitation, Page, Role } from "@/api/types";

export interface MemberChange {
  role?: Role;
  limited?: boolean;
  masked?: boolean;
}

/** Writes about who is here. A member's own change shows in their /v1/me as well. */
function useMembersWrite<V>(workspace: string, write: (values: V) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: write,
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ["workspaces", workspace] }),
        queries.invalidateQueries({ queryKey: ["me"] }),
      ]),
  });
}

export function useChangeMember(workspace: string) {
  return useMembersWrite(workspace, ({ user, change }: { user: string; change: MemberChange }) =>
    api.patch(path`/v1/workspaces/${workspace}/members/${user}`, change),
  );
}

export function useRemoveMember(workspace: string) {
  return useMembersWrite(workspace, (user: string) =>
    api.delete(path`/v1/workspaces/${workspace}/members/${user}`),
  );
}

export const invitationsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["workspaces", workspace, "invitations"],
    queryFn: ({ signal }) =>
      api.get<Pick<Page<Invitation>, "items">>(path`/v1/workspaces/${workspace}/invitations`, { signal }),
    staleTime: 30_000,
  });

export interface InvitationDraft {
  email: string;
  role: Role;
  limited: boolean;
  masked: boolean;
}

export function useInvite(workspace: string) {
  return useMembersWrite(workspace, ({ draft, key }: { draft: InvitationDraft; key: string }) =>
    api.post<Invitation>(path`/v1/workspaces/${workspace}/invitations`, draft, { idempotencyKey: key }),
  );
}

export function useResendInvitation(workspace: string) {
  return useMembersWrite(workspace, (invitation: string) =>
    api.post(path`/v1/workspaces/${workspace}/invitations/${invitation}/resend`, {}),
  );
}

export function useRevokeInvitation(workspace: string) {
  return useMembersWrite(workspace, (invitation: string) =>
    api.delete(path`/v1/workspaces/${workspace}/invitations/${invitation}`),
  );
}
