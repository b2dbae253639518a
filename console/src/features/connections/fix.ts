/** What solves a problem of connecting: the one control to show beside it. By the API's stable codes. */
import { ApiError } from "@/api/errors";

export type Fix = "token" | "pin" | "manager" | "wait" | "retry";

const FIXES: Record<string, Fix> = {
  token_invalid: "token",
  token_expired: "token",
  token_revoked: "token",
  wrong_app: "token",
  missing_permission: "token",
  account_missing: "token",
  disconnected_here: "token",
  signup_too_old: "token",
  pin_wrong: "pin",
  no_access: "manager",
  no_numbers: "manager",
  number_not_verified: "manager",
  name_not_approved: "manager",
  review_rejected: "manager",
  payment_missing: "manager",
  account_locked: "manager",
  account_restricted: "manager",
  opening_restricted: "manager",
  utility_restricted: "manager",
  account_disabled: "manager",
  number_banned: "manager",
  // Meta counts guesses; the right PIN can be tried once the time is over.
  pin_tries: "pin",
  register_limit: "wait",
  register_later: "wait",
  meta_limited: "wait",
};

/** An account whose token is no longer good needs a new one, whatever Meta called the reason. */
export function fixOf(code: string, status: string): Fix {
  return FIXES[code] ?? (status === "disconnected" ? "token" : "retry");
}

export interface Choice {
  waba_id: string;
  name: string;
}

/** The accounts a token opens, from a refusal that asks to choose one: each line starts with the account's id. */
export function choicesOf(error: unknown): Choice[] {
  if (!(error instanceof ApiError) || !["choose_account", "account_missing"].includes(error.code)) return [];
  return error.fields.flatMap(({ field, message }) => {
    const match = field === "waba_id" ? /^(\d{5,32})(?:\s+(.+))?$/.exec(message) : null;
    return match?.[1] ? [{ waba_id: match[1], name: match[2] ?? "" }] : [];
  });
}

/** What lets Embedded Signup go on after the choice; its code is spent by then. */
export function continuationOf(error: unknown): string | null {
  if (!(error instanceof ApiError)) return null;
  return error.fields.find(({ field }) => field === "continuation")?.message ?? null;
}
