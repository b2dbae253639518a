/** The authenticator app and the recovery codes. Secrets and codes are answered once and kept in no cache. */
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { Enrolment, RecoveryCodes } from "@/api/types";

const rereadMe = (queries: QueryClient) => queries.invalidateQueries({ queryKey: ["me"] });

export function useBeginSecondFactor() {
  return useMutation({
    mutationFn: (password: string) => api.post<Enrolment>("/v1/me/second-factor", { password }),
    gcTime: 0,
  });
}

export function useConfirmSecondFactor() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (code: string) => api.post<RecoveryCodes>("/v1/me/second-factor/confirm", { code }),
    onSuccess: () => rereadMe(queries),
    gcTime: 0,
  });
}

export function useRemoveSecondFactor() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (password: string) => api.post("/v1/me/second-factor/remove", { password }),
    onSuccess: () => rereadMe(queries),
  });
}

export function useNewRecoveryCodes() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (password: string) => api.post<RecoveryCodes>("/v1/me/recovery-codes", { password }),
    onSuccess: () => rereadMe(queries),
    gcTime: 0,
  });
}
