import { expect, test } from "vitest";
import type { Conversation, Message } from "@/api/types";
import { conversation, message } from "../fixtures";
import type { Filter } from "../model/filter";
import {
  itemsOf,
  mergeListHead,
  mergeMessageHead,
  type Pages,
  placeConversation,
  placeMessage,
} from "./cache";

const context = { me: "u1", now: Date.parse("2026-11-22T12:00:00Z") };
const open: Filter = { tab: "all", status: "open", sort: "newest" };
const at = (minute: number) => `2026-11-22T10:${String(minute).padStart(2, "0")}:00Z`;
const row = (id: string, minute: number, over: Partial<Conversation> = {}) =>
  conversation({ id, last_at: at(minute), ...over });
const pages = <T>(next: string | null, ...groups: T[][]): Pages<T> => ({
  pages: groups.map((items, index) => ({ items, next_cursor: index < groups.length - 1 ? "more" : next })),
  pageParams: groups.map(() => null),
});
const ids = (data: Pages<Conversation> | Pages<Message>) =>
  itemsOf<Conversation | Message>(data).map((one) => one.id);

test("a changed conversation moves to where the order wants it", () => {
  const data = pages(null, [row("c", 9), row("b", 5)], [row("a", 1)]);
  expect(ids(placeConversation(data, row("a", 12), open, context))).toEqual(["a", "c", "b"]);
  expect(ids(placeConversation(data, row("a", 12), { ...open, sort: "oldest" }, context))).toEqual([
    "c",
    "b",
    "a",
  ]);
});

test("one that left the view goes, one that entered it comes", () => {
  const data = pages(null, [row("b", 5), row("a", 1)]);
  expect(ids(placeConversation(data, row("b", 5, { status: "resolved" }), open, context))).toEqual(["a"]);
  expect(ids(placeConversation(data, row("new", 3), open, context))).toEqual(["b", "new", "a"]);
  const mine: Filter = { ...open, tab: "mine" };
  expect(
    ids(placeConversation(data, row("b", 5, { assignee: { id: "u2", name: "B" } }), mine, context)),
  ).toEqual(["a"]);
});

test("below what is loaded nothing is inserted: its page brings it", () => {
  const data = pages("more", [row("b", 9)]);
  expect(ids(placeConversation(data, row("old", 1), open, context))).toEqual(["b"]);
});

test("reading the open conversation does not take it out of the unread view", () => {
  const unread: Filter = { ...open, unread: true };
  const data = pages(null, [row("a", 1, { unread: 2 })]);
  const read = row("a", 1, { unread: 0 });
  expect(ids(placeConversation(data, read, unread, { ...context, selected: "a" }))).toEqual(["a"]);
  expect(ids(placeConversation(data, read, unread, context))).toEqual([]);
});

test("search by name ignores accents, by number ignores spaces", () => {
  const data = pages<Conversation>(null, []);
  const jose = row("j", 1, {
    contact: { id: "j", name: "José Peña", phone: "+34600111222", username: null, bsuid: null },
  });
  for (const q of ["jose", "PENA", "600 111"]) {
    expect(ids(placeConversation(data, jose, { ...open, q }, context))).toEqual(["j"]);
  }
  expect(ids(placeConversation(data, jose, { ...open, q: "joan" }, context))).toEqual([]);
});

test("a new head drops what left, brings what came, and keeps the pages below", () => {
  const data = pages("more", [row("gone", 9), row("b", 8)], [row("a", 1)]);
  const head = { items: [row("new", 11), row("b", 8)], next_cursor: "more" };
  expect(ids(mergeListHead(data, head, open, context))).toEqual(["new", "b", "a"]);
});

const line = (second: number, ref: string, over: Partial<Message> = {}) =>
  message({ id: `17950000${String(second).padStart(2, "0")}000-${ref}`, ...over });

test("a live message comes first among newest; a second note changes it in place", () => {
  const data = pages(null, [line(5, "b"), line(1, "a")]);
  const placed = placeMessage(
    data,
    line(7, "c", { direction: "out", status: "sent", status_times: { sent: at(1) } }),
  );
  expect(ids(placed)).toEqual(["1795000007000-c", "1795000005000-b", "1795000001000-a"]);
  const read = placeMessage(
    placed,
    line(7, "c", { direction: "out", status: "read", status_times: { sent: at(1), read: at(2) } }),
  );
  expect(itemsOf(read)[0]?.status).toBe("read");
});

test("of one second, what is heard of last is the newer", () => {
  const data = pages(null, [line(5, "zzz")]);
  expect(ids(placeMessage(data, line(5, "aaa")))).toEqual(["1795000005000-aaa", "1795000005000-zzz"]);
});

test("ticks never go back when answers overtake each other", () => {
  const read = line(7, "c", { status: "read", status_times: { sent: at(1), read: at(2) } });
  const late = line(7, "c", { status: "sent", status_times: { sent: at(1) } });
  expect(itemsOf(placeMessage(pages(null, [read]), late))[0]?.status).toBe("read");
});

test("the server's message takes the place of one with its client id", () => {
  const data = pages(null, [message({ id: "client-1", client_id: "client-1" })]);
  expect(ids(placeMessage(data, line(5, "b", { client_id: "client-1" })))).toEqual(["1795000005000-b"]);
});

test("a head that does not touch what is known says so", () => {
  const data = pages("more", [line(1, "a")]);
  expect(mergeMessageHead(data, { items: [line(9, "z")], next_cursor: "more" })).toBeNull();
  const merged = mergeMessageHead(data, {
    items: [line(9, "z"), line(9, "y"), line(1, "a")],
    next_cursor: "more",
  });
  expect(merged && ids(merged)).toEqual(["1795000009000-z", "1795000009000-y", "1795000001000-a"]);
});
