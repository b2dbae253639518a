/** What can go wrong between the console and the API, as two types a screen can tell apart. */

export interface FieldProblem {
  field: string;
  message: string;
}

/** RFC 9457 problem details as WALoom sends them; `code` is the stable key the console translates. */
export interface Problem {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  code?: string;
  errors?: FieldProblem[];
}

/** The API answered, and the answer is a refusal. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly fields: readonly FieldProblem[];
  /** Seconds the server asked us to wait, if it did. */
  readonly retryAfter: number | null;

  constructor(status: number, problem: Problem, retryAfter: number | null = null) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.name = "ApiError";
    this.status = status;
    this.code = problem.code ?? `http_${status}`;
    this.title = problem.title ?? `HTTP ${status}`;
    this.detail = problem.detail ?? "";
    this.fields = problem.errors ?? [];
    this.retryAfter = retryAfter;
  }
}

/** No answer came: offline, a broken connection, or our own time limit. Nobody knows what the server did. */
export class ConnectionError extends Error {
  readonly timedOut: boolean;

  constructor(timedOut: boolean, cause: unknown) {
    super(timedOut ? "The server did not answer in time." : "The server could not be reached.", { cause });
    this.name = "ConnectionError";
    this.timedOut = timedOut;
  }
}

/** Reads a refused response's body; anything that is not problem details still becomes a usable error. */
export async function problemOf(response: Response): Promise<ApiError> {
  const wait = Number(response.headers.get("Retry-After"));
  const retryAfter = Number.isFinite(wait) && wait > 0 ? wait : null;
  try {
    const body: unknown = await response.json();
    if (typeof body === "object" && body !== null) {
      const problem = body as Problem & { message?: string };
      // API Gateway's own refusals carry only {"message"}.
      return new ApiError(
        response.status,
        { ...problem, title: problem.title ?? problem.message },
        retryAfter,
      );
    }
  } catch {
    // Not JSON: an HTML error page of a proxy. The status alone says enough.
  }
  return new ApiError(response.status, {}, retryAfter);
}
