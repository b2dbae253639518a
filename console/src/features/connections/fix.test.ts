import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ApiError } from "@/api/errors";
import { choicesOf, continuationOf, fixOf } from "./fix";
import { connectionProblems } from "./problem-messages";

/** The server's own list: `"code": (` opens each entry of its texts. */
function serverCodes(): string[] {
  const text = readFileSync("../shared/features/connections/problems.py", "utf8");
  const start = text.indexOf("_TEXTS");
  return [...text.slice(start, text.indexOf("\n}", start)).matchAll(/^ {4}"(\w+)": \($/gm)].map(
    (match) => match[1] ?? "",
  );
}

describe("problems of connecting", () => {
  it("each of the server's has its words here", () => {
    const codes = serverCodes();
    expect(codes.length).toBeGreaterThan(20);
    const texts: Record<string, string> = connectionProblems.en;
    expect(codes.filter((code) => !texts[code] || !texts[`${code}_do`])).toEqual([]);
  });

  it.each([
    ["token_expired", "disconnected", "token"],
    ["missing_permission", "incomplete", "token"],
    ["pin_wrong", "incomplete", "pin"],
    ["number_not_verified", "incomplete", "manager"],
    ["register_limit", "incomplete", "wait"],
    ["meta_limited", "incomplete", "wait"],
    ["meta_unreachable", "incomplete", "retry"],
    // A reason nobody has met yet: an account that works no more needs a token, a step just another try.
    ["something_new", "disconnected", "token"],
    ["something_new", "incomplete", "retry"],
  ])("%s of a %s account: %s", (code, status, fix) => {
    expect(fixOf(code, status)).toBe(fix);
  });
});

describe("a token for several accounts", () => {
  const refusal = (code: string, errors: { field: string; message: string }[]) =>
    new ApiError(400, { code, errors });

  it("lists them by id, with names where there are some", () => {
    const error = refusal("choose_account", [
      { field: "waba_id", message: "770100200300401 Quill Kettles" },
      { field: "waba_id", message: "770100200300402" },
      { field: "continuation", message: "c0ffee" },
    ]);
    expect(choicesOf(error)).toEqual([
      { waba_id: "770100200300401", name: "Quill Kettles" },
      { waba_id: "770100200300402", name: "" },
    ]);
    expect(continuationOf(error)).toBe("c0ffee");
  });

  it("other refusals offer nothing", () => {
    expect(choicesOf(refusal("bad_waba_id", [{ field: "waba_id", message: "77010 digits" }]))).toEqual([]);
    expect(choicesOf(refusal("choose_account", [{ field: "waba_id", message: "Write the id." }]))).toEqual(
      [],
    );
    expect(choicesOf(new Error("offline"))).toEqual([]);
    expect(continuationOf(new Error("offline"))).toBeNull();
  });
});
