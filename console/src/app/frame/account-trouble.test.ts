import { describe, expect, it } from "vitest";
import type { Account } from "@/api/types";
import { worst } from "./account-trouble";

const NUMBER = {
  id: "660900800700501",
  waba_id: "770100200300401",
  display_phone_number: "+44 113 496 0321",
  verified_name: "Quill Kettles",
  quality_rating: "GREEN",
  status: "CONNECTED",
  throughput: "STANDARD",
  messaging_limit: "TIER_250",
  registered: true,
};
const ACCOUNT: Account = {
  waba_id: "770100200300401",
  name: "Quill Kettles",
  status: "connected",
  disconnecting: false,
  problem: null,
  steps: [],
  numbers: [NUMBER],
  connected_at: "2026-11-22T10:00:00Z",
  token: { kind: "system_user", expires_at: null, checked_at: null, state: "good" },
};
const problem = { code: "account_restricted", title: "Meta has restricted this account", advice: "See why." };
const expiring: Account = {
  ...ACCOUNT,
  waba_id: "2",
  token: { ...ACCOUNT.token, state: "expiring", expires_at: "2026-11-25T00:00:00Z" },
};

describe("what the frame warns of", () => {
  it("nothing when all is well", () => {
    expect(worst([])).toBeNull();
    expect(worst([ACCOUNT])).toBeNull();
  });

  it("a token that ends soon", () => {
    expect(worst([ACCOUNT, expiring])).toMatchObject({
      kind: "expiring",
      bad: false,
      expires: "2026-11-25T00:00:00Z",
    });
  });

  it("an account that works no more before one that is not finished, whatever their order", () => {
    const incomplete: Account = { ...ACCOUNT, waba_id: "3", status: "incomplete" };
    const gone: Account = { ...ACCOUNT, waba_id: "4", status: "disconnected", problem };
    expect(worst([expiring, incomplete, gone])?.account.waba_id).toBe("4");
    expect(worst([expiring, incomplete])?.kind).toBe("incomplete");
  });

  it("restrictions of an account and of a single number", () => {
    expect(worst([{ ...ACCOUNT, problem }])).toMatchObject({ kind: "restricted", bad: true });
    const opening = { ...problem, code: "opening_restricted" };
    expect(worst([{ ...ACCOUNT, problem: opening }])).toMatchObject({ kind: "opening", bad: true });
    // A review under way asks nothing of anybody.
    expect(worst([{ ...ACCOUNT, problem: { ...problem, code: "review_pending" } }])).toBeNull();
    expect(
      worst([{ ...ACCOUNT, numbers: [NUMBER, { ...NUMBER, id: "2", status: "BANNED" }] }]),
    ).toMatchObject({
      kind: "number",
      number: "+44 113 496 0321",
    });
  });
});
