import { expect, test } from "vitest";
import { outgoing } from "../fixtures";
import { asMessage, nextToSend, type OutgoingEvent, type OutgoingList, reduce } from "./outgoing";

const run = (events: OutgoingEvent[], list: OutgoingList = []) => events.reduce(reduce, list);

test("one intention is one entry, however often it is added", () => {
  const entry = outgoing();
  expect(
    run([
      { type: "added", entry },
      { type: "added", entry: { ...entry, at: "later" } },
    ]),
  ).toEqual([entry]);
});

test("no answer keeps the client id and waits; an answer ends it", () => {
  const waiting = run([
    { type: "added", entry: outgoing() },
    { type: "attempt", clientId: "client-1" },
    { type: "silence", clientId: "client-1" },
  ]);
  expect(waiting).toMatchObject([{ clientId: "client-1", state: "waiting", attempts: 1 }]);
  expect(run([{ type: "settled", clientId: "client-1" }], waiting)).toEqual([]);
});

test("a refusal fails with its reason; asking again clears it under the same client id", () => {
  const problem = { code: "window_closed", detail: "Too late." };
  const failed = run([
    { type: "added", entry: outgoing() },
    { type: "refused", clientId: "client-1", problem },
  ]);
  expect(failed).toMatchObject([{ state: "failed", problem }]);
  expect(run([{ type: "again", clientId: "client-1" }], failed)).toMatchObject([
    { clientId: "client-1", state: "sending", problem: null },
  ]);
});

test("an upload's id goes into the payload, for media and for a template's header", () => {
  const upload = { path: "media" as const, filename: "a.png", mime: "image/png", size: 9 };
  const image = outgoing({
    state: "uploading",
    upload,
    payload: { type: "image", media: { caption: "hi" } },
  });
  const done = run([
    { type: "added", entry: image },
    { type: "uploaded", clientId: "client-1", uploadId: "u1" },
  ]);
  expect(done[0]?.payload).toEqual({ type: "image", media: { caption: "hi", upload_id: "u1" } });
  const header = outgoing({
    state: "uploading",
    upload: { ...upload, path: "template" },
    payload: { type: "template", template: { name: "offer" } },
  });
  const filled = run([
    { type: "added", entry: header },
    { type: "uploaded", clientId: "client-1", uploadId: "u2" },
  ]);
  expect(filled[0]?.payload.template).toEqual({ name: "offer", media_upload_id: "u2" });
});

test("asking again uploads only what was not uploaded", () => {
  const upload = { path: "media" as const, filename: "a.png", mime: "image/png", size: 9 };
  const lost = outgoing({ state: "failed", upload, payload: { type: "image", media: {} } });
  const there = outgoing({ state: "failed", upload, payload: { type: "image", media: { upload_id: "u1" } } });
  expect(reduce([lost], { type: "again", clientId: "client-1" })[0]?.state).toBe("uploading");
  expect(reduce([there], { type: "again", clientId: "client-1" })[0]?.state).toBe("sending");
});

test("a conversation sends in the order of writing; a refused entry blocks nobody", () => {
  const list = [
    outgoing({ clientId: "a", state: "failed" }),
    outgoing({ clientId: "b", state: "waiting" }),
    outgoing({ clientId: "c" }),
    outgoing({ clientId: "d", conversation: "other" }),
  ];
  expect(nextToSend(list, "01mira.6609")?.clientId).toBe("b");
  expect(nextToSend(list, "other")?.clientId).toBe("d");
});

test("an entry shows as the message it will become", () => {
  const me = { id: "u1", name: "Tomas" };
  expect(asMessage(outgoing(), me)).toMatchObject({
    kind: "text",
    direction: "out",
    content: { body: "Hello" },
    status: "queued",
  });
  const note = outgoing({ to: "notes", payload: { text: "Psst", mentions: [] } });
  expect(asMessage(note, me)).toMatchObject({
    kind: "note",
    direction: "note",
    content: { body: "Psst" },
    status: null,
  });
});
