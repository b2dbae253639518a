/** The person's own account: name, language, address, password. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { session } from "@/auth/session";
import type { Language } from "@/i18n";

export function useChangePerson() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change: { name?: string; language?: Language }) => api.patch("/v1/me", change),
    onSuccess: (_, { name }) => {
      if (name !== undefined) session.rename({ name });
      // The name stands in the list of members too.
      return Promise.all([
        queries.invalidateQueries({ queryKey: ["me"] }),
        queries.invalidateQueries({ queryKey: ["workspaces"] }),
      ]);
    },
  });
}

/** Mails a code to the new address; nothing changes until it comes back. */
export function askEmailCode(draft: { email: string; password: string }): Promise<void> {
  return api.post("/v1/me/email", draft);
}

export function useConfirmEmail() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ code }: { code: string; email: string }) => api.post("/v1/me/email/confirm", { code }),
    onSuccess: (_, { email }) => {
      session.rename({ email });
      return queries.invalidateQueries({ queryKey: ["me"] });
    },
  });
}

/** Ends every other session of the account. */
export function useChangePassword() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (draft: { current: string; new: string }) => api.post("/v1/me/password", draft),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["account"] }),
  });
}
