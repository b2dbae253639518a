/**
 * The API's shapes under the console's names. Each is a name for a type generated from docs/openapi.json (`npm run
 * generate`); only what the document leaves open (Meta's own objects, live notes) is written here.
 */
import type { components } from "./schema";

type Shapes = components["schemas"];

/** Generated roles are plain strings; the list itself is the role matrix's. */
export type Role = "owner" | "admin" | "marketer" | "agent" | "viewer";

export type Session = Shapes["SessionShape"];
export type SessionUser = Shapes["UserShape"];
export type PublicConfig = Shapes["ConfigShape"] & {
  password_policy: PasswordPolicy;
  /** False where no mail can be sent: nobody can sign up or reset a password there. */
  sign_up: boolean;
  /** The sandbox's mailbox, on a developer's machine only. */
  mailbox_url: string | null;
};
export interface PasswordPolicy {
  min_length: number;
  max_length: number;
  lowercase: boolean;
  uppercase: boolean;
  digit: boolean;
  symbol: boolean;
}
export type WorkspaceSummary = Omit<Shapes["WorkspaceShape"], "role"> & {
  role: Role;
  logo_url: string | null;
  /** An agent who sees only their own and unassigned conversations. */
  limited: boolean;
  /** An agent who sees no phone numbers. */
  masked: boolean;
};
export type Person = Shapes["UserShape"] & {
  language: "en" | "pt" | "es";
  second_factor: boolean;
  recovery_codes_left: number;
};
export type Me = { user: Person; workspaces: WorkspaceSummary[] };
export type Member = Omit<Shapes["MemberShape"], "role"> & {
  role: Role;
  limited: boolean;
  masked: boolean;
  joined_at: string;
};
export interface Invitation {
  id: string;
  email: string;
  role: Role;
  limited: boolean;
  masked: boolean;
  state: "pending" | "expired";
  invited_by: string;
  created_at: string;
  expires_at: string;
}

export interface ApiKey {
  id: string;
  name: string;
  scopes: string[];
  prefix: string;
  state: "active" | "expired" | "revoked";
  created_by: string;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
}
export type NewApiKey = ApiKey & { key: string };
export interface ApiScope {
  name: string;
  routes: string[];
}
export interface Export {
  id: string;
  what: "conversations";
  format: "csv" | "jsonl";
  state: "queued" | "running" | "done" | "failed" | "stopped";
  rows: number;
  reason: string | null;
  mine: boolean;
  created_by: string;
  created_at: string;
  finished_at: string | null;
  expires_at: string | null;
}

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

// WhatsApp connection -------------------------------------------------------------------------------------------
export type AccountProblem = Shapes["AccountProblemShape"];
export type ConnectStep = Shapes["StepShape"];
export type ConnectStepName = ConnectStep["step"];
export type PhoneNumber = Shapes["NumberShape"];
export type NumberDetails = Shapes["NumberPageShape"];
export type TokenFacts = Shapes["TokenShape"];
export type Account = Shapes["AccountShape"];
export type AccountEvent = Shapes["AccountEventShape"];
export type ConnectDraft = Shapes["ConnectShape"];
export type ResumeDraft = Shapes["ResumeShape"];
/** What Facebook's window gave; ids are hints the server confirms. `continuation` goes on after a choice of account. */
export type SignupGrant = Shapes["SignupGrantShape"];
export type EmbeddedSignupConfig = Shapes["EmbeddedSignupShape"];
export type BusinessProfile = Shapes["ProfileShape"];
export type ProfileDraft = Shapes["ProfileWish"];
export type Automation = Shapes["AutomationShape"];
export type SentTest = Shapes["SentShape"];

// Templates -----------------------------------------------------------------------------------------------------
export interface TemplateButton {
  type: string;
  text: string;
  url?: string;
  phone_number?: string;
}
/** Meta's component, as listed: the document says "object". */
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
export type Template = Omit<Shapes["TemplateShape"], "components"> & { components: TemplateComponent[] };

// Notices, tags, canned replies ---------------------------------------------------------------------------------
export type Notice = Shapes["NoticeShape"];
export interface NoticePreference {
  kind: string;
  in_product: boolean;
  email: boolean;
  email_fixed: boolean;
}
export type Tag = Shapes["TagShape"];
export type CannedReply = Shapes["CannedReplyShape"];

// Contacts and conversations ------------------------------------------------------------------------------------
/** Who a conversation is with; `name` may be empty. */
export type Contact = Shapes["ContactBrief"];
/** The same person in full, as the contacts' own routes give it. */
export type ContactDetails = Shapes["ContactShape"];
export type Conversation = Shapes["ConversationShape"];
export type ConversationStatus = Conversation["status"];
export type ConversationPatch = Shapes["ConversationPatch"];
export type Priority = Conversation["priority"];
export type ConversationCounts = Shapes["ConversationCounts"];
export type Message = Shapes["MessageShape"];
export type MessageDirection = Message["direction"];
export type MessageStatus = NonNullable<Message["status"]>;
export type MessageFailure = Shapes["FailureShape"];
export type MessageMedia = Shapes["MediaShape"];
export type MessageDraft = Shapes["MessageIn"];
export type MediaLink = Shapes["MediaLink"];
export type UploadTicket = Shapes["UploadOut"];

// Live ----------------------------------------------------------------------------------------------------------
export type LiveTicket = Shapes["LiveTicketShape"];
/** Small "changed" notes; the console re-reads through the API, so permission is checked in one place. */
export interface LiveNote {
  type: "conversation" | "message" | "notice" | "presence" | "account" | "pong" | (string & {});
  conversation?: string;
  message?: string;
  by?: string;
  state?: string;
}
