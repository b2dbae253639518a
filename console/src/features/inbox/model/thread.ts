/** Turns messages into the lines of a thread: day separators, the unread line, and runs of one writer. */
import type { Message } from "@/api/types";

export type ThreadLine =
  | { type: "day"; key: string; at: string }
  | { type: "unread"; key: string; count: number }
  | { type: "message"; key: string; message: Message; first: boolean; last: boolean };

const RUN_MS = 5 * 60_000;

/**
 * Oldest first, by the second: ids begin with the time in milliseconds, but Meta's clock counts seconds, and within one
 * the server's order (as received) stands. Use it only with stable sorts.
 */
export function byTime(a: Message, b: Message): number {
  const [first, second] = [a.id.slice(0, 10), b.id.slice(0, 10)];
  return first < second ? -1 : first > second ? 1 : 0;
}

function sameRun(a: Message | undefined, b: Message | undefined): boolean {
  if (!a || !b || a.direction !== b.direction || a.direction === "event") return false;
  if (a.sender.kind !== b.sender.kind || a.sender.id !== b.sender.id) return false;
  return Math.abs(new Date(b.at).getTime() - new Date(a.at).getTime()) < RUN_MS;
}

/**
 * @param messages oldest first
 * @param dayOf a key equal for two moments of one calendar day in the workspace's zone
 * @param unreadFrom id of the first customer message nobody had read when the thread was opened
 */
export function threadLines(
  messages: readonly Message[],
  dayOf: (at: string) => string,
  unreadFrom: string | null = null,
): ThreadLine[] {
  const lines: ThreadLine[] = [];
  const unread = unreadFrom === null ? -1 : messages.findIndex((one) => one.id === unreadFrom);
  messages.forEach((message, at) => {
    const before = messages[at - 1];
    const after = messages[at + 1];
    const newDay = !before || dayOf(before.at) !== dayOf(message.at);
    if (newDay) lines.push({ type: "day", key: `day:${dayOf(message.at)}`, at: message.at });
    if (at === unread) {
      const count = messages.slice(at).filter((one) => one.direction === "in").length;
      lines.push({ type: "unread", key: "unread", count });
    }
    lines.push({
      type: "message",
      // A bubble keeps its key when the server's message takes the place of the optimistic one.
      key: message.client_id ?? message.id,
      message,
      first: newDay || at === unread || !sameRun(before, message),
      last:
        !after ||
        dayOf(after.at) !== dayOf(message.at) ||
        after.id === unreadFrom ||
        !sameRun(message, after),
    });
  });
  return lines;
}

/** The first of the last `unread` customer messages, or null when there are none (or more are not loaded yet). */
export function firstUnread(messages: readonly Message[], unread: number): string | null {
  if (unread <= 0) return null;
  const incoming = messages.filter((one) => one.direction === "in");
  return incoming.at(-Math.min(unread, incoming.length))?.id ?? null;
}
