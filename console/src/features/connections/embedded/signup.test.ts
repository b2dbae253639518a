import { afterEach, describe, expect, it, vi } from "vitest";
import { readWord, trusted } from "./message";
import type { FacebookSdk, LoginAnswer } from "./sdk";
import { runSignup } from "./signup";

const CONFIG = {
  app_id: "990011223344556",
  config_id: "881122",
  sdk_url: "https://connect.facebook.net/en_US/sdk.js",
  graph_version: "v25.0",
  origins: [] as string[],
};
const FINISH = JSON.stringify({
  type: "WA_EMBEDDED_SIGNUP",
  event: "FINISH",
  data: { phone_number_id: "660900800700601", waba_id: "770100200300402", business_id: "550100200300402" },
});

describe("whose messages are heard", () => {
  it.each([
    ["https://www.facebook.com", true],
    ["https://web.facebook.com", true],
    ["https://facebook.com", true],
    ["https://evilfacebook.com", false],
    ["https://facebook.com.evil.test", false],
    ["http://www.facebook.com", false],
    ["https://www.facebook.com:8443", false],
    ["https://facebook.community", false],
    ["null", false],
    ["", false],
    ["http://localhost:8100", false],
  ])("%s: %s", (origin, heard) => {
    expect(trusted(origin)).toBe(heard);
  });

  it("origins the API names are heard, exactly", () => {
    const more = ["http://localhost:8100"];
    expect(trusted("http://localhost:8100", more)).toBe(true);
    expect(trusted("http://localhost:8101", more)).toBe(false);
    expect(trusted("https://localhost:8100", more)).toBe(false);
  });
});

describe("what they say", () => {
  it("an end with its ids, as text or object", () => {
    const word = { kind: "finished", waba_id: "770100200300402", number_id: "660900800700601" };
    expect(readWord(FINISH)).toEqual(word);
    expect(readWord(JSON.parse(FINISH))).toEqual(word);
  });

  it.each(["FINISH_ONLY_WABA", "FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING"])("%s is an end too", (event) => {
    expect(readWord({ type: "WA_EMBEDDED_SIGNUP", event, data: { waba_id: "770100200300402" } })).toEqual({
      kind: "finished",
      waba_id: "770100200300402",
      number_id: undefined,
    });
  });

  it("ids that are no ids are dropped", () => {
    const data = { waba_id: "1/../2", phone_number_id: { evil: true } };
    expect(readWord({ type: "WA_EMBEDDED_SIGNUP", event: "FINISH", data })).toEqual({
      kind: "finished",
      waba_id: undefined,
      number_id: undefined,
    });
  });

  it("a cancel tells where, an error what", () => {
    const cancel = (data: object) => readWord({ type: "WA_EMBEDDED_SIGNUP", event: "CANCEL", data });
    expect(cancel({ current_step: "PHONE_NUMBER_SETUP" })).toEqual({
      kind: "cancelled",
      step: "PHONE_NUMBER_SETUP",
    });
    expect(cancel({ error_message: "The number is in use", error_id: 524126 })).toEqual({
      kind: "failed",
      text: "The number is in use",
      id: "524126",
    });
  });

  it.each([
    "cb=f2a&domain=localhost",
    "{broken",
    "null",
    null,
    undefined,
    7,
    [],
    { type: "OTHER", event: "FINISH" },
    { type: "WA_EMBEDDED_SIGNUP" },
    { type: "WA_EMBEDDED_SIGNUP", event: "SOMETHING_NEW" },
  ])("noise is nothing: %j", (data) => {
    expect(readWord(data)).toBeNull();
  });
});

describe("one run", () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** Facebook's window as the test plays it: `answer` is the callback, `post` the message. */
  function stage({ opens = true } = {}) {
    vi.useFakeTimers();
    vi.stubGlobal("open", () => (opens ? ({} as Window) : null));
    let callback: (answer: LoginAnswer) => void = () => undefined;
    const login = vi.fn<FacebookSdk["login"]>((given) => {
      callback = given;
      window.open("about:blank");
    });
    const stopper = new AbortController();
    const run = runSignup(CONFIG, stopper.signal, () => Promise.resolve({ init: () => undefined, login }));
    return {
      run,
      login,
      stopper,
      answer: (code: string | null) =>
        callback({ status: code ? "connected" : "unknown", authResponse: code ? { code } : null }),
      post: (data: unknown, origin = "https://www.facebook.com") =>
        window.dispatchEvent(new MessageEvent("message", { data, origin })),
    };
  }
  const both = { end: "code", code: "AQ1", waba_id: "770100200300402", number_id: "660900800700601" };

  it("asks for a code with our configuration", async () => {
    const { run, login, answer, post } = stage();
    await vi.advanceTimersByTimeAsync(0);
    expect(login.mock.calls[0]?.[1]).toMatchObject({
      config_id: "881122",
      response_type: "code",
      override_default_response_type: true,
    });
    post(FINISH);
    answer("AQ1");
    expect(await run).toEqual(both);
  });

  it("the code may come first", async () => {
    const { run, answer, post } = stage();
    await vi.advanceTimersByTimeAsync(0);
    answer("AQ1");
    await vi.advanceTimersByTimeAsync(200);
    post(FINISH);
    expect(await run).toEqual(both);
  });

  it("a lost message costs half a second, not the connection", async () => {
    const { run, answer } = stage();
    await vi.advanceTimersByTimeAsync(0);
    answer("AQ1");
    await vi.advanceTimersByTimeAsync(500);
    expect(await run).toEqual({ end: "code", code: "AQ1" });
  });

  it("a stranger's message and noise do not count", async () => {
    const { run, answer, post } = stage();
    await vi.advanceTimersByTimeAsync(0);
    post(FINISH.replace("770100200300402", "666666"), "https://evilfacebook.com");
    post("cb=f2a&domain=localhost");
    answer("AQ1");
    await vi.advanceTimersByTimeAsync(500);
    expect(await run).toEqual({ end: "code", code: "AQ1" });
  });

  it("who goes back after a cancel and finishes is connected", async () => {
    const { run, answer, post } = stage();
    await vi.advanceTimersByTimeAsync(0);
    post({ type: "WA_EMBEDDED_SIGNUP", event: "CANCEL", data: { current_step: "BUSINESS_SETUP" } });
    post(FINISH);
    answer("AQ1");
    expect(await run).toEqual(both);
  });

  it("a cancel says where it stopped, in either order", async () => {
    const first = stage();
    await vi.advanceTimersByTimeAsync(0);
    first.answer(null);
    first.post({ type: "WA_EMBEDDED_SIGNUP", event: "CANCEL", data: { current_step: "PHONE_NUMBER_SETUP" } });
    expect(await first.run).toEqual({ end: "cancelled", step: "PHONE_NUMBER_SETUP" });

    const second = stage();
    await vi.advanceTimersByTimeAsync(0);
    second.answer(null);
    await vi.advanceTimersByTimeAsync(500);
    expect(await second.run).toEqual({ end: "cancelled", step: null });
  });

  it("a window the browser did not open is told apart, and window.open is given back", async () => {
    const { run } = stage({ opens: false });
    const open = window.open;
    expect(await run).toEqual({ end: "blocked" });
    expect(window.open).toBe(open);
  });

  it("a script that does not come is told apart", async () => {
    const signal = new AbortController().signal;
    expect(await runSignup(CONFIG, signal, () => Promise.reject(new Error("blocked")))).toEqual({
      end: "unavailable",
    });
  });

  it("can be stopped, and hears nothing afterwards", async () => {
    const { run, stopper, answer, post } = stage();
    await vi.advanceTimersByTimeAsync(0);
    stopper.abort();
    expect(await run).toEqual({ end: "stopped" });
    post(FINISH);
    answer("AQ1");
  });
});
