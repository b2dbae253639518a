import { describe, expect, it } from "vitest";
import { type Answer, fakeServer } from "@/test/fake-fetch";
import { ApiClient, path } from "./client";
import { ApiError, ConnectionError } from "./errors";

const session = (token: string, expires_in = 900) => ({
  access_token: token,
  expires_in,
  user: { id: "u1", email: "a@b.test", name: "A" },
});

function clientOf(routes: Parameters<typeof fakeServer>[0], start = 0) {
  const server = fakeServer(routes);
  const pauses: number[] = [];
  let now = start;
  const client = new ApiClient({
    fetch: server.fetch,
    now: () => now,
    random: () => 0.5,
    sleep: (ms) => {
      pauses.push(ms);
      return Promise.resolve();
    },
    alone: (action) => action(),
  });
  return { client, pauses, asked: server.asked, pass: (ms: number) => (now += ms) };
}

/** Accepts only the newest token. */
const guarded =
  (good: () => string) =>
  ({ headers }: { headers: Headers }): Answer =>
    headers.get("Authorization") === `Bearer ${good()}`
      ? { body: { ok: true } }
      : { status: 401, body: { code: "unauthenticated", title: "Sign in first" } };

describe("the refresh", () => {
  it("happens once for many requests that were refused together, and all of them succeed", async () => {
    const { client, asked } = clientOf({
      "GET /v1/me": guarded(() => "new"),
      "POST /v1/session/refresh": async () => {
        await Promise.resolve();
        return { body: session("new") };
      },
    });
    client.hold(session("old"));
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => client.get("/v1/me")));
    expect(answers).toEqual(Array(5).fill({ ok: true }));
    expect(asked.filter((one) => one.path === "/v1/session/refresh")).toHaveLength(1);
  });

  it("sends the cookie's guard header and no bearer", async () => {
    const { client, asked } = clientOf({ "POST /v1/session/refresh": [{ body: session("new") }] });
    client.hold(session("old"));
    await client.refresh();
    expect(asked[0]?.headers.get("X-WALoom")).toBe("1");
    expect(asked[0]?.headers.get("Authorization")).toBeNull();
  });

  it("comes before the token ends, so that no request is refused", async () => {
    const { client, asked, pass } = clientOf({
      "GET /v1/me": guarded(() => "new"),
      "POST /v1/session/refresh": [{ body: session("new") }],
    });
    client.hold(session("old", 60));
    pass(45_000);
    await client.get("/v1/me");
    expect(asked.map((one) => one.path)).toEqual(["/v1/session/refresh", "/v1/me"]);
  });

  it("that finds no session tells the listeners and gives the refusal to the caller", async () => {
    const { client } = clientOf({
      "GET /v1/me": guarded(() => "never"),
      "POST /v1/session/refresh": [{ status: 401, body: { code: "session_over" } }],
    });
    let lost = 0;
    client.onSessionLost(() => (lost += 1));
    client.hold(session("old"));
    await expect(client.get("/v1/me")).rejects.toMatchObject({ status: 401, code: "unauthenticated" });
    expect(lost).toBe(1);
  });

  it("that fails for a passing reason does not end the session", async () => {
    const { client } = clientOf({
      "GET /v1/me": guarded(() => "never"),
      "POST /v1/session/refresh": [new TypeError("offline")],
    });
    let lost = 0;
    client.onSessionLost(() => (lost += 1));
    client.hold(session("old"));
    await expect(client.get("/v1/me")).rejects.toBeInstanceOf(ConnectionError);
    expect(lost).toBe(0);
  });

  it("is tried once per request: a second refusal is the answer", async () => {
    const { client, asked } = clientOf({
      "GET /v1/me": guarded(() => "never"),
      "POST /v1/session/refresh": [{ body: session("new") }],
    });
    client.hold(session("old"));
    await expect(client.get("/v1/me")).rejects.toMatchObject({ status: 401 });
    expect(asked.map((one) => one.path)).toEqual(["/v1/me", "/v1/session/refresh", "/v1/me"]);
  });
});

describe("repeats", () => {
  it("a read is repeated after a passing failure, with growing pauses", async () => {
    const { client, pauses } = clientOf({
      "GET /v1/x": [{ status: 503, body: {} }, new TypeError("reset"), { body: { ok: true } }],
    });
    await expect(client.get("/v1/x")).resolves.toEqual({ ok: true });
    expect(pauses).toEqual([300, 600]);
  });

  it("waits as long as the server asks, but gives up when that is too long", async () => {
    const { client, pauses } = clientOf({
      "GET /v1/x": [{ status: 429, body: {}, headers: { "Retry-After": "2" } }, { body: {} }],
      "GET /v1/y": [{ status: 429, body: { code: "rate_limited" }, headers: { "Retry-After": "60" } }],
    });
    await client.get("/v1/x");
    expect(pauses).toEqual([2000]);
    await expect(client.get("/v1/y")).rejects.toMatchObject({ code: "rate_limited", retryAfter: 60 });
    expect(pauses).toHaveLength(1);
  });

  it("a write without a key is never repeated: nobody knows whether it was done", async () => {
    const { client, asked } = clientOf({
      "POST /v1/x": [{ status: 503, body: {} }],
      "PATCH /v1/y": [new TypeError("reset")],
    });
    await expect(client.post("/v1/x", {})).rejects.toMatchObject({ status: 503 });
    await expect(client.patch("/v1/y", {})).rejects.toBeInstanceOf(ConnectionError);
    expect(asked).toHaveLength(2);
  });

  it("a write with a key is repeated with the same key", async () => {
    const { client, asked } = clientOf({
      "POST /v1/x": [new TypeError("answer lost"), { status: 201, body: { id: "1" } }],
    });
    await expect(client.post("/v1/x", { a: 1 }, { idempotencyKey: "k-1" })).resolves.toEqual({ id: "1" });
    expect(asked.map((one) => one.headers.get("Idempotency-Key"))).toEqual(["k-1", "k-1"]);
    expect(asked.map((one) => one.body)).toEqual([{ a: 1 }, { a: 1 }]);
  });

  it("a refusal is not repeated", async () => {
    const { client, asked } = clientOf({ "GET /v1/x": [{ status: 404, body: { code: "not_found" } }] });
    await expect(client.get("/v1/x")).rejects.toMatchObject({ code: "not_found" });
    expect(asked).toHaveLength(1);
  });
});

describe("answers", () => {
  it("problem details become a typed error with the fields it names", async () => {
    const { client } = clientOf({
      "POST /v1/x": [
        {
          status: 400,
          body: {
            title: "Not valid",
            detail: "See fields",
            code: "invalid",
            errors: [{ field: "name", message: "Too long" }],
          },
        },
      ],
    });
    const error = await client.post("/v1/x", {}).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      code: "invalid",
      detail: "See fields",
      fields: [{ field: "name", message: "Too long" }],
    });
  });

  it("the gateway's own refusals and unreadable bodies are errors too", async () => {
    const { client } = clientOf({ "DELETE /v1/x": [{ status: 403, body: { message: "Forbidden" } }] });
    await expect(client.delete("/v1/x")).rejects.toMatchObject({ code: "http_403", title: "Forbidden" });
    const html = new ApiClient({ fetch: () => Promise.resolve(new Response("<html>", { status: 500 })) });
    await expect(html.delete("/v1/x")).rejects.toMatchObject({ status: 500, code: "http_500" });
  });

  it("204 is nothing", async () => {
    const { client } = clientOf({ "DELETE /v1/x": [{ status: 204 }] });
    await expect(client.delete("/v1/x")).resolves.toBeUndefined();
  });

  it("a caller's cancellation is not reported as a broken connection", async () => {
    const stop = new AbortController();
    const client = new ApiClient({
      fetch: (_, init) =>
        new Promise((_resolve, reject) => {
          const refuse = () => reject(new DOMException("stopped", "AbortError"));
          if (init?.signal?.aborted) refuse();
          init?.signal?.addEventListener("abort", refuse);
        }),
    });
    const asked = client.get("/v1/x", { signal: stop.signal });
    stop.abort();
    await expect(asked).rejects.toMatchObject({ name: "AbortError" });
  });
});

it("paths encode what is put into them", () => {
  expect(path`/v1/workspaces/${"ws/../x"}/tags/${"a b"}`).toBe("/v1/workspaces/ws%2F..%2Fx/tags/a%20b");
});

it("queries leave out what is not set", async () => {
  const { client, asked } = clientOf({ "GET /v1/x": [{ body: {} }] });
  await client.get("/v1/x", { query: { q: "a&b", unread: true, tag: undefined, cursor: null, number: "" } });
  expect(asked[0]?.path).toBe("/v1/x?q=a%26b&unread=true");
});
