/** WhatsApp accounts and numbers: connecting with tokens that say how far they get, and each number's own page. */
import { Refusal } from "./refusal.mjs";
import { permissionsOf } from "./state.mjs";

const WS = "/v1/workspaces/{ws}";
const STEPS = ["token", "waba", "bind", "subscribe", "numbers", "register", "profile", "templates", "test"];
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** What every account has besides its steps. */
export const connectedFacts = () => ({
  disconnecting: false,
  problem: null,
  review: "APPROVED",
  token: { kind: "system_user", expires_at: null, checked_at: new Date().toISOString(), state: "good" },
  steps: STEPS.map((step) => ({ step, state: "done" })),
});

export function connectionRoutes(state, push) {
  const settings = new Map();
  const manage = (user) => {
    if (!permissionsOf(user.role).includes("accounts.manage"))
      throw new Refusal(403, "forbidden", "Needs accounts.manage.");
  };
  const account = (waba) => {
    const found = state.accounts.find((one) => one.waba_id === waba);
    if (!found) throw new Refusal(404, "not_found", "No such account.");
    return found;
  };
  const number = (id) => {
    const found = state.accounts.flatMap((one) => one.numbers).find((one) => one.id === id);
    if (!found) throw new Refusal(404, "number_not_found", "No such number.");
    return found;
  };
  const page = (one) => ({
    ...one,
    name_status: "APPROVED",
    account_mode: "LIVE",
    coexistence: false,
    tier: one.messaging_limit,
    health: { can_send: one.registered ? "available" : "blocked", reasons: [], checked_at: null },
    problem: null,
  });
  const set = (id) => {
    if (!settings.has(id)) {
      const profile = {
        about: "Kettles, repaired",
        address: "",
        description: "",
        email: "hello@quill.test",
        websites: [],
        vertical: "RETAIL",
        picture_url: "",
      };
      settings.set(id, { profile, automation: { welcome_message: false, prompts: [], commands: [] } });
    }
    return settings.get(id);
  };
  /** "stop-at-register…" fails at that step until a PIN or another token comes. */
  const connect = (target, token, pin) => {
    const at = /stop-at-(\w+)/.exec(token)?.[1];
    const fails = at === "register" && pin ? undefined : at;
    const stop = STEPS.indexOf(fails);
    Object.assign(target, connectedFacts());
    target.steps = STEPS.map((step, place) => ({
      step,
      state:
        stop >= 0 && place > stop
          ? "waiting"
          : place === stop
            ? "failed"
            : step === "test"
              ? "waiting"
              : "done",
      problem:
        place === stop
          ? { code: "pin_wrong", title: "The two-step verification PIN is wrong", advice: "Enter it." }
          : null,
    }));
    target.problem = target.steps[stop]?.problem ?? null;
    target.status = stop >= 0 ? "incomplete" : "connected";
    target.connected_at = stop >= 0 ? null : new Date().toISOString();
    push({ type: "account" });
    return target;
  };
  const writes = (method, path, act) => [
    method,
    `${WS}${path}`,
    async ({ params, body, user }) => {
      manage(user);
      await pause(600);
      return act(params, body);
    },
  ];
  return [
    ["GET", `${WS}/accounts`, () => ({ items: state.accounts })],
    ["GET", `${WS}/accounts/{waba}/events`, () => ({ items: state.events, next_cursor: null })],
    ["GET", `${WS}/numbers`, () => ({ items: state.accounts.flatMap((one) => one.numbers) })],
    writes("POST", "/accounts", (_, body) => {
      if (body.token.includes("bad"))
        throw new Refusal(400, "token_invalid", "Meta does not accept this token. Copy it again.");
      const waba_id = body.waba_id ?? "770100200300499";
      const known = state.accounts.find((one) => one.waba_id === waba_id);
      const made = known ?? { waba_id, name: "Quill Kettles EU", numbers: [] };
      connect(made, body.token, body.pin);
      if (known) return known;
      made.numbers = [
        {
          ...state.accounts[0].numbers[0],
          id: "660900800700599",
          waba_id,
          display_phone_number: "+49 30 5550 0199",
          registered: made.status === "connected",
        },
      ];
      state.accounts.push(made);
      return { $status: 201, ...made };
    }),
    writes("POST", "/accounts/{waba}/resume", (params, body) =>
      connect(account(params.waba), body.token ?? (body.pin ? "" : "stop-at-register"), body.pin),
    ),
    writes("POST", "/accounts/{waba}/check", (params) => account(params.waba)),
    writes("POST", "/accounts/{waba}/disconnect", (params) => {
      const gone = account(params.waba);
      gone.status = "disconnected";
      gone.token = { ...gone.token, state: "gone" };
      gone.problem = {
        code: "disconnected_here",
        title: "The WhatsApp account was disconnected here",
        advice: "Connect it again to go on; its history is kept.",
      };
      push({ type: "account" });
      return gone;
    }),
    ["GET", `${WS}/numbers/{number}`, ({ params }) => page(number(params.number))],
    writes("POST", "/numbers/{number}/check", (params) => page(number(params.number))),
    writes("POST", "/numbers/{number}/register", (params) => {
      const one = Object.assign(number(params.number), { registered: true, status: "CONNECTED" });
      push({ type: "account" });
      return page(one);
    }),
    writes("PUT", "/numbers/{number}/pin", () => undefined),
    ["GET", `${WS}/numbers/{number}/profile`, ({ params }) => set(params.number).profile],
    writes("PUT", "/numbers/{number}/profile", (params, body) =>
      Object.assign(set(params.number).profile, body),
    ),
    ["GET", `${WS}/numbers/{number}/automation`, ({ params }) => set(params.number).automation],
    writes("PUT", "/numbers/{number}/automation", (params, body) =>
      Object.assign(set(params.number).automation, body),
    ),
  ];
}
