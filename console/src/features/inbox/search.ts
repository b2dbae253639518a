/** The inbox's part of the address: filters live in the URL so that a view can be shared. Loaded with the router: keep small. */
export interface InboxSearch {
  tab?: "mine" | "unassigned" | "all";
}

export function inboxSearch(raw: Record<string, unknown>): InboxSearch {
  const tab = raw.tab;
  return tab === "mine" || tab === "unassigned" || tab === "all" ? { tab } : {};
}
