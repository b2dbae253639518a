import { describe, expect, it } from "vitest";
import { ApiClient } from "@/api/client";
import { fakeServer } from "@/test/fake-fetch";
import { SessionStore } from "./session";

const user = { id: "u1", email: "owner@demo.waloom.test", name: "Ines" };
const opened = { access_token: "t1", expires_in: 900, user };

function storeOf(routes: Parameters<typeof fakeServer>[0]) {
  const server = fakeServer(routes);
  const client = new ApiClient({
    fetch: server.fetch,
    sleep: () => Promise.resolve(),
    alone: (action) => action(),
  });
  return { client, store: new SessionStore(client), asked: server.asked };
}

describe("the session", () => {
  it("is restored once from the cookie", async () => {
    const { store, asked } = storeOf({ "POST /v1/session/refresh": [{ body: opened }] });
    await store.restore();
    await store.restore();
    expect(store.state).toEqual({ status: "in", user });
    expect(asked).toHaveLength(1);
  });

  it("is out when the cookie opens nothing", async () => {
    const { store } = storeOf({ "POST /v1/session/refresh": [{ status: 401, body: {} }] });
    expect((await store.restore()).status).toBe("out");
  });

  it("stays unknown when the server cannot be reached, so that a reload may find it", async () => {
    const { store } = storeOf({ "POST /v1/session/refresh": [new TypeError("offline")] });
    await expect(store.restore()).rejects.toThrow();
    expect(store.state.status).toBe("unknown");
  });

  it("that ends under work is expired, remembers whose it was, and goes on after signing in", async () => {
    const { store, client } = storeOf({
      "POST /v1/session": [{ body: opened }],
      "GET /v1/me": [{ status: 401, body: {} }],
      "POST /v1/session/refresh": [{ status: 401, body: {} }],
    });
    await store.signIn("owner@demo.waloom.test", "secret");
    await expect(client.get("/v1/me")).rejects.toThrow();
    expect(store.state).toEqual({ status: "expired", user });
    await store.signIn("owner@demo.waloom.test", "secret");
    expect(store.state.status).toBe("in");
  });

  it("signs out even when the server has forgotten it", async () => {
    const { store } = storeOf({
      "POST /v1/session": [{ body: opened }],
      "DELETE /v1/session": [{ status: 401, body: {} }],
    });
    await store.signIn("owner@demo.waloom.test", "secret");
    await store.signOut();
    expect(store.state.status).toBe("out");
  });

  it("does not claim to have signed out when nobody heard it", async () => {
    const { store } = storeOf({
      "POST /v1/session": [{ body: opened }],
      "DELETE /v1/session": [new TypeError("offline")],
    });
    await store.signIn("owner@demo.waloom.test", "secret");
    await expect(store.signOut()).rejects.toThrow();
    expect(store.state.status).toBe("in");
  });

  it("keeps no token where scripts of another page load could find it", async () => {
    const { store } = storeOf({ "POST /v1/session": [{ body: opened }] });
    await store.signIn("owner@demo.waloom.test", "secret");
    expect(JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie).not.toContain("t1");
  });
});
