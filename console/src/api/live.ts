/**
 * The live line: a WebSocket opened with a one-time ticket, reopened with growing, jittered pauses, and a "resync"
 * after every gap, because notes sent while the line was down are lost and the screens must read again.
 */
import { ApiError } from "./errors";
import type { LiveNote, LiveTicket } from "./types";

export type LiveState = "off" | "connecting" | "live" | "waiting" | "refused";

export interface LiveDependencies {
  ticket: () => Promise<LiveTicket>;
  open: (url: string) => WebSocket;
  random: () => number;
  setTimer: (action: () => void, ms: number) => number;
  clearTimer: (timer: number) => void;
}

export type NoteListener = (note: LiveNote) => void;

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const OPEN_LIMIT_MS = 10_000;
/** API Gateway closes a silent line after ten minutes; asking each minute also finds a line that died quietly. */
const BEAT_MS = 60_000;
const ANSWER_LIMIT_MS = 15_000;

export class LiveLine {
  readonly #outside: LiveDependencies;
  readonly #notes = new Set<NoteListener>();
  readonly #resyncs = new Set<() => void>();
  readonly #states = new Set<() => void>();
  #state: LiveState = "off";
  #socket: WebSocket | null = null;
  #timer: number | null = null;
  #attempt = 0;
  /** Only a server that has answered once is expected to answer: silence of an older one is not death. */
  #answers = false;
  #run = 0;

  constructor(outside: Pick<LiveDependencies, "ticket"> & Partial<LiveDependencies>) {
    this.#outside = {
      open: (url) => new WebSocket(absolute(url)),
      random: Math.random,
      setTimer: (action, ms) => window.setTimeout(action, ms),
      clearTimer: (timer) => {
        window.clearTimeout(timer);
      },
      ...outside,
    };
  }

  get state(): LiveState {
    return this.#state;
  }

  onNote(listener: NoteListener): () => void {
    this.#notes.add(listener);
    return () => this.#notes.delete(listener);
  }

  /** The line stands (again): everything shown may be old, read it again. */
  onResync(listener: () => void): () => void {
    this.#resyncs.add(listener);
    return () => this.#resyncs.delete(listener);
  }

  /** For useSyncExternalStore. */
  subscribe = (listener: () => void): (() => void) => {
    this.#states.add(listener);
    return () => this.#states.delete(listener);
  };

  start(): void {
    if (this.#state !== "off") return;
    this.#attempt = 0;
    void this.#connect();
  }

  stop(): void {
    this.#run += 1;
    this.#clear();
    this.#drop();
    this.#become("off");
  }

  /** Online again, the tab visible again, signed in again: no reason to sit out the pause or to believe an old refusal. */
  wake(): void {
    if (this.#state !== "waiting" && this.#state !== "refused") return;
    this.#clear();
    void this.#connect();
  }

  /** The browser says it is offline: the line is dead before its socket notices. */
  interrupt(): void {
    if (this.#state !== "live" && this.#state !== "connecting") return;
    this.#run += 1;
    this.#lose();
  }

  send(value: unknown): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(value));
  }

  async #connect(): Promise<void> {
    const run = (this.#run += 1);
    this.#become("connecting");
    let url: string;
    try {
      url = (await this.#outside.ticket()).url;
    } catch (error) {
      if (run !== this.#run) return;
      // A refusal will not change by asking again; anything else may.
      if (error instanceof ApiError && [401, 403, 404].includes(error.status)) this.#become("refused");
      else this.#wait();
      return;
    }
    if (run !== this.#run) return;
    const socket = this.#outside.open(url);
    this.#socket = socket;
    const mine = () => run === this.#run && socket === this.#socket;
    this.#later(OPEN_LIMIT_MS, () => {
      if (mine()) this.#lose();
    });
    socket.onopen = () => {
      if (!mine()) return;
      this.#attempt = 0;
      this.#become("live");
      this.#beat();
      // The first time too: what changed between the page's reads and this moment told nobody.
      for (const listener of this.#resyncs) listener();
    };
    socket.onmessage = (event: MessageEvent) => {
      if (mine()) this.#heard(event.data);
    };
    socket.onclose = () => {
      if (mine()) this.#lose();
    };
  }

  #heard(data: unknown): void {
    this.#beat();
    let note: LiveNote;
    try {
      note = JSON.parse(String(data)) as LiveNote;
    } catch {
      return;
    }
    if (note.type === "pong") {
      this.#answers = true;
      return;
    }
    for (const listener of this.#notes) listener(note);
  }

  /** Asks after a minute of silence; an expected answer that does not come means the line is dead. */
  #beat(): void {
    this.#later(BEAT_MS, () => {
      this.send({ type: "ping" });
      if (this.#answers) {
        this.#later(ANSWER_LIMIT_MS, () => {
          this.#lose();
        });
      } else this.#beat();
    });
  }

  #lose(): void {
    this.#drop();
    this.#wait();
  }

  #wait(): void {
    const ceiling = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    this.#become("waiting");
    // Between half and all of the pause: a thousand consoles must not come back in the same second.
    this.#later(ceiling * (0.5 + this.#outside.random() / 2), () => void this.#connect());
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #later(ms: number, action: () => void): void {
    this.#clear();
    this.#timer = this.#outside.setTimer(() => {
      this.#timer = null;
      action();
    }, ms);
  }

  #clear(): void {
    if (this.#timer !== null) this.#outside.clearTimer(this.#timer);
    this.#timer = null;
  }

  #become(state: LiveState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#states) listener();
  }
}

/** Locally the ticket may name only a path of this origin. */
function absolute(url: string): string {
  const whole = new URL(url, window.location.href);
  whole.protocol = whole.protocol.replace(/^http/, "ws");
  return whole.href;
}
