import { beforeEach, expect, test, vi } from "vitest";
import { ApiError, ConnectionError } from "@/api/errors";
import type { Message } from "@/api/types";
import { message, outgoing } from "../fixtures";
import type { Outgoing, OutgoingList } from "../model/outgoing";
import { Outbox } from "./outbox";

let sent: Outgoing[];
let arrived: Message[];
let saved: OutgoingList;
let timers: { action: () => void; ms: number }[];
let answers: (() => Promise<Message>)[];

const settle = async () => {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
};
const ok = (clientId: string) => () => Promise.resolve(message({ client_id: clientId, direction: "out" }));
const lost = () => Promise.reject(new ConnectionError(false, null));
const refused =
  (code: string, status = 409) =>
  () =>
    Promise.reject(new ApiError(status, { code }));

function outbox(upload = vi.fn(() => Promise.resolve("up1")), kept: OutgoingList = []) {
  return new Outbox(
    {
      send: (entry) => {
        sent.push(entry);
        return (answers.shift() ?? ok(entry.clientId))();
      },
      upload,
      arrived: (one) => arrived.push(one),
      setTimer: (action, ms) => timers.push({ action, ms }),
      clearTimer: () => timers.splice(0),
      save: (list) => {
        saved = list;
      },
    },
    kept,
  );
}

beforeEach(() => {
  sent = [];
  arrived = [];
  saved = [];
  timers = [];
  answers = [];
});

test("an answered message leaves the outbox and is handed over", async () => {
  const box = outbox();
  box.add(outgoing());
  await settle();
  expect(arrived).toHaveLength(1);
  expect(box.list).toEqual([]);
  expect(saved).toEqual([]);
});

test("pressing Send twice for one intention sends once", async () => {
  const box = outbox();
  box.add(outgoing());
  box.add(outgoing());
  await settle();
  expect(sent).toHaveLength(1);
});

test("a lost answer is asked again with the same client id, later messages wait behind it", async () => {
  answers = [lost];
  const box = outbox();
  box.add(outgoing({ clientId: "a" }));
  box.add(outgoing({ clientId: "b" }));
  await settle();
  expect(sent.map((one) => one.clientId)).toEqual(["a"]);
  expect(box.list.map((one) => one.state)).toEqual(["waiting", "sending"]);
  expect(saved.map((one) => one.clientId)).toEqual(["a", "b"]);
  timers.shift()?.action();
  await settle();
  expect(sent.map((one) => one.clientId)).toEqual(["a", "a", "b"]);
  expect(box.list).toEqual([]);
});

test("a refusal is final and shown, and does not hold up the next message", async () => {
  answers = [refused("window_closed")];
  const box = outbox();
  box.add(outgoing({ clientId: "a" }));
  box.add(outgoing({ clientId: "b" }));
  await settle();
  expect(box.list).toMatchObject([{ clientId: "a", state: "failed", problem: { code: "window_closed" } }]);
  expect(arrived).toHaveLength(1);
  expect(timers).toEqual([]);
});

test("too many requests, a busy conversation and our own troubles pass by themselves", async () => {
  for (const answer of [
    refused("rate_limited", 429),
    refused("conversation_busy"),
    refused("unavailable", 503),
  ]) {
    answers = [answer];
    const box = outbox();
    box.add(outgoing());
    await settle();
    expect(box.list).toMatchObject([{ state: "waiting" }]);
  }
});

test("coming back online does not wait for the pause", async () => {
  answers = [lost];
  const box = outbox();
  box.add(outgoing());
  await settle();
  box.wake();
  await settle();
  expect(sent).toHaveLength(2);
  expect(box.list).toEqual([]);
});

test("a message seen live settles the entry whose answer never came", async () => {
  answers = [lost];
  const box = outbox();
  box.add(outgoing());
  await settle();
  box.seen("client-1");
  expect(box.list).toEqual([]);
});

test("a file is uploaded before its message, which names the upload", async () => {
  const box = outbox();
  const upload = { path: "media" as const, filename: "a.png", mime: "image/png", size: 1 };
  box.add(
    outgoing({ state: "uploading", upload, payload: { type: "image", media: {} } }),
    new File(["x"], "a.png"),
  );
  await settle();
  expect(sent[0]?.payload).toEqual({ type: "image", media: { upload_id: "up1" } });
});

test("a failed upload sends nothing and can be asked again", async () => {
  const upload = vi.fn().mockRejectedValueOnce(new Error("S3 answered 500")).mockResolvedValueOnce("up2");
  const box = outbox(upload);
  const what = { path: "media" as const, filename: "a.png", mime: "image/png", size: 1 };
  box.add(
    outgoing({ state: "uploading", upload: what, payload: { type: "image", media: {} } }),
    new File(["x"], "a.png"),
  );
  await settle();
  expect(sent).toEqual([]);
  expect(box.list).toMatchObject([{ state: "failed", problem: { code: "upload_failed" } }]);
  box.again("client-1");
  await settle();
  expect(sent).toHaveLength(1);
});

test("cancelling stops the upload", async () => {
  let signal: AbortSignal | undefined;
  const upload = vi.fn((_file: File, stop: AbortSignal) => {
    signal = stop;
    return new Promise<string>(() => undefined);
  });
  const box = outbox(upload as never);
  const what = { path: "media" as const, filename: "a.png", mime: "image/png", size: 1 };
  box.add(
    outgoing({ state: "uploading", upload: what, payload: { type: "image", media: {} } }),
    new File(["x"], "a.png"),
  );
  await settle();
  box.discard("client-1");
  expect(signal?.aborted).toBe(true);
  expect(box.list).toEqual([]);
});
