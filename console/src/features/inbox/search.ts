/** The inbox's part of the address: filters live in the URL so that a view can be shared. Loaded with the router: keep small. */
export const TABS = ["mine", "unassigned", "all"] as const;
export type Tab = (typeof TABS)[number];
export const STATUS_CHOICES = ["open", "pending", "snoozed", "resolved", "any"] as const;
export type StatusChoice = (typeof STATUS_CHOICES)[number];

/** Only what differs from the usual view (all, open, newest first) stands in the address. */
export interface InboxSearch {
  tab?: "mine" | "unassigned";
  status?: Exclude<StatusChoice, "open">;
  number?: string;
  tag?: string;
  unread?: true;
  window?: "open" | "closed";
  sort?: "oldest";
  q?: string;
}

function oneOf<const T extends string>(value: unknown, ...choices: T[]): T | undefined {
  return choices.find((choice) => choice === value);
}

function words(value: unknown): string | undefined {
  // The router reads ?q=441134 as a number.
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  return text === "" ? undefined : text.slice(0, 100);
}

export function inboxSearch(raw: Record<string, unknown>): InboxSearch {
  const found: InboxSearch = {
    tab: oneOf(raw.tab, "mine", "unassigned"),
    status: oneOf(raw.status, "pending", "snoozed", "resolved", "any"),
    number: words(raw.number),
    tag: words(raw.tag),
    unread: raw.unread === true || raw.unread === "true" ? true : undefined,
    window: oneOf(raw.window, "open", "closed"),
    sort: oneOf(raw.sort, "oldest"),
    q: words(raw.q),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as InboxSearch;
}
