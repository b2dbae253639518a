import { describe, expect, it } from "vitest";
import { review, tokenWords } from "./account-words";
import { dialled, filled, pinProblem, tokenProblem, wabaProblem, waLink } from "./credentials";
import { dailyLimit, numberStatus, quality, speed } from "./number-words";

describe("Meta's words about a number", () => {
  it("limits are people a day", () => {
    expect(
      ["TIER_250", "TIER_2K", "TIER_100K", "TIER_UNLIMITED", "TIER_NOT_SET", null].map(dailyLimit),
    ).toEqual([250, 2000, 100_000, Infinity, null, null]);
  });

  it("an unregistered number is never called ready", () => {
    expect(numberStatus({ status: "CONNECTED", registered: true }).key).toBe("number_connected");
    expect(numberStatus({ status: "CONNECTED", registered: false }).key).toBe("number_unregistered");
    expect(numberStatus({ status: null, registered: false }).key).toBe("number_unregistered");
  });

  it("a word we do not know is shown as it is, as a warning", () => {
    expect(numberStatus({ status: "MIGRATED", registered: true })).toEqual({
      key: null,
      tone: "warn",
      raw: "MIGRATED",
    });
    expect(quality("NA").key).toBe("quality_unknown");
  });
});

describe("pasted credentials", () => {
  const token = "EAAB" + "x".repeat(40);
  it.each([
    ["", "token_missing"],
    ["   ", "token_missing"],
    ["EAAB short", "token_wrong"],
    [`${token} ${token}`, "token_wrong"],
    [`  ${token}\n`, null],
  ])("token %j: %s", (text, problem) => {
    expect(tokenProblem(text)).toBe(problem);
  });

  it("an empty token is fine where one is stored", () => {
    expect(tokenProblem("", true)).toBeNull();
  });

  it("the PIN has six digits, the account id digits only", () => {
    expect(["", "123456", "12345", "12345a"].map(pinProblem)).toEqual([null, null, "pin_wrong", "pin_wrong"]);
    expect(["", "7701", "77 01"].map(wabaProblem)).toEqual([null, null, "waba_wrong"]);
  });

  it("what is empty is not sent", () => {
    expect(filled({ token: ` ${token} `, waba_id: "", pin: " " })).toEqual({ token });
  });
});

describe("an account in words", () => {
  const token = { kind: "system_user", expires_at: null, checked_at: null, state: "good" as const };

  it("a token that ends is said to end, one that is gone is not called good", () => {
    const ends = { ...token, expires_at: "2026-12-01T00:00:00Z" };
    expect(tokenWords(token).key).toBe("token_good");
    expect(tokenWords(ends).key).toBe("token_good_until");
    expect(tokenWords({ ...ends, state: "expiring" })).toEqual({ key: "token_expiring", tone: "warn" });
    expect(tokenWords({ ...ends, state: "bad" }).key).toBe("token_bad");
    expect(tokenWords({ ...token, state: "gone" }).tone).toBe("bad");
  });

  it("reviews by Meta's word, an unknown one is not called approved", () => {
    expect(["APPROVED", "REJECTED", "SOMETHING", null].map((word) => review(word).key)).toEqual([
      "review_approved",
      "review_rejected",
      "review_unknown",
      "review_unknown",
    ]);
  });

  it("a number shared with a phone is slow whatever Meta calls it", () => {
    expect([speed("STANDARD"), speed("HIGH"), speed("HIGH", true), speed(null)]).toEqual([
      "speed_standard",
      "speed_high",
      "speed_shared",
      "speed_unknown",
    ]);
  });
});

describe("the first message", () => {
  it.each([
    ["+44 (7700) 900-123", "+447700900123"],
    ["0044 7700 900123", "+447700900123"],
    ["07700 900123", null],
    ["+44", null],
    ["+44 7700 900123 ext 4", null],
    ["", null],
  ])("%j is dialled as %s", (text, phone) => {
    expect(dialled(text)).toBe(phone);
  });

  it("a chat opens by the number's digits", () => {
    expect(waLink("+44 113 496 0321")).toBe("https://wa.me/441134960321");
  });
});
