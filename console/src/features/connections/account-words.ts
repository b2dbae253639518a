/** What Meta and our checks say about an account, as a word's key and a tone. */
import type { Account, TokenFacts } from "@/api/types";
import type { Tone } from "./number-words";

const REVIEW = {
  APPROVED: { key: "review_approved", tone: "good" },
  PENDING: { key: "review_pending", tone: "warn" },
  REJECTED: { key: "review_rejected", tone: "bad" },
  DEFERRED: { key: "review_deferred", tone: "warn" },
} as const;

export function review(word: string | null) {
  return (
    REVIEW[word?.toUpperCase() as keyof typeof REVIEW] ?? ({ key: "review_unknown", tone: "plain" } as const)
  );
}

export type TokenKey = "token_good" | "token_good_until" | "token_expiring" | "token_bad" | "token_gone";

/** A token that ends within two weeks is called expiring by the server; here it only gets its words. */
export function tokenWords(token: TokenFacts): { key: TokenKey; tone: Tone } {
  if (token.state === "expiring" && token.expires_at) return { key: "token_expiring", tone: "warn" };
  if (token.state === "bad") return { key: "token_bad", tone: "bad" };
  if (token.state === "gone") return { key: "token_gone", tone: "bad" };
  return { key: token.expires_at ? "token_good_until" : "token_good", tone: "good" };
}

/** Whether somebody must act for the account to work, or to go on working. */
export function needsYou(account: Account): boolean {
  return account.status !== "connected" || account.token.state !== "good" || Boolean(account.problem);
}
