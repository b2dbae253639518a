/**
 * Sends what people wrote, in the order of each conversation, and keeps trying with the same client id until the API
 * has answered. Lives outside React: leaving a conversation, or the page, does not stop it.
 */
import { ApiError } from "@/api/errors";
import type { Message } from "@/api/types";
import {
  nextToSend,
  needsUpload,
  type Outgoing,
  type OutgoingEvent,
  type OutgoingList,
  reduce,
} from "../model/outgoing";

export interface OutboxDependencies {
  /** One attempt; the client id is also the Idempotency-Key. */
  send: (entry: Outgoing) => Promise<Message>;
  upload: (file: File, signal: AbortSignal, onProgress: (part: number) => void) => Promise<string>;
  /** The server's message took the entry's place. */
  arrived: (message: Message) => void;
  setTimer: (action: () => void, ms: number) => number;
  clearTimer: (timer: number) => void;
  /** Kept over a reload, so that nothing written is lost. Entries with files are not kept: browsers cannot. */
  save: (list: OutgoingList) => void;
}

/** Refusals that say nothing about the message: asked again later, they may be answered otherwise. */
function passing(error: ApiError): boolean {
  return error.status >= 500 || [401, 408, 429].includes(error.status) || error.code === "conversation_busy";
}

const PAUSES_MS = [2_000, 4_000, 8_000, 15_000, 30_000];

export class Outbox {
  readonly #outside: OutboxDependencies;
  readonly #files = new Map<string, File>();
  readonly #uploads = new Map<string, AbortController>();
  readonly #busy = new Set<string>();
  readonly #timers = new Map<string, number>();
  readonly #listeners = new Set<() => void>();
  #list: OutgoingList;

  constructor(outside: OutboxDependencies, kept: OutgoingList = []) {
    this.#outside = outside;
    this.#list = kept;
  }

  get list(): OutgoingList {
    return this.#list;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  add(entry: Outgoing, file?: File): void {
    if (file) this.#files.set(entry.clientId, file);
    this.#apply({ type: "added", entry });
    this.#work(entry.conversation);
  }

  /** A person asks again, with the same client id. */
  again(clientId: string): void {
    const entry = this.#find(clientId);
    if (!entry) return;
    if (needsUpload(entry) && !this.#files.has(clientId)) return;
    this.#apply({ type: "again", clientId });
    this.#wake(entry.conversation);
  }

  /** Takes it back: an upload is stopped; what the API may already have is not undone, and shows when it does. */
  discard(clientId: string): void {
    const entry = this.#find(clientId);
    if (!entry) return;
    this.#uploads.get(clientId)?.abort();
    this.#forget(clientId, "discarded");
    this.#wake(entry.conversation);
  }

  /** The server's message was seen (live) before the answer came. */
  seen(clientId: string | null): void {
    if (clientId !== null && this.#find(clientId)) this.#forget(clientId, "settled");
  }

  /** Back online: do not wait for the pause to end. */
  wake(): void {
    for (const conversation of new Set(this.#list.map((one) => one.conversation))) this.#wake(conversation);
  }

  #find(clientId: string): Outgoing | undefined {
    return this.#list.find((one) => one.clientId === clientId);
  }

  #wake(conversation: string): void {
    const timer = this.#timers.get(conversation);
    if (timer !== undefined) this.#outside.clearTimer(timer);
    this.#timers.delete(conversation);
    this.#work(conversation);
  }

  #work(conversation: string): void {
    if (this.#busy.has(conversation) || this.#timers.has(conversation)) return;
    const entry = nextToSend(this.#list, conversation);
    if (!entry) return;
    this.#busy.add(conversation);
    void this.#one(entry).finally(() => {
      this.#busy.delete(conversation);
      this.#work(conversation);
    });
  }

  async #one({ clientId, conversation }: Outgoing): Promise<void> {
    try {
      const before = this.#find(clientId);
      if (before && needsUpload(before) && !(await this.#send(before))) return;
      this.#apply({ type: "attempt", clientId });
      const entry = this.#find(clientId);
      if (!entry) return;
      const message = await this.#outside.send(entry);
      this.#outside.arrived(message);
      this.#forget(clientId, "settled");
    } catch (error) {
      const final = error instanceof ApiError && !passing(error);
      if (final) {
        this.#apply({
          type: "refused",
          clientId,
          problem: { code: error.code, detail: error.detail || error.title },
        });
        return;
      }
      this.#apply({ type: "silence", clientId });
      const attempts = this.#find(clientId)?.attempts ?? 1;
      const pause = PAUSES_MS[Math.min(attempts, PAUSES_MS.length) - 1] ?? 30_000;
      this.#timers.set(
        conversation,
        this.#outside.setTimer(() => {
          this.#timers.delete(conversation);
          this.#work(conversation);
        }, pause),
      );
    }
  }

  /** True when the file is in S3. A failed upload has sent nothing, so it is a plain failure with a Retry. */
  async #send({ clientId }: Outgoing): Promise<boolean> {
    const file = this.#files.get(clientId);
    const stop = new AbortController();
    this.#uploads.set(clientId, stop);
    try {
      if (!file) throw new Error("the file is gone");
      const uploadId = await this.#outside.upload(file, stop.signal, (progress) => {
        this.#apply({ type: "progress", clientId, progress });
      });
      this.#apply({ type: "uploaded", clientId, uploadId });
      return true;
    } catch (error) {
      const code = error instanceof ApiError ? error.code : "upload_failed";
      const detail = error instanceof ApiError ? error.detail : "";
      this.#apply({ type: "refused", clientId, problem: { code, detail } });
      return false;
    } finally {
      this.#uploads.delete(clientId);
    }
  }

  #forget(clientId: string, type: "settled" | "discarded"): void {
    const preview = this.#find(clientId)?.preview;
    if (preview) URL.revokeObjectURL(preview);
    this.#files.delete(clientId);
    this.#apply({ type, clientId });
  }

  #apply(event: OutgoingEvent): void {
    this.#list = reduce(this.#list, event);
    if (event.type !== "progress") this.#outside.save(this.#list.filter((one) => one.upload === null));
    for (const listener of this.#listeners) listener();
  }
}
