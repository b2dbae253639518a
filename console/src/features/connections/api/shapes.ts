/** The shapes of connecting, under this feature's names. */
import type {
  Account as ListedAccount,
  AccountProblem as ListedProblem,
  PhoneNumber as ListedNumber,
  PublicConfig,
} from "@/api/types";

export type StepName =
  "token" | "waba" | "bind" | "subscribe" | "numbers" | "register" | "profile" | "templates" | "test";
export type StepState = "done" | "failed" | "waiting" | "skipped";

export interface AccountProblem extends ListedProblem {
  /** When trying again makes sense. */
  until?: string | null;
  /** The number it is about. */
  number_id?: string | null;
}

export interface Step {
  step: StepName;
  state: StepState;
  problem?: AccountProblem | null;
}

export interface TokenFacts {
  kind: string;
  expires_at: string | null;
  checked_at: string | null;
  state: "good" | "expiring" | "bad" | "gone";
}

export type PhoneNumber = ListedNumber;
export interface Account extends Omit<ListedAccount, "steps" | "problem"> {
  steps: Step[];
  problem?: AccountProblem | null;
  token: TokenFacts;
  review: string | null;
}

export interface HealthReason {
  entity: string;
  code: number | string | null;
  title: string;
  advice: string;
}
export interface Health {
  can_send: "available" | "limited" | "blocked";
  reasons: HealthReason[];
  checked_at: string | null;
}
export interface NumberDetails extends PhoneNumber {
  name_status: string | null;
  account_mode: string | null;
  coexistence: boolean;
  tier: string | null;
  health: Health | null;
  problem: AccountProblem | null;
}

export interface BusinessProfile {
  about: string;
  address: string;
  description: string;
  email: string;
  websites: string[];
  vertical: string;
  picture_url: string | null;
}
export type ProfileDraft = Omit<BusinessProfile, "picture_url"> & { picture_upload_id?: string };

export interface Automation {
  welcome_message: boolean;
  prompts: string[];
  commands: { name: string; description: string }[];
}

export interface SentTest {
  conversation_id: string;
  message_id: string;
}

export interface EmbeddedSignupConfig {
  app_id: string;
  config_id: string;
  sdk_url: string;
  graph_version: string;
  origins: string[];
}
export type ConnectConfig = PublicConfig & { embedded_signup?: EmbeddedSignupConfig | null };
