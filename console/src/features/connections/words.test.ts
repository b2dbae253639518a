import { describe, expect, it } from "vitest";
import { filled, pinProblem, tokenProblem, wabaProblem } from "./credentials";
import { dailyLimit, numberStatus, quality } from "./number-words";

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
