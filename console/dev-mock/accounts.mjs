/** People and what is theirs: the second factor, sessions, invitations, keys, exports, preferences. */
import { randomUUID } from "node:crypto";
import { Refusal } from "./refusal.mjs";
import { ago, permissionsOf } from "./state.mjs";

const WS = "/v1/workspaces/{ws}";
const DAY = 86_400_000;
const ahead = (ms) => ago(-ms);
const take = (list, id) => {
  const at = list.findIndex((one) => one.id === id);
  if (at < 0) throw new Refusal(404, "not_found", "Gone.");
  return list.splice(at, 1)[0];
};

export const config = {
  name: "WALoom",
  version: "dev",
  environment: "local",
  sandbox_url: null,
  mailbox_url: null,
  embedded_signup: null,
  sign_up: true,
  password_policy: {
    min_length: 12,
    max_length: 256,
    lowercase: true,
    uppercase: true,
    digit: true,
    symbol: true,
  },
};

/** Routes that need no session; the code is 123456. */
export function publicAnswer(method, pathname, body, state, open) {
  if (method !== "POST") return undefined;
  if (pathname === "/v1/sign-up" || pathname === "/v1/password/forgot") return { $status: 202 };
  if (pathname === "/v1/sign-up/confirm" || pathname === "/v1/password/reset") {
    if (body.code !== "123456") throw new Refusal(400, "wrong_code", "The code is wrong or over.");
    if (pathname.endsWith("reset")) return { $status: 204 };
    const user = { id: `usr${randomUUID().slice(0, 8)}`, email: body.email, name: body.name, role: "owner" };
    state.users.push({ ...user, newcomer: true });
    return open(state.users.at(-1));
  }
  return undefined;
}

export function accountRoutes(state) {
  const invitations = [];
  const keys = [];
  const exports = [];
  const sessions = [
    {
      id: "now",
      current: true,
      browser: "Firefox 140",
      system: "Linux",
      device: "desktop",
      ip: "192.0.2.7",
      created_at: ago(DAY),
      last_seen_at: ago(0),
    },
    {
      id: "phone",
      current: false,
      browser: "Safari 18",
      system: "iOS",
      device: "phone",
      ip: "198.51.100.4",
      created_at: ago(9 * DAY),
      last_seen_at: ago(3 * 3_600_000),
    },
  ];
  const topics = ["account", "token", "number", "template", "news", "members", "security", "exports"];
  let preferences = topics.map((kind) => ({
    kind,
    in_product: true,
    email: kind !== "news",
    email_fixed: kind === "security",
  }));
  return [
    ["GET", "/v1/me/sessions", () => ({ items: sessions })],
    ["DELETE", "/v1/me/sessions", () => void sessions.splice(1)],
    ["DELETE", "/v1/me/sessions/{id}", ({ params }) => void take(sessions, params.id)],
    ["PATCH", "/v1/me", ({ user, body }) => void Object.assign(user, body)],
    [
      "POST",
      "/v1/me/second-factor",
      () => ({
        secret: "JBSWY3DPEHPK3PXP",
        uri: "otpauth://totp/WALoom:you?secret=JBSWY3DPEHPK3PXP&issuer=WALoom",
      }),
    ],
    [
      "POST",
      "/v1/me/second-factor/confirm",
      ({ user, body }) => {
        if (body.code !== "123456") throw new Refusal(400, "wrong_code", "Wrong.");
        user.second_factor = true;
        return { recovery_codes: Array.from({ length: 10 }, () => randomUUID().slice(0, 11)) };
      },
    ],
    ["POST", "/v1/me/second-factor/remove", ({ user }) => void (user.second_factor = false)],
    [
      "POST",
      "/v1/workspaces",
      ({ body, user }) => {
        const made = { id: `ws_${randomUUID().slice(0, 8)}`, logo_url: null, ...body };
        state.workspaces.push(made);
        user.newcomer = false;
        return { $status: 201, ...made, role: user.role, permissions: permissionsOf(user.role) };
      },
    ],
    [
      "PATCH",
      `${WS}/members/{id}`,
      ({ params, body }) =>
        void Object.assign(
          state.users.find((one) => one.id === params.id),
          body,
        ),
    ],
    ["DELETE", `${WS}/members/{id}`, ({ params }) => void take(state.users, params.id)],
    ["GET", `${WS}/invitations`, () => ({ items: invitations })],
    [
      "POST",
      `${WS}/invitations`,
      ({ body, user }) => {
        const made = {
          id: randomUUID(),
          state: "pending",
          invited_by: user.name,
          created_at: ago(0),
          expires_at: ahead(7 * DAY),
          ...body,
        };
        invitations.push(made);
        return { $status: 201, ...made };
      },
    ],
    ["POST", `${WS}/invitations/{id}/resend`, () => undefined],
    ["DELETE", `${WS}/invitations/{id}`, ({ params }) => void take(invitations, params.id)],
    ["GET", `${WS}/api-keys`, () => ({ items: keys })],
    [
      "GET",
      `${WS}/api-scopes`,
      () => ({ items: permissionsOf("owner").map((name) => ({ name, routes: [] })) }),
    ],
    [
      "POST",
      `${WS}/api-keys`,
      ({ body, user }) => {
        const id = randomUUID().slice(0, 8);
        const made = {
          id,
          prefix: `wlk_${id}`,
          state: "active",
          created_by: user.name,
          created_at: ago(0),
          last_used_at: null,
          ...body,
        };
        keys.unshift(made);
        return { $status: 201, ...made, key: `wlk_${id}_${randomUUID()}` };
      },
    ],
    [
      "DELETE",
      `${WS}/api-keys/{id}`,
      ({ params }) => void (keys.find((one) => one.id === params.id).state = "revoked"),
    ],
    ["GET", `${WS}/exports`, () => ({ items: exports })],
    [
      "POST",
      `${WS}/exports`,
      ({ body, user }) => {
        const made = {
          id: randomUUID(),
          state: "running",
          rows: 0,
          reason: null,
          mine: true,
          created_by: user.name,
          created_at: ago(0),
          finished_at: null,
          expires_at: null,
          ...body,
        };
        exports.unshift(made);
        setTimeout(() => Object.assign(made, { state: "done", rows: 12, expires_at: ahead(7 * DAY) }), 5_000);
        return { $status: 201, ...made };
      },
    ],
    [
      "POST",
      `${WS}/exports/{id}/stop`,
      ({ params }) => void (exports.find((one) => one.id === params.id).state = "stopped"),
    ],
    ["GET", `${WS}/notice-preferences`, () => ({ items: preferences })],
    [
      "PUT",
      `${WS}/notice-preferences`,
      ({ body }) => {
        preferences = preferences.map((one) => ({
          ...one,
          ...body.items.find((item) => item.kind === one.kind),
        }));
        return { items: preferences };
      },
    ],
    ["POST", `${WS}/notices/read-all`, () => state.notices.forEach((one) => (one.read = true))],
  ];
}
