/** Meta's words about a number, in ours. Unknown words are shown as Meta wrote them. */
import type { PhoneNumber } from "@/api/types";

export type Tone = "good" | "warn" | "bad" | "plain";

export const QUALITY = {
  GREEN: { key: "quality_green", tone: "good" },
  YELLOW: { key: "quality_yellow", tone: "warn" },
  RED: { key: "quality_red", tone: "bad" },
} as const;

const STATUS = {
  CONNECTED: { key: "number_connected", tone: "good" },
  PENDING: { key: "number_pending", tone: "warn" },
  OFFLINE: { key: "number_offline", tone: "warn" },
  FLAGGED: { key: "number_flagged", tone: "warn" },
  RATE_LIMITED: { key: "number_rate_limited", tone: "warn" },
  RESTRICTED: { key: "number_restricted", tone: "bad" },
  DISCONNECTED: { key: "number_disconnected", tone: "bad" },
  BANNED: { key: "number_banned", tone: "bad" },
} as const;

export type StatusKey = (typeof STATUS)[keyof typeof STATUS]["key"] | "number_unregistered";

export function quality(rating: string | null) {
  return QUALITY[rating as keyof typeof QUALITY] ?? ({ key: "quality_unknown", tone: "plain" } as const);
}

export function numberStatus(number: Pick<PhoneNumber, "status" | "registered">): {
  key: StatusKey | null;
  tone: Tone;
  raw: string;
} {
  const raw = number.status ?? "";
  const known = STATUS[raw as keyof typeof STATUS];
  // An unregistered number cannot send, whatever its status says.
  if (!number.registered && (known === undefined || known.key === "number_connected")) {
    return { key: "number_unregistered", tone: "bad", raw };
  }
  return known ? { ...known, raw } : { key: null, tone: "warn", raw };
}

/** TIER_2K → 2000, TIER_UNLIMITED → Infinity, anything else → null. */
export function dailyLimit(limit: string | null): number | null {
  if (limit === "TIER_UNLIMITED") return Infinity;
  const match = /^TIER_(\d+)(K?)$/.exec(limit ?? "");
  return match ? Number(match[1]) * (match[2] ? 1000 : 1) : null;
}

const SPEED = { STANDARD: "speed_standard", HIGH: "speed_high" } as const;

/** Messages a second; a number shared with the WhatsApp Business app is slower (contract 8.8). */
export function speed(throughput: string | null, coexistence = false) {
  if (coexistence) return "speed_shared" as const;
  return SPEED[throughput?.toUpperCase() as keyof typeof SPEED] ?? ("speed_unknown" as const);
}
