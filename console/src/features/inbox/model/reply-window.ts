/** What the composer may do right now: the 24-hour window, the role, the account. */
const HOUR = 3_600_000;
/** The same safety margin the server keeps: Meta's clock decides. */
export const MARGIN_MS = 2 * 60_000;
const AMBER_MS = 2 * HOUR;

export type ReplyWindow =
  | { state: "open" | "closing"; left: number }
  /** The customer never wrote, or wrote more than 24 hours ago. */
  | { state: "closed"; never: boolean; left: 0 };

export function replyWindow(expiresAt: string | null, now: number): ReplyWindow {
  if (expiresAt === null) return { state: "closed", never: true, left: 0 };
  const left = new Date(expiresAt).getTime() - MARGIN_MS - now;
  if (left <= 0) return { state: "closed", never: false, left: 0 };
  return { state: left < AMBER_MS ? "closing" : "open", left };
}

/** When the banner must be drawn again: each minute, each second in the last one, and exactly at the end. */
export function nextTick(window: ReplyWindow): number | null {
  if (window.state === "closed") return null;
  return window.left <= 60_000 ? Math.min(1000, window.left) : window.left % 60_000 || 60_000;
}
