/** Templates: drafts, a lint of two rules, a review that takes five seconds, history. The real rules are the server's. */
import { Refusal } from "./refusal.mjs";
import { permissionsOf } from "./state.mjs";

const T = "/v1/workspaces/{ws}/templates";
const REVIEW_MS = 5000;

export function templateRoutes(state) {
  const manage = (user) => {
    if (!permissionsOf(user.role).includes("templates.manage"))
      throw new Refusal(403, "forbidden", "Needs templates.manage.");
  };
  const find = (id) => {
    const found = state.templates.find((one) => one.id === id);
    if (!found) throw new Refusal(404, "template_not_found", "There is no such template here.");
    return found;
  };
  const page = (one) => {
    const allowed = ["DRAFT", "APPROVED", "REJECTED", "PAUSED"].includes(one.status);
    const left = one.status === "APPROVED" ? 10 : null;
    return { ...one, edit: { allowed, reason: allowed ? null : "status", next_at: null, left } };
  };
  const write = (body, status, revision) => ({
    id: `${body.waba_id}.${body.name}.${body.language}`,
    quality: null,
    rejected_reason: null,
    updated_at: new Date().toISOString(),
    ...body,
    status,
    revision,
  });
  const replace = (before, after) => {
    state.templates = state.templates.map((one) => (one === before ? after : one));
    return after;
  };
  const review = (one) => {
    const waiting = replace(one, { ...one, status: "PENDING" });
    setTimeout(() => replace(waiting, { ...waiting, status: "APPROVED" }), REVIEW_MS);
    return page(waiting);
  };
  return [
    ["GET", T, () => ({ items: state.templates })],
    [
      "POST",
      `${T}/lint`,
      ({ body }) => {
        const missing = (path) => ({ path, code: "missing", message: "Write a text." });
        const text = body.components.find((one) => one.type === "BODY")?.text;
        const code = body.category === "AUTHENTICATION";
        return {
          findings: [
            ...(body.name ? [] : [missing("name")]),
            ...(text || code ? [] : [missing("body.text")]),
          ],
        };
      },
    ],
    [
      "POST",
      T,
      ({ user, body }) => {
        manage(user);
        const made = write(body, "DRAFT", "1");
        state.templates = [made, ...state.templates];
        return page(made);
      },
    ],
    ["GET", `${T}/{id}`, ({ params }) => page(find(params.id))],
    [
      "PUT",
      `${T}/{id}`,
      ({ user, params, body }) => {
        manage(user);
        const before = find(params.id);
        const after = write(
          { waba_id: before.waba_id, ...body },
          before.status,
          `${Number(before.revision) + 1}`,
        );
        return before.status === "DRAFT" ? page(replace(before, after)) : review(replace(before, after));
      },
    ],
    ["POST", `${T}/{id}/submit`, ({ params }) => review(find(params.id))],
    [
      "POST",
      `${T}/{id}/duplicate`,
      ({ params, body }) => {
        const made = write({ ...find(params.id), ...body, id: undefined }, "DRAFT", "1");
        made.id = `${made.waba_id}.${made.name}.${made.language}`;
        state.templates = [made, ...state.templates];
        return page(made);
      },
    ],
    ["GET", `${T}/{id}/history`, () => ({ items: [], next_cursor: null })],
    [
      "DELETE",
      `${T}/{id}`,
      ({ user, params }) => {
        manage(user);
        const gone = find(params.id);
        state.templates = state.templates.filter((one) => one !== gone);
        const until = new Date(Date.now() + 30 * 86_400_000).toISOString();
        return { name_blocked_until: gone.status === "APPROVED" ? until : null };
      },
    ],
  ];
}
