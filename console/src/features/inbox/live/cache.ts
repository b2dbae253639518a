/** Pure changes to what is cached: a conversation or message that was read again finds its place, or leaves. */
import type { InfiniteData } from "@tanstack/react-query";
import type { Conversation, Message, Page } from "@/api/types";
import { belongs, compare, type Filter, type MatchContext, matches } from "../model/filter";
import { byTime } from "../model/thread";

export type Pages<T> = InfiniteData<Page<T>, string | null>;
/** As hooks give it: the type of the cursors does not matter for reading. */
type Readable<T> = { pages: readonly Page<T>[] };

function withItems<T>(data: Pages<T>, change: (items: T[], page: number) => T[]): Pages<T> {
  return { ...data, pages: data.pages.map((page, at) => ({ ...page, items: change(page.items, at) })) };
}

/** Everything loaded, in order. What moved between two page reads is there once. */
export function itemsOf<T extends { id: string }>(data: Readable<T> | undefined): T[] {
  const seen = new Set<string>();
  const items: T[] = [];
  for (const page of data?.pages ?? []) {
    for (const item of page.items) {
      if (seen.has(item.id)) continue;
      seen.add(item.id);
      items.push(item);
    }
  }
  return items;
}

/** Inserts into the page where the order puts it; past the end only when everything is loaded. */
function insert<T>(data: Pages<T>, item: T, before: (a: T, b: T) => boolean): Pages<T> {
  let place = data.pages.findIndex((page) => page.items.some((one) => before(item, one)));
  if (place === -1) {
    if (data.pages.at(-1)?.next_cursor) return data;
    place = data.pages.length - 1;
  }
  return withItems(data, (items, at) => {
    if (at !== place) return items;
    const found = items.findIndex((one) => before(item, one));
    return items.toSpliced(found === -1 ? items.length : found, 0, item);
  });
}

/**
 * Puts a conversation where the view's order wants it, or takes it out when it left the view. The open one stays in an
 * "unread" or "window" view while it is being read: reading it must not make it vanish.
 */
export function placeConversation(
  data: Pages<Conversation>,
  conversation: Conversation,
  filter: Filter,
  context: MatchContext & { selected?: string },
): Pages<Conversation> {
  const here = data.pages.some((page) => page.items.some((one) => one.id === conversation.id));
  const stays = here && context.selected === conversation.id && belongs(conversation, filter, context);
  const without = here ? dropConversation(data, conversation.id) : data;
  if (!stays && !matches(conversation, filter, context)) return without;
  return insert(without, conversation, (a, b) => compare(a, b, filter.sort) < 0);
}

export function dropConversation(data: Pages<Conversation>, id: string): Pages<Conversation> {
  return withItems(data, (items) =>
    items.some((one) => one.id === id) ? items.filter((one) => one.id !== id) : items,
  );
}

/** Changes a row where it stands, for answers that cannot move it (tags, unread). */
export function patchConversation(
  data: Pages<Conversation>,
  id: string,
  change: Partial<Conversation>,
): Pages<Conversation> {
  return withItems(data, (items) => items.map((one) => (one.id === id ? { ...one, ...change } : one)));
}

/**
 * The first page read anew after a gap: what it lacks but should hold is gone from the view, what it has is laid in.
 * Pages below stay: anything that changed there by a message would be in the first page now.
 */
export function mergeListHead(
  data: Pages<Conversation>,
  head: Page<Conversation>,
  filter: Filter,
  context: MatchContext & { selected?: string },
): Pages<Conversation> {
  if (head.next_cursor === null) return { pages: [head], pageParams: [null] };
  const last = head.items.at(-1);
  const ids = new Set(head.items.map((one) => one.id));
  const covered = (one: Conversation) => last !== undefined && compare(one, last, filter.sort) <= 0;
  const kept = withItems(data, (items) => items.filter((one) => ids.has(one.id) || !covered(one)));
  return head.items.reduce((pages, one) => placeConversation(pages, one, filter, context), kept);
}

/** Pages of messages run newest first. The server's message replaces one with its id or client id. */
export function placeMessage(data: Pages<Message>, message: Message): Pages<Message> {
  const same = (one: Message) =>
    one.id === message.id || (message.client_id !== null && one.client_id === message.client_id);
  if (data.pages.some((page) => page.items.some((one) => one.id === message.id))) {
    return withItems(data, (items) =>
      items.map((one) => (one.id === message.id ? newer(one, message) : one)),
    );
  }
  const without = withItems(data, (items) => (items.some(same) ? items.filter((one) => !same(one)) : items));
  // Of one second, what is heard of last was received last.
  return insert(without, message, (a, b) => byTime(a, b) >= 0);
}

/** Two reads of one message may arrive out of order; ticks and deletions only ever grow. */
export function newer(known: Message, read: Message): Message {
  const facts = (one: Message) => Object.keys(one.status_times).length;
  const older = facts(read) < facts(known) || (known.revoked_at !== null && read.revoked_at === null);
  return older ? known : read;
}

/** The newest page read anew: everything in it is laid over what is known. Null when there is a gap to the known ones. */
export function mergeMessageHead(data: Pages<Message>, head: Page<Message>): Pages<Message> | null {
  const known = new Set(itemsOf(data).map((one) => one.id));
  if (head.next_cursor !== null && !head.items.some((one) => known.has(one.id))) return null;
  return head.items.toReversed().reduce(placeMessage, data);
}
