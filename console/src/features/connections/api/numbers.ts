/** One business number: its health, what customers see of it, its PIN, a test message from it. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, path } from "@/api/client";
import type { Automation, BusinessProfile, NumberDetails, ProfileDraft, SentTest } from "@/api/types";

const META_LIMIT_MS = 30_000;
const LONG = { timeoutMs: META_LIMIT_MS };

export const numberQuery = (workspace: string, number: string) =>
  queryOptions({
    queryKey: ["connections", workspace, "number", number],
    queryFn: ({ signal }) =>
      api.get<NumberDetails>(path`/v1/workspaces/${workspace}/numbers/${number}`, { signal }),
    staleTime: 30_000,
  });

/** The profile and the conversational parts are Meta's: read when looked at, not again with every note. */
export const profileQuery = (workspace: string, number: string) =>
  queryOptions({
    queryKey: ["connection-settings", workspace, number, "profile"],
    queryFn: ({ signal }) =>
      api.get<BusinessProfile>(path`/v1/workspaces/${workspace}/numbers/${number}/profile`, {
        signal,
        ...LONG,
      }),
    staleTime: 5 * 60_000,
  });

export const automationQuery = (workspace: string, number: string) =>
  queryOptions({
    queryKey: ["connection-settings", workspace, number, "automation"],
    queryFn: ({ signal }) =>
      api.get<Automation>(path`/v1/workspaces/${workspace}/numbers/${number}/automation`, {
        signal,
        ...LONG,
      }),
    staleTime: 5 * 60_000,
  });

function useAfter(workspace: string) {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["connections", workspace] });
}

export function useCheckNumber(workspace: string, number: string) {
  const onSettled = useAfter(workspace);
  return useMutation({
    mutationFn: () =>
      api.post<NumberDetails>(path`/v1/workspaces/${workspace}/numbers/${number}/check`, {}, LONG),
    onSettled,
  });
}

export function useSaveProfile(workspace: string, number: string) {
  const queries = useQueryClient();
  const query = profileQuery(workspace, number);
  return useMutation({
    mutationFn: (draft: ProfileDraft) =>
      api.put<BusinessProfile>(path`/v1/workspaces/${workspace}/numbers/${number}/profile`, draft, LONG),
    onSuccess: (saved) => {
      queries.setQueryData(query.queryKey, saved);
    },
  });
}

export function useSaveAutomation(workspace: string, number: string) {
  const queries = useQueryClient();
  const query = automationQuery(workspace, number);
  return useMutation({
    mutationFn: (draft: Automation) =>
      api.put<Automation>(path`/v1/workspaces/${workspace}/numbers/${number}/automation`, draft, LONG),
    onSuccess: (saved) => {
      queries.setQueryData(query.queryKey, saved);
    },
  });
}

export function useChangePin(workspace: string, number: string) {
  return useMutation({
    mutationFn: (pin: string) =>
      api.put<undefined>(path`/v1/workspaces/${workspace}/numbers/${number}/pin`, { pin }, LONG),
  });
}

export function useRegister(workspace: string, number: string) {
  const onSettled = useAfter(workspace);
  return useMutation({
    mutationFn: (draft: { pin?: string }) =>
      api.post<NumberDetails>(path`/v1/workspaces/${workspace}/numbers/${number}/register`, draft, LONG),
    onSettled,
  });
}

/** `client_id` names the intention: pressed twice, sent once. */
export function useSendTest(workspace: string, number: string) {
  const onSettled = useAfter(workspace);
  return useMutation({
    mutationFn: ({ to, client_id }: { to: string; client_id: string }) =>
      api.post<SentTest>(
        path`/v1/workspaces/${workspace}/numbers/${number}/test-message`,
        { to, client_id },
        { ...LONG, idempotencyKey: client_id },
      ),
    onSettled,
  });
}
