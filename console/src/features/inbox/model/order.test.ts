import { expect, test } from "vitest";
import { conversation } from "../fixtures";
import { arrange, hold } from "./order";

const at = (minute: number) => `2026-11-22T10:${String(minute).padStart(2, "0")}:00Z`;
const row = (id: string, minute: number) => conversation({ id, last_at: at(minute) });
const ids = (rows: readonly { id: string }[]) => rows.map((one) => one.id);

test("without a hold the natural order shows", () => {
  const natural = [row("c", 3), row("b", 2), row("a", 1)];
  expect(ids(arrange(null, natural).rows)).toEqual(["c", "b", "a"]);
});

test("a new conversation waits behind the chip while the list is held", () => {
  const before = [row("b", 2), row("a", 1)];
  const after = [row("new", 5), ...before];
  const held = arrange(hold(before), after, "a");
  expect(ids(held.rows)).toEqual(["b", "a"]);
  expect(held.fresh).toBe(1);
  expect(ids(arrange(null, after).rows)).toEqual(["new", "b", "a"]);
});

test("a row that rises keeps its place, shows its news, and counts", () => {
  const before = [row("c", 3), row("b", 2), row("a", 1)];
  const risen = conversation({ id: "a", last_at: at(9), unread: 4 });
  const held = arrange(hold(before), [risen, row("c", 3), row("b", 2)], "c");
  expect(ids(held.rows)).toEqual(["c", "b", "a"]);
  expect(held.rows[2]?.unread).toBe(4);
  expect(held.fresh).toBe(1);
});

test("the open conversation's own messages are no news", () => {
  const before = [row("c", 3), row("a", 1)];
  const held = arrange(hold(before), [row("a", 9), row("c", 3)], "a");
  expect(ids(held.rows)).toEqual(["c", "a"]);
  expect(held.fresh).toBe(0);
});

test("what we send ourselves moves rows but is no news", () => {
  const before = [row("c", 3), row("a", 1)];
  const sent = conversation({
    id: "a",
    last_at: at(9),
    last_message: { direction: "out", kind: "text", preview: "Done", at: at(9) },
  });
  expect(arrange(hold(before), [sent, row("c", 3)], "c").fresh).toBe(0);
});

test("rows loaded by scrolling are appended, rows that left the view go", () => {
  const before = [row("d", 9), row("c", 8)];
  const held = arrange(hold(before), [row("c", 8), row("b", 2), row("a", 1)], "c");
  expect(ids(held.rows)).toEqual(["c", "b", "a"]);
  expect(held.fresh).toBe(0);
});
