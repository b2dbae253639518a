import { beforeEach, describe, expect, it } from "vitest";
import { ApiError } from "./errors";
import { LiveLine } from "./live";
import type { LiveNote } from "./types";

class FakeSocket {
  static made: FakeSocket[] = [];
  readyState: number = WebSocket.CONNECTING;
  sent: string[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  constructor(readonly url: string) {
    FakeSocket.made.push(this);
  }
  accept() {
    this.readyState = WebSocket.OPEN;
    this.onopen?.();
  }
  say(note: unknown) {
    this.onmessage?.({ data: JSON.stringify(note) });
  }
  break() {
    this.readyState = WebSocket.CLOSED;
    this.onclose?.();
  }
  close() {
    this.readyState = WebSocket.CLOSED;
  }
  send(text: string) {
    this.sent.push(text);
  }
}

/** Timers that fire when told, in order of their time. */
class Clock {
  now = 0;
  #next = 1;
  readonly waiting = new Map<number, { at: number; ms: number; action: () => void }>();
  set = (action: () => void, ms: number) => {
    this.#next += 1;
    this.waiting.set(this.#next, { at: this.now + ms, ms, action });
    return this.#next;
  };
  clear = (timer: number) => {
    this.waiting.delete(timer);
  };
  async pass(ms: number) {
    const end = this.now + ms;
    for (;;) {
      const due = [...this.waiting].filter(([, one]) => one.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      this.now = due[1].at;
      this.waiting.delete(due[0]);
      due[1].action();
      await settle();
    }
    this.now = end;
  }
}

const settle = async () => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
};

function lineOf(ticket: () => Promise<{ url: string; expires_at: string }>) {
  const clock = new Clock();
  const line = new LiveLine({
    ticket,
    open: (url) => new FakeSocket(url) as unknown as WebSocket,
    random: () => 1,
    setTimer: clock.set,
    clearTimer: clock.clear,
  });
  const heard: LiveNote[] = [];
  let resyncs = 0;
  line.onNote((note) => heard.push(note));
  line.onResync(() => (resyncs += 1));
  return { line, clock, heard, resyncs: () => resyncs };
}

let tickets = 0;
const good = () => Promise.resolve({ url: `wss://live.test/?ticket=${(tickets += 1)}`, expires_at: "" });
const socket = () => {
  const last = FakeSocket.made.at(-1);
  if (!last) throw new Error("no socket was opened");
  return last;
};

beforeEach(() => {
  FakeSocket.made = [];
  tickets = 0;
});

describe("the live line", () => {
  it("opens with a ticket, has everything read that changed meanwhile, and passes notes on", async () => {
    const { line, heard, resyncs } = lineOf(good);
    line.start();
    expect(line.state).toBe("connecting");
    await settle();
    socket().accept();
    socket().say({ type: "message", conversation: "c", message: "m" });
    expect(line.state).toBe("live");
    expect(heard).toEqual([{ type: "message", conversation: "c", message: "m" }]);
    expect(resyncs()).toBe(1);
  });

  it("after a break takes a new ticket and tells everyone to read again, once", async () => {
    const { line, clock, resyncs } = lineOf(good);
    line.start();
    await settle();
    socket().accept();
    socket().break();
    expect(line.state).toBe("waiting");
    await clock.pass(1_000);
    expect(socket().url).toContain("ticket=2");
    expect(resyncs()).toBe(1);
    socket().accept();
    expect(line.state).toBe("live");
    expect(resyncs()).toBe(2);
  });

  it("waits longer after each failure, up to half a minute, and starts short again after success", async () => {
    const { line, clock } = lineOf(() => Promise.reject(new TypeError("offline")));
    line.start();
    await settle();
    const pauses: number[] = [];
    for (let turn = 0; turn < 7; turn += 1) {
      const [timer] = [...clock.waiting.values()];
      pauses.push(timer?.ms ?? 0);
      await clock.pass(timer?.ms ?? 0);
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it("shortens the pause by chance, so that consoles do not return together", async () => {
    const clock = new Clock();
    const line = new LiveLine({
      ticket: () => Promise.reject(new TypeError("offline")),
      random: () => 0,
      setTimer: clock.set,
      clearTimer: clock.clear,
    });
    line.start();
    await settle();
    expect([...clock.waiting.values()][0]?.ms).toBe(500);
  });

  it("does not insist when the server refuses the ticket", async () => {
    const { line, clock } = lineOf(() => Promise.reject(new ApiError(403, { code: "forbidden" })));
    line.start();
    await settle();
    expect(line.state).toBe("refused");
    expect(clock.waiting.size).toBe(0);
  });

  it("believes a refusal no longer once it is woken: somebody signed in again", async () => {
    let signedIn = false;
    const { line } = lineOf(() =>
      signedIn ? good() : Promise.reject(new ApiError(401, { code: "session_over" })),
    );
    line.start();
    await settle();
    expect(line.state).toBe("refused");
    signedIn = true;
    line.wake();
    await settle();
    socket().accept();
    expect(line.state).toBe("live");
  });

  it("comes back at once when the browser is online again", async () => {
    let online = false;
    const { line } = lineOf(() => (online ? good() : Promise.reject(new TypeError("offline"))));
    line.start();
    await settle();
    online = true;
    line.wake();
    await settle();
    socket().accept();
    expect(line.state).toBe("live");
  });

  it("knows at once when the browser goes offline, and asks everyone to read again afterwards", async () => {
    const { line, clock, resyncs } = lineOf(good);
    line.start();
    await settle();
    socket().accept();
    line.interrupt();
    expect(line.state).toBe("waiting");
    await clock.pass(1_000);
    socket().accept();
    expect(line.state).toBe("live");
    expect(resyncs()).toBe(2);
  });

  it("a ticket that comes after going offline opens nothing", async () => {
    let give: (ticket: { url: string; expires_at: string }) => void = () => undefined;
    const { line } = lineOf(() => new Promise((done) => (give = done)));
    line.start();
    line.interrupt();
    give({ url: "wss://late", expires_at: "" });
    await settle();
    expect(FakeSocket.made).toHaveLength(0);
  });

  it("gives up on a line that never opens", async () => {
    const { line, clock } = lineOf(good);
    line.start();
    await settle();
    await clock.pass(10_000);
    expect(line.state).toBe("waiting");
  });

  it("asks after a minute of silence and, when an answer is due, notices a dead line", async () => {
    const { line, clock } = lineOf(good);
    line.start();
    await settle();
    socket().accept();
    await clock.pass(60_000);
    expect(socket().sent).toEqual(['{"type":"ping"}']);
    socket().say({ type: "pong" });
    await clock.pass(60_000);
    await clock.pass(15_000);
    expect(line.state).toBe("waiting");
  });

  it("does not expect answers from a server that never gave one", async () => {
    const { line, clock } = lineOf(good);
    line.start();
    await settle();
    socket().accept();
    await clock.pass(600_000);
    expect(line.state).toBe("live");
    expect(socket().sent).toHaveLength(10);
  });

  it("stopped, it stays stopped, even with a ticket under way", async () => {
    let give: (ticket: { url: string; expires_at: string }) => void = () => undefined;
    const { line, clock } = lineOf(() => new Promise((done) => (give = done)));
    line.start();
    line.stop();
    give({ url: "wss://late", expires_at: "" });
    await settle();
    expect(FakeSocket.made).toHaveLength(0);
    expect(line.state).toBe("off");
    expect(clock.waiting.size).toBe(0);
  });

  it("can be started again after a stop", async () => {
    const { line } = lineOf(good);
    line.start();
    line.stop();
    line.start();
    await settle();
    socket().accept();
    expect(line.state).toBe("live");
  });
});
