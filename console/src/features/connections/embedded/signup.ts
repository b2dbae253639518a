/**
 * One run of Embedded Signup in the browser: Facebook's window opens, and ends with a code, a message, both in any order,
 * or neither. A code lives 30 seconds, so it is handed on as soon as it is there.
 */
import type { EmbeddedSignupConfig } from "@/api/types";
import { readWord, type SignupWord, trusted } from "./message";
import { type FacebookSdk, loadSdk, type LoginAnswer } from "./sdk";

export type SignupResult =
  | { end: "code"; code: string; waba_id?: string; number_id?: string }
  | { end: "cancelled"; step: string | null }
  | { end: "failed"; text: string; id: string | null }
  | { end: "blocked" }
  | { end: "unavailable" }
  | { end: "stopped" };

/** How long the other half is waited for once one has come: the message names the account, but it may be lost. */
const OTHER_HALF_MS = 500;

export async function runSignup(
  config: EmbeddedSignupConfig,
  signal: AbortSignal,
  load: (config: EmbeddedSignupConfig) => Promise<FacebookSdk> = loadSdk,
  onOpen: () => void = () => undefined,
): Promise<SignupResult> {
  let sdk: FacebookSdk;
  try {
    sdk = await load(config);
  } catch {
    return { end: "unavailable" };
  }
  return signal.aborted ? { end: "stopped" } : listen(sdk, config, signal, onOpen);
}

function listen(
  sdk: FacebookSdk,
  config: EmbeddedSignupConfig,
  signal: AbortSignal,
  onOpen: () => void,
): Promise<SignupResult> {
  return new Promise((done) => {
    let word: SignupWord | null = null;
    let answer: LoginAnswer | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;

    const end = (result: SignupResult) => {
      clearTimeout(timer);
      window.removeEventListener("message", hear);
      signal.removeEventListener("abort", stop);
      done(result);
    };
    const stop = () => {
      end({ end: "stopped" });
    };
    const settle = () => {
      const result = outcome(word, answer);
      if (result) end(result);
      else if (answer) timer ??= setTimeout(() => end(lastWord(word, answer)), OTHER_HALF_MS);
    };
    const hear = (event: MessageEvent) => {
      if (!trusted(event.origin, config.origins)) return;
      const heard = readWord(event.data);
      if (!heard) return;
      word = heard;
      settle();
    };
    window.addEventListener("message", hear);
    signal.addEventListener("abort", stop, { once: true });
    const opened = watchingOpen(() => {
      sdk.login(
        (given) => {
          answer = given;
          settle();
        },
        {
          config_id: config.config_id,
          response_type: "code",
          override_default_response_type: true,
          extras: { setup: {}, sessionInfoVersion: "3" },
        },
      );
    });
    if (opened) onOpen();
    else end({ end: "blocked" });
  });
}

/** Both halves, or one that needs no other. */
function outcome(word: SignupWord | null, answer: LoginAnswer | null): SignupResult | null {
  const code = answer?.authResponse?.code;
  if (code && word?.kind === "finished") {
    return { end: "code", code, waba_id: word.waba_id, number_id: word.number_id };
  }
  // A refusal counts once the window has answered too: somebody may go back in it and finish after all.
  if (answer && !code && word?.kind === "cancelled") return { end: "cancelled", step: word.step };
  if (answer && !code && word?.kind === "failed") return { end: "failed", text: word.text, id: word.id };
  return null;
}

/** The other half did not come. A code alone is enough: the server asks Meta which account it is for. */
function lastWord(word: SignupWord | null, answer: LoginAnswer | null): SignupResult {
  const code = answer?.authResponse?.code;
  if (!code) return { end: "cancelled", step: null };
  return word?.kind === "finished"
    ? { end: "code", code, waba_id: word.waba_id, number_id: word.number_id }
    : { end: "code", code };
}

/** Whether the browser let the window open: the SDK does not tell a blocked window from one that was closed. */
function watchingOpen(act: () => void): boolean {
  const open = window.open;
  let blocked = false;
  window.open = (...call: Parameters<typeof open>) => {
    const opened = open.apply(window, call);
    blocked = opened === null;
    return opened;
  };
  try {
    act();
  } finally {
    window.open = open;
  }
  return !blocked;
}
