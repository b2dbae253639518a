/** Scopes in the order and groups people think in: what it is about, reading before writing. */
import type { ApiScope } from "@/api/types";

export const GROUPS = ["customers", "library", "connection", "workspace", "other"] as const;
export type Group = (typeof GROUPS)[number];

/** By the word before the dot. What is not named here comes under "other". */
const GROUP_OF: Record<string, Group> = {
  conversations: "customers",
  contacts: "customers",
  notes: "customers",
  exports: "customers",
  live: "customers",
  tags: "library",
  canned_replies: "library",
  library: "library",
  templates: "library",
  accounts: "connection",
  notices: "workspace",
  members: "workspace",
  workspace: "workspace",
};

const ACTS = ["read", "answer", "write", "manage"];

function rank(scope: ApiScope): string {
  const [about = "", act = ""] = scope.name.split(".");
  const at = ACTS.indexOf(act);
  return `${about}.${at < 0 ? ACTS.length : at}`;
}

export function grouped(scopes: readonly ApiScope[]): { group: Group; scopes: ApiScope[] }[] {
  const groupOf = (scope: ApiScope): Group => GROUP_OF[scope.name.split(".")[0] ?? ""] ?? "other";
  return GROUPS.map((group) => ({
    group,
    scopes: scopes.filter((scope) => groupOf(scope) === group).sort((a, b) => rank(a).localeCompare(rank(b))),
  })).filter(({ scopes: found }) => found.length > 0);
}
