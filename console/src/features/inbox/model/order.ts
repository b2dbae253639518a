/**
 * Keeps the list still under the reader's hands. While "held" (a conversation is open, or the list is scrolled), rows
 * stay where they were; what arrives or rises meanwhile is counted for the "3 new" chip and takes its place on release.
 */
import type { Conversation } from "@/api/types";

export interface Held {
  /** Ids as they stood when the list was held, in order. */
  order: readonly string[];
  /** Each row's last_at at that moment: a later one with customer words is news. */
  seen: ReadonlyMap<string, string>;
}

export interface Arranged {
  rows: Conversation[];
  fresh: number;
}

export function hold(rows: readonly Conversation[]): Held {
  return { order: rows.map((row) => row.id), seen: new Map(rows.map((row) => [row.id, row.last_at])) };
}

/**
 * Rows in the held order. Rows that vanished from `natural` go; rows that naturally come after the last held one (more
 * was loaded) are appended. `fresh` counts what a release would bring up: new rows, and known ones below a newer place.
 */
export function arrange(held: Held | null, natural: readonly Conversation[], selected?: string): Arranged {
  if (!held) return { rows: [...natural], fresh: 0 };
  const byId = new Map(natural.map((row, at) => [row.id, { row, at }]));
  const rows: Conversation[] = [];
  let lastKnown = -1;
  for (const id of held.order) {
    const found = byId.get(id);
    if (!found) continue;
    rows.push(found.row);
    if (found.row.last_at === held.seen.get(id)) lastKnown = Math.max(lastKnown, found.at);
  }
  let fresh = 0;
  const known = new Set(held.order);
  natural.forEach((row, at) => {
    if (known.has(row.id)) return;
    if (at > lastKnown) rows.push(row);
    else if (row.id !== selected) fresh += 1;
  });
  rows.forEach((row, at) => {
    const before = held.seen.get(row.id);
    const rose = before !== undefined && before < row.last_at && row.last_message?.direction === "in";
    if (rose && row.id !== selected && (byId.get(row.id)?.at ?? at) < at) fresh += 1;
  });
  return { rows, fresh };
}
