/** Which trouble of which account the frame speaks of: one at a time, the one that costs most first. */
import type { Account } from "@/api/types";

export type AccountTrouble = { account: Account; bad: boolean } & (
  | { kind: "disconnected" | "restricted" | "opening" | "rejected" | "incomplete" }
  | { kind: "number"; number: string }
  | { kind: "expiring"; expires: string }
);

/** Numbers in these states send nothing (contract 8.2). */
const STOPPED = new Set(["RESTRICTED", "BANNED", "DISCONNECTED"]);

export function worst(accounts: readonly Account[]): AccountTrouble | null {
  for (const look of [disconnected, restricted, number, incomplete, expiring]) {
    for (const account of accounts) {
      const found = look(account);
      if (found) return found;
    }
  }
  return null;
}

type Look = (account: Account) => AccountTrouble | null;

const disconnected: Look = (account) =>
  account.status === "disconnected" ? { kind: "disconnected", account, bad: true } : null;

/** What Meta stops of a connected account. A review under way stops nothing and asks for nothing: its card says it. */
const STOPPED_BY = {
  account_restricted: "restricted",
  opening_restricted: "opening",
  review_rejected: "rejected",
} as const;

const restricted: Look = (account) => {
  const kind = STOPPED_BY[account.problem?.code as keyof typeof STOPPED_BY];
  return account.status === "connected" && kind ? { kind, account, bad: true } : null;
};

const number: Look = (account) => {
  const stopped = account.numbers.find((one) => one.status !== null && STOPPED.has(one.status));
  return stopped ? { kind: "number", account, bad: true, number: stopped.display_phone_number } : null;
};

const incomplete: Look = (account) =>
  account.status === "incomplete" ? { kind: "incomplete", account, bad: false } : null;

const expiring: Look = (account) =>
  account.token.state === "expiring" && account.token.expires_at
    ? { kind: "expiring", account, bad: false, expires: account.token.expires_at }
    : null;
