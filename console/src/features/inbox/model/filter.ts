/** Which conversations a view shows and in what order: the same rules as the API, applied to rows that change live. */
import type { Conversation } from "@/api/types";
import { replyWindow } from "./reply-window";
import type { InboxSearch, StatusChoice, Tab } from "../search";

export interface Filter {
  tab: Tab;
  status: StatusChoice;
  number?: string;
  tag?: string;
  unread?: true;
  window?: "open" | "closed";
  sort: "newest" | "oldest";
  q?: string;
}

export function filterOf(search: InboxSearch): Filter {
  return {
    ...search,
    tab: search.tab ?? "all",
    status: search.status ?? "open",
    sort: search.sort ?? "newest",
  };
}

/** How many of the filters that sit behind the filter button are on. */
export function extraFilters(search: InboxSearch): number {
  return [search.number, search.tag, search.unread, search.window, search.sort].filter(Boolean).length;
}

export interface MatchContext {
  me: string;
  now: number;
}

const DIGITS = /\D+/g;

function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Search by name, @username and number, blind to case and accents. */
export function matchesWords(conversation: Conversation, q: string): boolean {
  const { name, phone, username } = conversation.contact;
  const words = fold(q).replace(/^@/, "");
  if (fold(`${name ?? ""} ${username ?? ""}`).includes(words)) return true;
  const digits = q.replace(DIGITS, "");
  return digits.length > 1 && (phone ?? "").replace(DIGITS, "").includes(digits);
}

/** Whether the window for free replies is open, by the browser's clock. */
export function windowOpen(conversation: Pick<Conversation, "window_expires_at">, now: number): boolean {
  return replyWindow(conversation.window_expires_at, now).state !== "closed";
}

/** Tab, status, number and tag: what a person changes on purpose. */
export function belongs(conversation: Conversation, filter: Filter, { me }: MatchContext): boolean {
  if (filter.tab === "mine" && conversation.assignee?.id !== me) return false;
  if (filter.tab === "unassigned" && conversation.assignee !== null) return false;
  if (filter.status !== "any" && conversation.status !== filter.status) return false;
  if (filter.number && conversation.number_id !== filter.number) return false;
  if (filter.tag && !conversation.tags.includes(filter.tag)) return false;
  return !filter.q || matchesWords(conversation, filter.q);
}

export function matches(conversation: Conversation, filter: Filter, context: MatchContext): boolean {
  if (!belongs(conversation, filter, context)) return false;
  if (filter.unread && conversation.unread === 0) return false;
  return !filter.window || windowOpen(conversation, context.now) === (filter.window === "open");
}

/** Negative when `a` stands before `b`. Equal moments are told apart by id, so two consoles agree. */
export function compare(a: Conversation, b: Conversation, sort: Filter["sort"]): number {
  const order = a.last_at === b.last_at ? (a.id < b.id ? 1 : -1) : a.last_at < b.last_at ? 1 : -1;
  return a.id === b.id ? 0 : sort === "newest" ? order : -order;
}
