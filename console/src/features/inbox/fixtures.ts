/** Plain values for the tests of this feature. */
import type { Conversation, Message, Template } from "@/api/types";
import type { Outgoing } from "./model/outgoing";

export function conversation(over: Partial<Conversation> = {}): Conversation {
  return {
    id: "01mira.6609",
    contact: { id: "01mira", name: "Mira Quill", phone: "+447700900456", username: null, bsuid: null },
    number_id: "6609",
    status: "open",
    assignee: null,
    tags: [],
    priority: "none",
    unread: 0,
    snoozed_until: null,
    last_message: { direction: "in", kind: "text", preview: "Hello", at: "2026-11-22T10:00:00Z" },
    last_at: "2026-11-22T10:00:00Z",
    window_expires_at: "2026-11-23T10:00:00Z",
    created_at: "2026-11-01T10:00:00Z",
    referral: null,
    ...over,
  };
}

export function message(over: Partial<Message> = {}): Message {
  const at = over.at ?? "2026-11-22T10:00:00Z";
  return {
    id: `${new Date(at).getTime()}-aaaaaaaaaaaaaaaa`,
    client_id: null,
    conversation_id: "01mira.6609",
    direction: "in",
    kind: "text",
    at,
    sender: { kind: "customer", id: null, name: null },
    content: { body: "Hello" },
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

export function outgoing(over: Partial<Outgoing> = {}): Outgoing {
  return {
    clientId: "client-1",
    conversation: "01mira.6609",
    to: "messages",
    retryOf: null,
    payload: { type: "text", text: { body: "Hello", preview_url: false } },
    at: "2026-11-22T10:00:00Z",
    state: "sending",
    attempts: 0,
    progress: 0,
    upload: null,
    problem: null,
    quote: null,
    preview: null,
    ...over,
  };
}

export function template(over: Partial<Template> = {}): Template {
  return {
    id: "7701.order_update.en_GB",
    name: "order_update",
    language: "en_GB",
    category: "UTILITY",
    status: "APPROVED",
    parameter_format: "POSITIONAL",
    waba_id: "7701",
    components: [{ type: "BODY", text: "Hello {{1}}", example: { body_text: [["Mira"]] } }],
    ttl_seconds: null,
    updated_at: null,
    revision: "1",
    ...over,
  };
}
