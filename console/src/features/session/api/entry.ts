/**
 * The public routes a stranger uses: signing up, a forgotten password, an invitation. Writes carry the header that a page
 * of another site cannot send ("cookie").
 */
import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { InvitationOffer } from "@/api/types";
import type { Language } from "@/i18n";

/** Mails a code. The answer is the same whether the address has an account or not. */
export function askSignUpCode(person: { name: string; email: string; language: Language }): Promise<void> {
  return api.post("/v1/sign-up", person, { auth: "cookie" });
}

export function askResetCode(email: string): Promise<void> {
  return api.post("/v1/password/forgot", { email }, { auth: "cookie" });
}

export function resetPassword(draft: { email: string; code: string; password: string }): Promise<void> {
  return api.post("/v1/password/reset", draft, { auth: "cookie" });
}

export const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ["invitation", token],
    queryFn: ({ signal }) =>
      api.post<InvitationOffer>("/v1/invitations/read", { token }, { auth: "none", signal }),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: token !== "",
  });

export function acceptInvitation(token: string): Promise<{ workspace_id: string }> {
  return api.post("/v1/invitations/accept", { token });
}
