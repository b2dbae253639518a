/**
 * The API's shapes under the console's names. Each is a name for a type generated from docs/openapi.json (`npm run
 * generate`); only what the document leaves open (Meta's own objects, live notes) is written here.
 */
import type { components } from "./schema";

type Shapes = components["schemas"];

/** Generated roles are plain strings; the list itself is the role matrix's. */
export type Role = "owner" | "admin" | "marketer" | "agent" | "viewer";

export type Session = Shapes["SessionShape"];
export type SessionUser = Shapes["SignedInShape"];
export type PublicConfig = Shapes["ConfigShape"];
export type PasswordPolicy = Shapes["PasswordPolicyShape"];
export type WorkspaceSummary = Omit<Shapes["WorkspaceShape"], "role"> & { role: Role };
export type Me = Omit<Shapes["MeShape"], "workspaces"> & { workspaces: WorkspaceSummary[] };
export type Member = Shapes["MemberShape"];
export type Invitation = Shapes["InvitationShape"];
/** An invitation as whoever holds its link sees it. */
export type InvitationOffer = Shapes["OfferShape"];
/** Where an account is signed in. */
export type DeviceSession = Shapes["SessionItem"];
export type Enrolment = Shapes["EnrolmentShape"];
export type RecoveryCodes = Shapes["RecoveryCodesShape"];

// Machines' keys, exports --------------------------------------------------------------------------------------
export type ApiKey = Shapes["ApiKeyShape"];
/** With the key itself, answered this once. */
export type NewApiKey = Shapes["NewApiKeyShape"];
export type ApiScope = Shapes["ApiScopeShape"];
export type Export = Shapes["ExportShape"];

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
  text?: string;
  url?: string;
  phone_number?: string;
  example?: string | string[];
  flow_id?: string;
  flow_action?: string;
  navigate_screen?: string;
  otp_type?: string;
  autofill_text?: string;
  supported_apps?: { package_name: string; signature_hash: string }[];
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
  limited_time_offer?: { text: string; has_expiration?: boolean };
  add_security_recommendation?: boolean;
  code_expiration_minutes?: number;
  [other: string]: unknown;
}
type WithComponents<T> = Omit<T, "components"> & { components: TemplateComponent[] };
export type Template = WithComponents<Shapes["TemplateShape"]>;
export type TemplateDetails = WithComponents<Shapes["TemplatePage"]>;
/** A template as it is written; what a lint takes and a draft keeps. */
export type TemplateDraft = WithComponents<Required<Omit<Shapes["LintIn"], "template_id">>>;
export type TemplateFinding = Shapes["FindingShape"];
export type TemplateCheck = Shapes["LintShape"];
export type TemplateEvent = Shapes["EventShape"];

// Notices, tags, canned replies ---------------------------------------------------------------------------------
export type Notice = Shapes["NoticeShape"];
export type NoticePreference = Shapes["PreferenceShape"];
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
