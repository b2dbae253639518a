/** Everything about the workspace itself: person, members, accounts, templates, notices, library, contacts. */
import { randomUUID } from "node:crypto";
import { Refusal } from "./refusal.mjs";
import { permissionsOf } from "./state.mjs";

const WS = "/v1/workspaces/{ws}";

export function routes(state, push) {
  const need = (user, permission) => {
    if (!permissionsOf(user.role).includes(permission))
      throw new Refusal(403, "forbidden", `Needs ${permission}.`);
  };
  const account = (waba) => {
    const found = state.accounts.find((one) => one.waba_id === waba);
    if (!found) throw new Refusal(404, "not_found", "No such account.");
    return found;
  };
  /** Tokens say how far they get: "stop-at-register…" fails there; anything with "bad" is refused. */
  const connect = (target, token, pin) => {
    const at = /stop-at-(\w+)/.exec(token)?.[1];
    const fails = at === "register" && pin ? undefined : at;
    let failed = false;
    target.steps = ["token", "waba", "subscribe", "numbers", "register", "templates"].map((step) => {
      if (failed) return { step, state: "waiting" };
      if (step !== fails) return { step, state: "done" };
      failed = true;
      const problem = {
        code: "pin_wrong",
        title: "Meta did not accept the two-step PIN",
        advice:
          "Enter the six-digit PIN of this number, or reset it in WhatsApp Manager under Two-step verification.",
      };
      return { step, state: "failed", problem };
    });
    target.status = failed ? "incomplete" : "connected";
    target.connected_at = failed ? null : new Date().toISOString();
    push({ type: "account" });
    return target;
  };
  const crud = (name, list, permission, make) => [
    ["GET", `${WS}/${name}`, () => ({ items: list() })],
    [
      "POST",
      `${WS}/${name}`,
      ({ body, user }) => {
        need(user, permission);
        const made = { id: randomUUID(), ...make(body) };
        list().push(made);
        return { $status: 201, ...made };
      },
    ],
    [
      "PUT",
      `${WS}/${name}/{id}`,
      ({ params, body, user }) => {
        need(user, permission);
        const found = list().find((one) => one.id === params.id);
        if (!found) throw new Refusal(404, "not_found", "Gone.");
        return Object.assign(found, make(body, params.id));
      },
    ],
    [
      "DELETE",
      `${WS}/${name}/{id}`,
      ({ params, user }) => {
        need(user, permission);
        list().splice(
          list().findIndex((one) => one.id === params.id),
          1,
        );
      },
    ],
  ];
  return [
    [
      "GET",
      "/v1/me",
      ({ user }) => ({
        user: { id: user.id, email: user.email, name: user.name },
        workspaces: state.workspaces.map((one) => ({
          ...one,
          role: user.role,
          permissions: permissionsOf(user.role),
        })),
      }),
    ],
    [
      "GET",
      `${WS}/members`,
      () => ({
        items: state.users.map((user) => ({
          user_id: user.id,
          name: user.name,
          email: user.email,
          role: user.role,
        })),
      }),
    ],
    ["GET", `${WS}/accounts`, () => ({ items: state.accounts })],
    ["GET", `${WS}/numbers`, () => ({ items: state.accounts.flatMap((one) => one.numbers) })],
    [
      "POST",
      `${WS}/accounts`,
      async ({ body, user }) => {
        need(user, "accounts.manage");
        await new Promise((done) => setTimeout(done, 900));
        if (body.token.includes("bad")) {
          throw new Refusal(
            422,
            "token_invalid",
            "Meta says this token is not valid: it was revoked or mistyped.",
          );
        }
        const made = {
          waba_id: body.waba_id ?? "770100200300499",
          name: "Quill Kettles EU",
          problem: null,
          numbers: [],
        };
        connect(made, body.token, body.pin);
        made.numbers = [
          {
            ...state.accounts[0].numbers[0],
            id: "660900800700599",
            display_phone_number: "+49 30 5550 0199",
            registered: made.status === "connected",
          },
        ];
        state.accounts.push(made);
        return { $status: 201, ...made };
      },
    ],
    [
      "POST",
      `${WS}/accounts/{waba}/resume`,
      ({ params, body, user }) => {
        need(user, "accounts.manage");
        return connect(account(params.waba), body.token ?? (body.pin ? "" : "stop-at-register"), body.pin);
      },
    ],
    [
      "POST",
      `${WS}/accounts/{waba}/templates/sync`,
      async ({ user }) => {
        need(user, "templates.sync");
        await new Promise((done) => setTimeout(done, 600));
        return { synced: state.templates.length };
      },
    ],
    ["GET", `${WS}/accounts/{waba}/events`, () => ({ items: state.events, next_cursor: null })],
    ["GET", `${WS}/templates`, () => ({ items: state.templates })],
    ["GET", `${WS}/notices`, () => ({ items: state.notices, next_cursor: null })],
    [
      "POST",
      `${WS}/notices/{id}/read`,
      ({ params }) => {
        const found = state.notices.find((one) => one.id === params.id);
        if (found) found.read = true;
      },
    ],
    ...crud(
      "tags",
      () => state.tags,
      "tags.manage",
      (body, id) => {
        if (state.tags.some((one) => one.id !== id && one.name.toLowerCase() === body.name.toLowerCase())) {
          throw new Refusal(409, "name_taken", "A tag of this name exists.");
        }
        return { name: body.name, color: body.color };
      },
    ),
    ...crud(
      "canned-replies",
      () => state.replies,
      "canned_replies.manage",
      (body, id) => {
        if (state.replies.some((one) => one.id !== id && one.shortcut === body.shortcut)) {
          throw new Refusal(409, "name_taken", "Another reply has this shortcut.");
        }
        return { shortcut: body.shortcut, text: body.text };
      },
    ),
    [
      "GET",
      `${WS}/contacts`,
      ({ query }) => {
        const q = (query.get("q") ?? "").toLowerCase();
        const items = state.contacts.filter((one) =>
          `${one.name} ${one.phone} ${one.username}`.toLowerCase().includes(q),
        );
        return { items, next_cursor: null };
      },
    ],
    ["GET", `${WS}/contacts/{id}`, ({ params }) => state.contacts.find((one) => one.id === params.id)],
    [
      "PATCH",
      `${WS}/contacts/{id}`,
      ({ params, body, user }) => {
        need(user, "contacts.write");
        return Object.assign(
          state.contacts.find((one) => one.id === params.id),
          { name: body.name },
        );
      },
    ],
    [
      "POST",
      `${WS}/live-tickets`,
      () => ({ url: "/live?ticket=mock", expires_at: new Date(Date.now() + 30_000).toISOString() }),
    ],
  ];
}
