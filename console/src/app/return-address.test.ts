import { expect, it } from "vitest";
import { safeReturn } from "./return-address";

it.each([
  ["/w/ws_1/inbox/c.1?tab=mine#x", "/w/ws_1/inbox/c.1?tab=mine#x"],
  ["https://evil.example/", undefined],
  ["//evil.example/x", undefined],
  ["/\\evil.example/x", undefined],
  ["javascript:alert(1)", undefined],
  ["/sign-in?return=/sign-in", undefined],
  [42, undefined],
])("coming back to %j goes to %j", (raw, expected) => {
  expect(safeReturn(raw)).toBe(expected);
});
