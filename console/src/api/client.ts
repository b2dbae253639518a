/**
 * The one door to the API: bearer token, one refresh for many 401s, problem details as typed errors, time limits,
 * and repeats only where a repeat cannot do a thing twice (reads, and writes that carry an Idempotency-Key).
 */
import { ApiError, ConnectionError, problemOf } from "./errors";
import type { Session } from "./types";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
export type QueryValue = string | number | boolean | null | undefined;

export interface RequestOptions {
  query?: Record<string, QueryValue>;
  body?: unknown;
  /** Names one intention; a repeat with the same key is answered, not done again. */
  idempotencyKey?: string;
  signal?: AbortSignal;
  /** "cookie" for the session routes (X-WALoom header, no bearer), "none" for public ones. */
  auth?: "bearer" | "cookie" | "none";
  timeoutMs?: number;
}

export interface ClientDependencies {
  fetch: typeof fetch;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  random: () => number;
  /** Runs the action alone among the browser's tabs, so that two tabs do not spend one refresh token twice. */
  alone: <T>(action: () => Promise<T>) => Promise<T>;
}

const TIMEOUT_MS = 20_000;
const REPEATS = 2;
const FIRST_PAUSE_MS = 300;
const LONGEST_WAIT_S = 10;
/** A token this close to its end is exchanged before use rather than after a refusal. */
const EARLY_MS = 20_000;
const PASSING = new Set([429, 502, 503, 504]);

/** Builds a path and encodes each value: path`/v1/workspaces/${workspace}/tags/${tag}`. */
export function path(parts: TemplateStringsArray, ...values: string[]): string {
  return parts.reduce((whole, part, at) => whole + encodeURIComponent(values[at - 1] ?? "") + part);
}

const defaults: ClientDependencies = {
  fetch: (...call) => globalThis.fetch(...call),
  now: () => Date.now(),
  sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
  random: Math.random,
  alone: async (action) =>
    "locks" in navigator ? await navigator.locks.request("waloom.session", action) : action(),
};

interface Token {
  value: string;
  endsAt: number;
}

export class ApiClient {
  readonly #outside: ClientDependencies;
  readonly #listeners = new Set<() => void>();
  #token: Token | null = null;
  #refreshing: Promise<Session | null> | null = null;

  constructor(outside: Partial<ClientDependencies> = {}) {
    this.#outside = { ...defaults, ...outside };
  }

  get<T>(to: string, options?: RequestOptions): Promise<T> {
    return this.request("GET", to, options);
  }
  post<T>(to: string, body?: unknown, options?: RequestOptions): Promise<T> {
    return this.request("POST", to, { ...options, body });
  }
  put<T>(to: string, body?: unknown, options?: RequestOptions): Promise<T> {
    return this.request("PUT", to, { ...options, body });
  }
  patch<T>(to: string, body?: unknown, options?: RequestOptions): Promise<T> {
    return this.request("PATCH", to, { ...options, body });
  }
  delete<T = void>(to: string, options?: RequestOptions): Promise<T> {
    return this.request("DELETE", to, options);
  }

  /** Keeps the access token, in memory only. Null forgets it. */
  hold(session: Session | null): void {
    this.#token = session && {
      value: session.access_token,
      endsAt: this.#outside.now() + session.expires_in * 1000,
    };
  }

  /** Called when the refresh cookie no longer opens a session: the person must sign in again. */
  onSessionLost(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** One exchange of the refresh cookie at a time; every caller gets its result. Null = no session. */
  refresh(): Promise<Session | null> {
    this.#refreshing ??= this.#outside
      .alone(() => this.#exchange())
      .finally(() => {
        this.#refreshing = null;
      });
    return this.#refreshing;
  }

  async request<T>(method: Method, to: string, options: RequestOptions = {}): Promise<T> {
    const bearer = (options.auth ?? "bearer") === "bearer";
    let token = bearer ? await this.#fresh() : null;
    let response = await this.#persist(method, to, options, token);
    if (response.status === 401 && bearer) {
      // Another request may have brought a new token while this one was under way.
      if (this.#token === null || this.#token.value === token) {
        if ((await this.refresh()) === null) {
          this.#lost();
          throw await problemOf(response);
        }
      }
      token = this.#token?.value ?? null;
      response = await this.#persist(method, to, options, token);
    }
    if (!response.ok) throw await problemOf(response);
    if (response.status === 204 || response.headers.get("Content-Length") === "0") return undefined as T;
    return (await response.json()) as T;
  }

  async #exchange(): Promise<Session | null> {
    try {
      const session = await this.request<Session>("POST", "/v1/session/refresh", { auth: "cookie" });
      this.hold(session);
      return session;
    } catch (error) {
      if (error instanceof ApiError && (error.status === 401 || error.status === 403)) {
        this.hold(null);
        return null;
      }
      throw error;
    }
  }

  #lost(): void {
    this.hold(null);
    for (const listener of this.#listeners) listener();
  }

  async #fresh(): Promise<string | null> {
    const token = this.#token;
    if (token && token.endsAt - this.#outside.now() < EARLY_MS) {
      try {
        await this.refresh();
      } catch {
        // The old token may still do; if not, the 401 path reports what is wrong.
        return token.value;
      }
    }
    return this.#token?.value ?? null;
  }

  /** Sends, and repeats passing failures of requests that are safe to repeat. */
  async #persist(
    method: Method,
    to: string,
    options: RequestOptions,
    token: string | null,
  ): Promise<Response> {
    const repeatable = method === "GET" || method === "PUT" || options.idempotencyKey !== undefined;
    for (let attempt = 0; ; attempt += 1) {
      const last = !repeatable || attempt >= REPEATS;
      let wait = FIRST_PAUSE_MS * 2 ** attempt * (0.5 + this.#outside.random());
      try {
        const response = await this.#once(method, to, options, token);
        if (last || !PASSING.has(response.status)) return response;
        const asked = Number(response.headers.get("Retry-After"));
        if (asked > LONGEST_WAIT_S) return response;
        if (asked > 0) wait = asked * 1000;
      } catch (error) {
        if (last || !(error instanceof ConnectionError)) throw error;
      }
      await this.#outside.sleep(wait);
      options.signal?.throwIfAborted();
    }
  }

  async #once(method: Method, to: string, options: RequestOptions, token: string | null): Promise<Response> {
    const headers = new Headers({ Accept: "application/json" });
    if (token) headers.set("Authorization", `Bearer ${token}`);
    if (options.auth === "cookie") headers.set("X-WALoom", "1");
    if (options.idempotencyKey) headers.set("Idempotency-Key", options.idempotencyKey);
    if (options.body !== undefined) headers.set("Content-Type", "application/json");
    const limit = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
    try {
      return await this.#outside.fetch(withQuery(to, options.query), {
        method,
        headers,
        body: options.body === undefined ? undefined : JSON.stringify(options.body),
        credentials: options.auth === "cookie" ? "same-origin" : "omit",
        cache: "no-store",
        signal: options.signal ? AbortSignal.any([options.signal, limit]) : limit,
      });
    } catch (error) {
      // The caller's own cancellation is not a failure of the connection.
      if (options.signal?.aborted) throw error;
      throw new ConnectionError(limit.aborted, error);
    }
  }
}

function withQuery(to: string, query: RequestOptions["query"]): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `${to}?${text}` : to;
}

/** A new name for one intention of a person: made when the form opens or Send is pressed, not per attempt. */
export function intentionKey(): string {
  return crypto.randomUUID();
}

/** The application's client. Tests build their own. */
export const api = new ApiClient();
