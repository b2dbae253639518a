/**
 * The API's shapes as the console names them. Interim: written from the build brief until docs/openapi.json exists,
 * then each becomes a name for a generated type in schema.d.ts.
 */

export interface Session {
  access_token: string;
  expires_in: number;
  user: SessionUser;
}
export interface SessionUser {
  id: string;
  email: string;
  name: string;
}
export interface PublicConfig {
  name: string;
  version: string;
  environment: string;
  sandbox_url: string | null;
}
export type Role = "owner" | "admin" | "marketer" | "agent" | "viewer";
export interface WorkspaceSummary {
  id: string;
  name: string;
  role: Role;
  time_zone: string;
  language: string;
  permissions: string[];
}
export interface Me {
  user: SessionUser;
  workspaces: WorkspaceSummary[];
}
export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}
export interface Member {
  user_id: string;
  name: string;
  email: string;
  role: Role;
}

// WhatsApp connection -------------------------------------------------------------------------------------------
export interface AccountProblem {
  code: string;
  title: string;
  advice: string;
}
export type ConnectStepName = "token" | "waba" | "subscribe" | "numbers" | "register" | "templates";
export interface ConnectStep {
  step: ConnectStepName;
  state: "done" | "failed" | "waiting";
  problem?: AccountProblem | null;
}
export interface PhoneNumber {
  id: string;
  display_phone_number: string;
  verified_name: string;
  quality_rating: string | null;
  status: string | null;
  throughput: string | null;
  messaging_limit: string | null;
  registered: boolean;
}
export interface Account {
  waba_id: string;
  name: string;
  status: "connected" | "incomplete" | "disconnected";
  problem?: AccountProblem | null;
  steps: ConnectStep[];
  numbers: PhoneNumber[];
  connected_at: string | null;
}
export interface AccountEvent {
  id: string;
  at: string;
  field: string;
  summary: string;
  detail: unknown;
}

// Templates -----------------------------------------------------------------------------------------------------
export interface TemplateButton {
  type: string;
  text: string;
  url?: string;
  phone_number?: string;
}
export interface TemplateComponent {
  type: string;
  format?: string;
  text?: string;
  buttons?: TemplateButton[];
  example?: {
    header_text?: string[];
    body_text?: string[][];
    header_text_named_params?: { param_name: string; example: string }[];
    body_text_named_params?: { param_name: string; example: string }[];
    header_handle?: string[];
  };
  cards?: { components: TemplateComponent[] }[];
  [other: string]: unknown;
}
export interface Template {
  name: string;
  language: string;
  category: string;
  status: string;
  parameter_format: string;
  components: TemplateComponent[];
  waba_id: string;
  rejected_reason?: string | null;
}

// Notices, tags, canned replies ---------------------------------------------------------------------------------
export interface Notice {
  id: string;
  at: string;
  kind: string;
  severity: "info" | "warning" | "critical";
  title: string;
  detail: string;
  read: boolean;
}
export interface Tag {
  id: string;
  name: string;
  color: string;
}
export interface CannedReply {
  id: string;
  shortcut: string;
  text: string;
}

// Contacts and conversations ------------------------------------------------------------------------------------
export interface Contact {
  id: string;
  name: string | null;
  phone: string | null;
  username: string | null;
  bsuid: string | null;
}
export type ConversationStatus = "open" | "pending" | "snoozed" | "resolved";
export type Priority = "none" | "low" | "medium" | "high";
export interface Conversation {
  id: string;
  contact: Contact;
  number_id: string;
  status: ConversationStatus;
  assignee: { id: string; name: string } | null;
  tags: string[];
  priority: Priority;
  unread: number;
  snoozed_until: string | null;
  last_message: {
    direction: MessageDirection;
    kind: string;
    preview: string;
    at: string;
    status?: MessageStatus | null;
  } | null;
  last_at: string;
  window_expires_at: string | null;
  referral?: Record<string, unknown> | null;
}
export interface ConversationCounts {
  mine: number;
  unassigned: number;
  all: number;
  capped: boolean;
}
export type MessageDirection = "in" | "out" | "note" | "event";
export type MessageStatus =
  "queued" | "sending" | "unknown" | "accepted" | "sent" | "delivered" | "read" | "played" | "failed";
export interface MessageFailure {
  code: string | number | null;
  reason: string;
  title: string;
  advice: string;
  can_retry: boolean;
}
export interface MessageMedia {
  state: "pending" | "stored" | "refused" | "unavailable";
  mime_type: string | null;
  size: number | null;
  filename: string | null;
  voice: boolean;
  animated: boolean;
  reason: string | null;
}
export interface Message {
  id: string;
  client_id: string | null;
  conversation_id: string;
  direction: MessageDirection;
  kind: string;
  at: string;
  sender: { kind: "customer" | "member" | "phone_app" | "system"; id: string | null; name: string | null };
  content: Record<string, unknown>;
  quote: { message_id: string | null; kind: string; preview: string; direction: MessageDirection } | null;
  reactions: { by: "customer" | "us"; emoji: string }[];
  edited_at: string | null;
  revoked_at: string | null;
  status: MessageStatus | null;
  status_times: Record<string, string>;
  failure: MessageFailure | null;
  media: MessageMedia | null;
  referral: Record<string, unknown> | null;
  forwarded: null | "once" | "many";
  retry_of: string | null;
  retried_as: string | null;
}
export interface MediaLink {
  url: string;
  mime_type: string;
  filename: string | null;
  size: number;
  expires_at: string;
}
export interface UploadTicket {
  upload_id: string;
  url: string;
  fields: Record<string, string>;
  expires_at: string;
}

// Live ----------------------------------------------------------------------------------------------------------
export interface LiveTicket {
  url: string;
  expires_at: string;
}
/** Small "changed" notes; the console re-reads through the API, so permission is checked in one place. */
export interface LiveNote {
  type: "conversation" | "message" | "notice" | "presence" | "account" | "pong" | (string & {});
  conversation?: string;
  message?: string;
  by?: string;
  state?: string;
}
