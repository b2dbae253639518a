/** The small rules: the reply window, files, phone numbers, snoozing, suggestions, interactive limits, keys, the address. */
import { expect, test } from "vitest";
import { conversation } from "../fixtures";
import { inboxSearch } from "../search";
import { actionOf } from "../use-keys";
import { checkFile } from "./files";
import { emptyDraft, interactiveRequest, problemsOf } from "./interactive";
import { internationalNumber } from "./phone";
import { nextTick, replyWindow } from "./reply-window";
import { fillReply, findReplies, mentioned, replaceTrigger, triggerAt } from "./suggest";
import { fromField, snoozeChoices, toField } from "./zone";

const HOUR = 3_600_000;
const now = Date.parse("2026-11-22T10:00:00Z");
const inHours = (hours: number) => new Date(now + hours * HOUR).toISOString();

test("the window is open, closing under two hours, closed two minutes early", () => {
  expect(replyWindow(inHours(21), now)).toMatchObject({ state: "open" });
  expect(replyWindow(inHours(1.9), now)).toMatchObject({ state: "closing" });
  expect(replyWindow(new Date(now + 119_000).toISOString(), now)).toEqual({
    state: "closed",
    never: false,
    left: 0,
  });
  expect(replyWindow(null, now)).toEqual({ state: "closed", never: true, left: 0 });
});

test("the banner is drawn again each minute, each second in the last one, never when closed", () => {
  expect(nextTick(replyWindow(new Date(now + 3 * HOUR + 120_000 + 5_000).toISOString(), now))).toBe(5_000);
  expect(nextTick(replyWindow(new Date(now + 120_000 + 30_000).toISOString(), now))).toBe(1_000);
  expect(nextTick(replyWindow(null, now))).toBeNull();
});

test("files are checked by Meta's types and sizes before they are uploaded", () => {
  expect(checkFile({ name: "a.JPG", type: "", size: 10 })).toEqual({
    ok: true,
    kind: "image",
    mime: "image/jpeg",
  });
  expect(checkFile({ name: "v.ogg", type: "audio/ogg; codecs=opus", size: 10 })).toMatchObject({
    kind: "audio",
  });
  expect(checkFile({ name: "r.pdf", type: "application/pdf", size: 99 * 1024 * 1024 })).toMatchObject({
    ok: true,
  });
  expect(checkFile({ name: "b.png", type: "image/png", size: 5 * 1024 * 1024 + 1 })).toMatchObject({
    problem: "size",
  });
  expect(checkFile({ name: "b.gif", type: "image/gif", size: 10 })).toMatchObject({
    problem: "type",
    extension: "gif",
  });
  expect(checkFile({ name: "e.txt", type: "text/plain", size: 0 })).toMatchObject({ problem: "empty" });
});

test("phone numbers need a country code", () => {
  expect(internationalNumber(" +44 (7700) 900-456 ")).toBe("+447700900456");
  expect(internationalNumber("0044 7700 900456")).toBe("+447700900456");
  expect(internationalNumber("07700 900456")).toBeNull();
  expect(internationalNumber("+44 12")).toBeNull();
});

test("snooze choices stand on the clock of the workspace", () => {
  // 10:00 UTC on a Sunday is 07:00 in São Paulo.
  expect(snoozeChoices(now, "America/Sao_Paulo").map((one) => one.at)).toEqual([
    "2026-11-22T21:00:00Z",
    "2026-11-23T12:00:00Z",
    "2026-11-23T12:00:00Z",
  ]);
  const evening = Date.parse("2026-11-23T17:30:00Z");
  expect(snoozeChoices(evening, "UTC")[0]?.at).toBe("2026-11-23T20:30:00Z");
});

test("a picked time is meant in the workspace's zone, summer time included", () => {
  expect(fromField("2026-07-01T09:00", "Europe/London")).toBe("2026-07-01T08:00:00Z");
  expect(toField(Date.parse("2026-07-01T08:00:00Z"), "Europe/London")).toBe("2026-07-01T09:00");
  expect(fromField("not a time", "UTC")).toBeNull();
});

test("a slash calls canned replies at the start or after a space, not inside an address", () => {
  expect(triggerAt("/ret", 4, "/")).toEqual({ start: 0, query: "ret" });
  expect(triggerAt("Hi /ret", 7, "/")).toEqual({ start: 3, query: "ret" });
  expect(triggerAt("https://quill", 13, "/")).toBeNull();
  expect(triggerAt("and/or", 6, "/")).toBeNull();
  expect(replaceTrigger("Hi /ret there", 7, { start: 3, query: "ret" }, "Welcome")).toEqual({
    text: "Hi Welcome there",
    caret: 10,
  });
});

test("canned replies: shortcut first, then words; names are filled in", () => {
  const replies = [
    { id: "1", shortcut: "hours", text: "Returns until five" },
    { id: "2", shortcut: "returns", text: "30 days" },
  ];
  expect(findReplies(replies, "ret").map((one) => one.id)).toEqual(["2", "1"]);
  expect(fillReply("Hi {{first_name}}, {{unknown}}. {{agent}}", conversation().contact, "Tomas")).toBe(
    "Hi Mira, {{unknown}}. Tomas",
  );
});

test("mentions are the members whose names stand in the note", () => {
  const members = [
    { user_id: "a", name: "Ines Calder" },
    { user_id: "b", name: "Bea" },
  ];
  expect(mentioned("ask @Ines Calder please", members)).toEqual(["a"]);
});

test("interactive messages keep Meta's limits", () => {
  const draft = { ...emptyDraft(), body: "Choose", buttons: ["Yes", "Yes", "x".repeat(21)] };
  expect(problemsOf(draft)).toEqual({ "buttons.1": "twice", "buttons.2": "too_long" });
  expect(problemsOf({ ...draft, buttons: ["Yes", ""] })).toEqual({ "buttons.1": "missing" });
  const list = { ...emptyDraft(), type: "list" as const, body: "Choose", open: "Times" };
  const row = { title: "9:00", description: "" };
  expect(problemsOf({ ...list, sections: [{ title: "", rows: [row] }] })).toEqual({});
  expect(
    problemsOf({
      ...list,
      sections: [
        { title: "", rows: [row] },
        { title: "Later", rows: [row] },
      ],
    }),
  ).toEqual({
    "sections.0.title": "missing",
  });
  expect(interactiveRequest({ ...draft, buttons: [" Yes "] })).toEqual({
    type: "button",
    body: { text: "Choose" },
    action: { buttons: [{ type: "reply", reply: { id: "b1", title: "Yes" } }] },
  });
});

test("single keys act outside fields only, and can be switched off", () => {
  const key = (pressed: string, target: EventTarget = document.body) => ({
    key: pressed,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    target,
  });
  const field = document.createElement("textarea");
  expect(actionOf(key("j"), true)).toBe("next");
  expect(actionOf(key("j", field), true)).toBeNull();
  expect(actionOf(key("j"), false)).toBeNull();
  expect(actionOf({ ...key("k"), ctrlKey: true }, true)).toBeNull();
  expect(actionOf(key("Escape", field), false)).toBe("back");
});

test("the address holds only what differs from the usual view, and nothing else", () => {
  expect(inboxSearch({ tab: "mine", status: "open", unread: "true", q: 4411, sort: "odd", x: 1 })).toEqual({
    tab: "mine",
    unread: true,
    q: "4411",
  });
});
