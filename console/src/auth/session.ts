/** Who is signed in. The access token lives in the API client's memory; the refresh token in a cookie scripts cannot read. */
import { type ApiClient, api } from "@/api/client";
import { ApiError } from "@/api/errors";
import type { Session, SessionUser } from "@/api/types";

export type SessionState =
  | { status: "unknown"; user: null }
  | { status: "in"; user: SessionUser }
  /** The session ended under the person's hands; `user` is who it was, the page stays as it is. */
  | { status: "expired"; user: SessionUser }
  | { status: "out"; user: null };

export interface SecondFactor {
  code?: string;
  recovery_code?: string;
}

export class SessionStore {
  readonly #api: ApiClient;
  readonly #listeners = new Set<() => void>();
  #state: SessionState = { status: "unknown", user: null };

  constructor(client: ApiClient) {
    this.#api = client;
    client.onSessionLost(() => {
      if (this.#state.status === "in") this.#become({ status: "expired", user: this.#state.user });
    });
  }

  get state(): SessionState {
    return this.#state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Once per page load: the cookie may still open a session. */
  async restore(): Promise<SessionState> {
    if (this.#state.status === "unknown") {
      const session = await this.#api.refresh();
      this.#become(session ? { status: "in", user: session.user } : { status: "out", user: null });
    }
    return this.#state;
  }

  /** `second` is the authenticator's code or a recovery code, asked for after `second_factor_required`. */
  signIn(email: string, password: string, second: SecondFactor = {}): Promise<void> {
    return this.open("/v1/session", { email, password, ...second });
  }

  /** Any route that answers with a new session: signing in, signing up, accepting an invitation without an account. */
  async open(to: string, body: unknown): Promise<void> {
    const session = await this.#api.post<Session>(to, body, { auth: "cookie" });
    this.#api.hold(session);
    this.#become({ status: "in", user: session.user });
  }

  /** The person changed their own name or address. */
  rename(change: Partial<Pick<SessionUser, "name" | "email">>): void {
    if (this.#state.status === "in") this.#become({ status: "in", user: { ...this.#state.user, ...change } });
  }

  async signOut(): Promise<void> {
    try {
      await this.#api.delete("/v1/session", { auth: "cookie" });
    } catch (error) {
      // A session the server no longer knows is signed out all the same; offline, the person must hear of it.
      if (!(error instanceof ApiError)) throw error;
    }
    this.#api.hold(null);
    this.#become({ status: "out", user: null });
  }

  /** After an expired session, when someone else takes the place. */
  forget(): void {
    this.#api.hold(null);
    this.#state = { status: "unknown", user: null };
  }

  #become(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

export const session = new SessionStore(api);
