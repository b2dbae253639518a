/**
 * What this browser is sending: one entry per intention of a person, named by a client id that every attempt carries,
 * so that a double click, a repeat or a lost answer never sends twice. Pure: the engine is live/outbox.ts.
 */
import type { Message } from "@/api/types";

/** The body of POST …/messages, …/notes or …/retry without its client id. */
export type Payload = Record<string, unknown>;

export type OutgoingState =
  /** The file is on its way to S3. */
  | "uploading"
  /** Waits for its turn, or for the answer of the API. */
  | "sending"
  /** No answer came: it may or may not have arrived. Tried again with the same client id. */
  | "waiting"
  /** The API refused it, or the upload failed. Nothing was sent. */
  | "failed";

export interface Outgoing {
  clientId: string;
  conversation: string;
  /** Which endpoint: a message, a private note, or a retry of a failed message. */
  to: "messages" | "notes" | "retry";
  retryOf: string | null;
  payload: Payload;
  at: string;
  state: OutgoingState;
  attempts: number;
  /** 0 to 1 while a file is uploaded. */
  progress: number;
  /** Where in the payload the upload's id goes; null when there is no file. */
  upload: { path: "media" | "template"; filename: string; mime: string; size: number } | null;
  problem: { code: string; detail: string } | null;
  quote: Message["quote"];
  /** A local address of the picture, for the bubble. */
  preview: string | null;
}

export type OutgoingEvent =
  | { type: "added"; entry: Outgoing }
  | { type: "progress"; clientId: string; progress: number }
  | { type: "uploaded"; clientId: string; uploadId: string }
  | { type: "attempt"; clientId: string }
  | { type: "silence"; clientId: string }
  | { type: "refused"; clientId: string; problem: { code: string; detail: string } }
  | { type: "again"; clientId: string }
  /** The API answered, or its message was seen live: the server's row takes over. */
  | { type: "settled"; clientId: string }
  | { type: "discarded"; clientId: string };

export type OutgoingList = readonly Outgoing[];

export function reduce(list: OutgoingList, event: OutgoingEvent): OutgoingList {
  if (event.type === "added") {
    // One intention, one entry: pressing Send twice adds the same client id twice.
    return list.some((one) => one.clientId === event.entry.clientId) ? list : [...list, event.entry];
  }
  if (event.type === "settled" || event.type === "discarded") {
    return list.filter((one) => one.clientId !== event.clientId);
  }
  return list.map((one) => (one.clientId === event.clientId ? step(one, event) : one));
}

type Step = Exclude<OutgoingEvent, { type: "added" | "settled" | "discarded" }>;

function step(entry: Outgoing, event: Step): Outgoing {
  switch (event.type) {
    case "progress":
      return entry.state === "uploading" ? { ...entry, progress: event.progress } : entry;
    case "uploaded":
      return {
        ...entry,
        state: "sending",
        progress: 1,
        payload: withUpload(entry, event.uploadId),
        problem: null,
      };
    case "attempt":
      return { ...entry, state: "sending", attempts: entry.attempts + 1, problem: null };
    case "silence":
      return { ...entry, state: "waiting" };
    case "refused":
      return { ...entry, state: "failed", problem: event.problem };
    case "again":
      return { ...entry, state: needsUpload(entry) ? "uploading" : "sending", progress: 0, problem: null };
  }
}

export function needsUpload(entry: Outgoing): boolean {
  if (!entry.upload) return false;
  const { media, template } = entry.payload as {
    media?: { upload_id?: string };
    template?: { media_upload_id?: string };
  };
  return entry.upload.path === "media" ? !media?.upload_id : !template?.media_upload_id;
}

function withUpload(entry: Outgoing, uploadId: string): Payload {
  if (entry.upload?.path === "template")
    return {
      ...entry.payload,
      template: { ...(entry.payload.template as object), media_upload_id: uploadId },
    };
  return { ...entry.payload, media: { ...(entry.payload.media as object), upload_id: uploadId } };
}

/** The next entry of a conversation to send: strictly in the order it was written; a refused one blocks nobody. */
export function nextToSend(list: OutgoingList, conversation: string): Outgoing | null {
  return list.find((one) => one.conversation === conversation && one.state !== "failed") ?? null;
}

export function kindOf(entry: Outgoing): string {
  if (entry.to === "notes") return "note";
  return typeof entry.payload.type === "string" ? entry.payload.type : "text";
}

/** The entry as a line of the thread, until the server's message takes its place under the same key. */
export function asMessage(entry: Outgoing, me: { id: string; name: string }): Message {
  const kind = kindOf(entry);
  const part = entry.payload[kind] ?? entry.payload.media;
  const content: Record<string, unknown> =
    entry.to === "notes"
      ? { body: entry.payload.text }
      : ((typeof part === "object" && part !== null ? part : {}) as Record<string, unknown>);
  return {
    id: entry.clientId,
    client_id: entry.clientId,
    conversation_id: entry.conversation,
    direction: entry.to === "notes" ? "note" : "out",
    kind,
    at: entry.at,
    sender: { kind: "member", id: me.id, name: me.name },
    content,
    quote: entry.quote,
    reactions: [],
    edited_at: null,
    revoked_at: null,
    status: entry.to === "notes" ? null : "queued",
    status_times: {},
    failure: null,
    media:
      entry.upload?.path === "media"
        ? {
            state: "pending",
            mime_type: entry.upload.mime,
            size: entry.upload.size,
            filename: entry.upload.filename,
            voice: false,
            animated: false,
            reason: null,
          }
        : null,
    referral: null,
    forwarded: null,
    retry_of: entry.retryOf,
    retried_as: null,
  };
}
