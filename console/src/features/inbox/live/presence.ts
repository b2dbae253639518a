/** Which colleagues look at a conversation or type in it, as far as recent notes tell. */
import { useSyncExternalStore } from "react";

export interface Colleague {
  id: string;
  state: "viewing" | "typing";
}

/** Consoles repeat "viewing" every 20 s; "typing" is repeated every few seconds. */
export const VIEWING_MS = 45_000;
export const TYPING_MS = 12_000;

interface Seen {
  state: "viewing" | "typing";
  at: number;
}

export class PresenceBook {
  readonly #seen = new Map<string, Map<string, Seen>>();
  readonly #listeners = new Set<() => void>();
  readonly #known = new Map<string, readonly Colleague[]>();
  readonly #me: ReadonlySet<string>;

  /** Notes name people as the API does: by name; an id of mine is mine as well. */
  constructor(...me: string[]) {
    this.#me = new Set(me);
  }

  heard(conversation: string, by: string, state: string, now: number): void {
    if (by === "" || this.#me.has(by)) return;
    const people = this.#seen.get(conversation) ?? new Map<string, Seen>();
    this.#seen.set(conversation, people);
    if (state === "left") people.delete(by);
    else people.set(by, { state: state === "typing" ? "typing" : "viewing", at: now });
    this.#tell(conversation, now);
  }

  /** Forgets whom nothing was heard of for a while. */
  sweep(now: number): void {
    for (const conversation of this.#seen.keys()) this.#tell(conversation, now);
  }

  /** Who is there; the same array until something changes. */
  of(conversation: string): readonly Colleague[] {
    return this.#known.get(conversation) ?? NOBODY;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #tell(conversation: string, now: number): void {
    const people = this.#seen.get(conversation);
    if (!people) return;
    const there: Colleague[] = [];
    for (const [id, seen] of people) {
      const age = now - seen.at;
      if (age > VIEWING_MS) people.delete(id);
      else there.push({ id, state: seen.state === "typing" && age <= TYPING_MS ? "typing" : "viewing" });
    }
    const before = this.of(conversation);
    const same =
      before.length === there.length &&
      before.every((one, at) => one.id === there[at]?.id && one.state === there[at]?.state);
    if (same) return;
    this.#known.set(conversation, there);
    for (const listener of this.#listeners) listener();
  }
}

const NOBODY: readonly Colleague[] = [];

export function usePresence(book: PresenceBook, conversation: string): readonly Colleague[] {
  return useSyncExternalStore(book.subscribe, () => book.of(conversation));
}
