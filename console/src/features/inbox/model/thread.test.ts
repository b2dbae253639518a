import { expect, test } from "vitest";
import { formatter } from "@/i18n/format";
import { message } from "../fixtures";
import { firstUnread, threadLines } from "./thread";

const dayOf = formatter("en", "Europe/London").dayKey;
const shape = (lines: ReturnType<typeof threadLines>) =>
  lines.map((line) =>
    line.type === "message" ? `${line.first ? "[" : ""}m${line.last ? "]" : ""}` : line.type,
  );

test("a day separator stands before the first message of each day in the workspace's zone", () => {
  const late = message({ id: "1", at: "2026-07-01T22:30:00Z" });
  const next = message({ id: "2", at: "2026-07-01T23:30:00Z" });
  // 23:30 UTC is half past midnight of the next day in London's summer.
  expect(shape(threadLines([late, next], dayOf))).toEqual(["day", "[m]", "day", "[m]"]);
  expect(shape(threadLines([late, next], formatter("en", "UTC").dayKey))).toEqual(["day", "[m]", "[m]"]);
});

test("messages of one writer within five minutes form a run", () => {
  const one = message({ id: "1", at: "2026-11-22T10:00:00Z" });
  const two = message({ id: "2", at: "2026-11-22T10:04:00Z" });
  const ours = message({
    id: "3",
    at: "2026-11-22T10:04:30Z",
    direction: "out",
    sender: { kind: "member", id: "a", name: "A" },
  });
  const other = message({
    id: "4",
    at: "2026-11-22T10:05:00Z",
    direction: "out",
    sender: { kind: "member", id: "b", name: "B" },
  });
  expect(shape(threadLines([one, two, ours, other], dayOf))).toEqual(["day", "[m", "m]", "[m]", "[m]"]);
});

test("the unread line stands before the first unread message and counts customer messages only", () => {
  const read = message({ id: "1", at: "2026-11-22T10:00:00Z" });
  const unread = message({ id: "2", at: "2026-11-22T10:01:00Z" });
  const note = message({ id: "3", at: "2026-11-22T10:01:10Z", direction: "note", kind: "note" });
  const last = message({ id: "4", at: "2026-11-22T10:02:00Z" });
  const all = [read, unread, note, last];
  const start = firstUnread(all, 2);
  expect(start).toBe("2");
  const lines = threadLines(all, dayOf, start);
  expect(shape(lines)).toEqual(["day", "[m]", "unread", "[m]", "[m]", "[m]"]);
  expect(lines.find((line) => line.type === "unread")).toMatchObject({ count: 2 });
});

test("more unread than loaded starts at the oldest loaded; none has no line", () => {
  const all = [message({ id: "1" }), message({ id: "2" })];
  expect(firstUnread(all, 9)).toBe("1");
  expect(firstUnread(all, 0)).toBeNull();
});

test("a bubble keeps its key when the server's message replaces the optimistic one", () => {
  const waiting = message({ id: "client-1", client_id: "client-1", direction: "out" });
  const stored = message({ client_id: "client-1", direction: "out" });
  const key = (one: typeof waiting) => threadLines([one], dayOf).at(-1)?.key;
  expect(key(stored)).toBe(key(waiting));
});
