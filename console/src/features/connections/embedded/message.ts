/**
 * What Facebook's signup window tells the page that opened it. Pure.
 *
 * Any window may post to ours, so only Facebook's own origins (and those the API names: the sandbox's, on a developer's
 * machine) are heard, and what they say is only a hint: the server confirms every id with Meta.
 */
export type SignupWord =
  | { kind: "finished"; waba_id?: string; number_id?: string }
  | { kind: "cancelled"; step: string | null }
  | { kind: "failed"; text: string; id: string | null };

/** Exactly https and facebook.com or a host below it; Meta's sample compares only the end, which evilfacebook.com passes. */
export function trusted(origin: string, more: readonly string[] = []): boolean {
  if (more.includes(origin)) return true;
  let url: URL;
  try {
    url = new URL(origin);
  } catch {
    return false;
  }
  if (url.protocol !== "https:" || url.port !== "") return false;
  return url.hostname === "facebook.com" || url.hostname.endsWith(".facebook.com");
}

/** A message's data as a word of the signup, or null: the same origins post much else, not all of it JSON. */
export function readWord(data: unknown): SignupWord | null {
  const message = record(typeof data === "string" ? parsed(data) : data);
  if (message?.type !== "WA_EMBEDDED_SIGNUP" || typeof message.event !== "string") return null;
  const detail = record(message.data) ?? {};
  // FINISH, FINISH_ONLY_WABA, FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING and what may come: all are an end that went well.
  if (message.event.startsWith("FINISH")) {
    return { kind: "finished", waba_id: id(detail.waba_id), number_id: id(detail.phone_number_id) };
  }
  const text = words(detail.error_message);
  if (message.event === "ERROR" || (message.event === "CANCEL" && text !== null)) {
    return { kind: "failed", text: text ?? "", id: words(detail.error_id) };
  }
  return message.event === "CANCEL" ? { kind: "cancelled", step: words(detail.current_step) } : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function record(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
}

/** Meta's ids are digits; anything else is dropped. */
function id(value: unknown): string | undefined {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && /^\d{5,32}$/.test(text) ? text : undefined;
}

/** A short text or number, cut so that a strange page cannot fill ours. */
function words(value: unknown): string | null {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && text.trim() ? text.trim().slice(0, 300) : null;
}
