/** Everything about the workspace itself: person, members, accounts, templates, notices, library, contacts. */
import { randomUUID } from "node:crypto";
import { connectionRoutes } from "./connections.mjs";
import { Refusal } from "./refusal.mjs";
import { permissionsOf } from "./state.mjs";
import { templateRoutes } from "./templates.mjs";

const WS = "/v1/workspaces/{ws}";

export function routes(state, push) {
  const need = (user, permission) => {
    if (!permissionsOf(user.role).includes(permission))
      throw new Refusal(403, "forbidden", `Needs ${permission}.`);
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
        user: {
          id: user.id,
          email: user.email,
          name: user.name,
          language: user.language ?? "en",
          second_factor: user.second_factor ?? false,
          recovery_codes_left: user.second_factor ? 10 : 0,
        },
        workspaces: (user.newcomer ? [] : state.workspaces).map((one) => ({
          logo_url: null,
          limited: user.limited ?? false,
          masked: user.masked ?? false,
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
          limited: user.limited ?? false,
          masked: user.masked ?? false,
          joined_at: new Date(0).toISOString(),
        })),
      }),
    ],
    ...connectionRoutes(state, push),
    [
      "POST",
      `${WS}/accounts/{waba}/templates/sync`,
      async ({ user }) => {
        need(user, "templates.sync");
        await new Promise((done) => setTimeout(done, 600));
        return { synced: state.templates.length };
      },
    ],
    ...templateRoutes(state),
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
