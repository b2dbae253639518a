/** Conversations and messages, with a customer who answers. The inbox engineer extends this as needed. */
import { randomUUID } from "node:crypto";
import { manyConversations, seedThread } from "./inbox-seed.mjs";
import { Refusal } from "./refusal.mjs";
import { ago } from "./state.mjs";

const WS = "/v1/workspaces/{ws}";
const CONV = `${WS}/conversations/{conversation}`;
let serial = 0;
export const messageId = (at = Date.now()) =>
  `${String(at).padStart(13, "0")}-${String((serial += 1)).padStart(16, "0")}`;

function message(conversation, over) {
  return {
    id: messageId(new Date(over.at ?? Date.now()).getTime()),
    client_id: null,
    conversation_id: conversation.id,
    direction: "in",
    kind: "text",
    at: new Date().toISOString(),
    sender: { kind: "customer", id: null, name: conversation.contact.name },
    content: {},
    quote: null,
    reactions: [],
    edited_at: null,
    revoked_at: null,
    status: null,
    status_times: {},
    failure: null,
    media: null,
    referral: null,
    forwarded: null,
    retry_of: null,
    retried_as: null,
    ...over,
  };
}

/** WALOOM_MOCK_MANY=100000 fills the list; WALOOM_MOCK_LOSE=0.3 loses that share of the answers to sent messages. */
const MANY = Number(process.env.WALOOM_MOCK_MANY ?? 0);
const LOSE = Number(process.env.WALOOM_MOCK_LOSE ?? 0);

export function inboxRoutes(state, push) {
  if (MANY > 0) state.conversations.push(...manyConversations(MANY, state.conversations[0].number_id));
  const find = (id) => {
    const found = state.conversations.find((one) => one.id === id);
    if (!found) throw new Refusal(404, "not_found", "No such conversation.");
    return found;
  };
  const thread = (conversation) => {
    let list = state.messages.get(conversation.id) ?? seedThread(conversation, message);
    if (list) state.messages.set(conversation.id, list);
    else {
      const MINUTE = 60_000;
      const base = Date.now() - new Date(conversation.last_at).getTime();
      list = [
        message(conversation, { at: ago(base + 90 * MINUTE), content: { body: "Hello!" } }),
        message(conversation, {
          at: ago(base + 80 * MINUTE),
          direction: "out",
          status: "read",
          sender: { kind: "member", id: "usragent", name: "Tomas Reyes" },
          content: { body: "Hello, how can we help?" },
        }),
        message(conversation, {
          at: conversation.last_at,
          content: { body: conversation.last_message?.preview ?? "…" },
        }),
      ];
      state.messages.set(conversation.id, list);
    }
    return list;
  };
  const tell = (conversation, one) => {
    conversation.last_at = one.at;
    conversation.last_message = {
      direction: one.direction,
      kind: one.kind,
      preview: one.content.body ?? one.kind,
      at: one.at,
      status: one.status,
    };
    push({ type: "message", conversation: conversation.id, message: one.id });
    push({ type: "conversation", conversation: conversation.id });
  };
  const progress = (conversation, one) => {
    ["accepted", "sent", "delivered", "read"].forEach((status, at) =>
      setTimeout(
        () => {
          one.status = status;
          one.status_times[status] = new Date().toISOString();
          tell(conversation, one);
        },
        700 * (at + 1),
      ),
    );
  };
  const mine = (user) => (one) => one.assignee?.id === user.id;
  return [
    [
      "GET",
      `${WS}/conversations`,
      ({ query, user }) => {
        const status = query.get("status") ?? "open";
        const tab = query.get("tab") ?? "all";
        const q = (query.get("q") ?? "").toLowerCase();
        const items = state.conversations
          .filter((one) => status === "any" || one.status === status)
          .filter((one) => (tab === "mine" ? mine(user)(one) : tab === "unassigned" ? !one.assignee : true))
          .filter((one) => !query.get("unread") || one.unread > 0)
          .filter((one) => !query.get("number") || one.number_id === query.get("number"))
          .filter(
            (one) =>
              !query.get("window") ||
              new Date(one.window_expires_at ?? 0).getTime() > Date.now() ===
                (query.get("window") === "open"),
          )
          .filter((one) => !query.get("tag") || one.tags.includes(query.get("tag")))
          .filter((one) =>
            `${one.contact.name} ${one.contact.phone} ${one.contact.username}`.toLowerCase().includes(q),
          )
          .sort((a, b) => (query.get("sort") === "oldest" ? 1 : -1) * (a.last_at < b.last_at ? -1 : 1));
        const from = Number(query.get("cursor") ?? 0);
        const to = from + Number(query.get("limit") ?? 30);
        return { items: items.slice(from, to), next_cursor: to < items.length ? String(to) : null };
      },
    ],
    [
      "GET",
      `${WS}/conversations/counts`,
      ({ query, user }) => {
        const status = query.get("status") ?? "open";
        const all = state.conversations.filter((one) => status === "any" || one.status === status);
        return {
          mine: all.filter(mine(user)).length,
          unassigned: all.filter((one) => !one.assignee).length,
          all: all.length,
          capped: false,
        };
      },
    ],
    [
      "POST",
      `${WS}/conversations`,
      ({ body }) =>
        state.conversations.find((one) => one.contact.id === body.contact_id) ?? state.conversations[0],
    ],
    ["GET", CONV, ({ params }) => find(params.conversation)],
    [
      "PATCH",
      CONV,
      ({ params, body }) => {
        const { assignee, ...rest } = body;
        const found = Object.assign(find(params.conversation), rest);
        if (assignee !== undefined) {
          const user = state.users.find((one) => one.id === assignee);
          found.assignee = user ? { id: user.id, name: user.name } : null;
        }
        push({ type: "conversation", conversation: found.id });
        return found;
      },
    ],
    [
      "POST",
      `${CONV}/read`,
      ({ params }) => {
        find(params.conversation).unread = 0;
      },
    ],
    [
      "POST",
      `${CONV}/typing`,
      ({ params, body, user }) =>
        push({ type: "presence", conversation: params.conversation, by: user.name, state: body.state }),
    ],
    [
      "GET",
      `${CONV}/messages`,
      ({ params, query }) => {
        const all = thread(find(params.conversation)).toReversed();
        const from = Number(query.get("cursor") ?? 0);
        const limit = Number(query.get("limit") ?? 50);
        return {
          items: all.slice(from, from + limit),
          next_cursor: from + limit < all.length ? String(from + limit) : null,
        };
      },
    ],
    [
      "GET",
      `${CONV}/messages/{message}`,
      ({ params }) => thread(find(params.conversation)).find((one) => one.id === params.message),
    ],
    [
      "GET",
      `${CONV}/messages/{message}/media`,
      () => ({
        url: "/icon.svg",
        mime_type: "image/svg+xml",
        filename: null,
        size: 700,
        expires_at: new Date(Date.now() + 300_000).toISOString(),
      }),
    ],
    [
      "POST",
      `${CONV}/messages`,
      ({ params, body, user }) => {
        const conversation = find(params.conversation);
        const list = thread(conversation);
        const again = list.find((one) => one.client_id === body.client_id);
        if (again) return { $status: 202, ...again };
        const content =
          body.text ??
          body.location ??
          body.interactive ??
          body.template ??
          body.media ??
          body.reaction ??
          {};
        const made = message(conversation, {
          client_id: body.client_id,
          direction: "out",
          kind: body.type,
          status: "queued",
          content,
          sender: { kind: "member", id: user.id, name: user.name },
          media: body.media
            ? {
                state: "stored",
                mime_type: "image/png",
                size: 1000,
                filename: null,
                voice: false,
                animated: false,
                reason: null,
              }
            : null,
        });
        list.push(made);
        tell(conversation, made);
        progress(conversation, made);
        if (/\?$/.test(body.text?.body ?? "")) {
          setTimeout(() => {
            const reply = message(conversation, { content: { body: "Good question!" } });
            list.push(reply);
            conversation.unread += 1;
            conversation.window_expires_at = new Date(Date.now() + 86_400_000).toISOString();
            tell(conversation, reply);
          }, 4000);
        }
        if (Math.random() < LOSE) throw new Refusal(503, "unavailable", "The answer was lost.");
        return { $status: 202, ...made };
      },
    ],
    [
      "POST",
      `${CONV}/messages/{message}/retry`,
      ({ params, body }) => {
        const conversation = find(params.conversation);
        const list = thread(conversation);
        const old = list.find((one) => one.id === params.message);
        const made = message(conversation, {
          ...old,
          id: messageId(),
          client_id: body.client_id,
          status: "queued",
          failure: null,
          retry_of: old.id,
          at: new Date().toISOString(),
        });
        old.retried_as = made.id;
        list.push(made);
        tell(conversation, made);
        progress(conversation, made);
        return { $status: 202, ...made };
      },
    ],
    [
      "POST",
      `${CONV}/notes`,
      ({ params, body, user }) => {
        const conversation = find(params.conversation);
        const made = message(conversation, {
          client_id: body.client_id,
          direction: "note",
          kind: "note",
          content: { body: body.text, mentions: [] },
          sender: { kind: "member", id: user.id, name: user.name },
        });
        thread(conversation).push(made);
        push({ type: "message", conversation: conversation.id, message: made.id });
        return { $status: 201, ...made };
      },
    ],
    [
      "POST",
      `${WS}/uploads`,
      () => ({
        upload_id: randomUUID(),
        url: "/v1/mock-upload",
        fields: { key: "x" },
        expires_at: new Date(Date.now() + 300_000).toISOString(),
      }),
    ],
    ["POST", "/v1/mock-upload", () => undefined],
  ];
}
