// A small stand-in for the API with state in memory, for work on the console alone. Never part of the build.
// node dev-mock/server.mjs · sign in with owner@demo.waloom.test or agent@demo.waloom.test, any password but "wrong".
import { createServer } from "node:http";
import { randomUUID } from "node:crypto";
import { WebSocketServer } from "ws";
import { accountRoutes, config, publicAnswer } from "./accounts.mjs";
import { inboxRoutes } from "./inbox.mjs";
import { Refusal } from "./refusal.mjs";
import { routes as workspaceRoutes } from "./routes.mjs";
import { makeState } from "./state.mjs";

const port = Number(process.env.WALOOM_MOCK_PORT ?? 8010);
const state = makeState();
const sockets = new Set();
const tokens = new Map();
/** Sends a live note to every open console. */
const push = (note) => sockets.forEach((socket) => socket.send(JSON.stringify(note)));
const table = [...accountRoutes(state), ...workspaceRoutes(state, push), ...inboxRoutes(state, push)].map(
  ([method, pattern, handler]) => ({
    method,
    test: new RegExp(`^${pattern.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`),
    handler,
  }),
);

const session = (user) => {
  const access_token = randomUUID();
  tokens.set(access_token, user);
  return { access_token, expires_in: 900, user: { id: user.id, email: user.email, name: user.name } };
};

async function body(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const text = Buffer.concat(parts).toString();
  return request.headers["content-type"]?.startsWith("application/json") && text ? JSON.parse(text) : {};
}

async function answer(request, url) {
  const { pathname } = url;
  const cookie = /waloom_refresh=(\w+)/.exec(request.headers.cookie ?? "")?.[1];
  const known = state.users.find((user) => user.id === cookie);
  if (pathname === "/v1/config") return config;
  const open = (user) => ({
    $cookie: `waloom_refresh=${user.id}; Path=/v1/session; HttpOnly; SameSite=Strict`,
    ...session(user),
  });
  if (/^\/v1\/(sign-up|password)/.test(pathname))
    return publicAnswer(request.method, pathname, await body(request), state, open);
  if (pathname === "/v1/session" && request.method === "POST") {
    const { email, password } = await body(request);
    const user = state.users.find((one) => one.email === email);
    if (!user || password === "wrong")
      throw new Refusal(401, "wrong_credentials", "Wrong email or password.");
    return open(user);
  }
  if (pathname === "/v1/session/refresh") {
    if (!known) throw new Refusal(401, "unauthorized", "No session.");
    return session(known);
  }
  if (pathname === "/v1/session" && request.method === "DELETE") {
    return { $cookie: "waloom_refresh=; Path=/v1/session; Max-Age=0", $status: 204 };
  }
  const upload = pathname.startsWith("/v1/mock/") || pathname === "/v1/mock-upload";
  const user = tokens.get((request.headers.authorization ?? "").replace("Bearer ", ""));
  if (!user && !upload) throw new Refusal(401, "unauthorized", "Sign in.");
  for (const { method, test, handler } of table) {
    const match = test.exec(pathname);
    if (match && method === request.method) {
      const params = Object.fromEntries(
        Object.entries(match.groups ?? {}).map(([k, v]) => [k, decodeURIComponent(v)]),
      );
      const result = await handler({ params, query: url.searchParams, body: await body(request), user });
      return result ?? { $status: 204 };
    }
  }
  throw new Refusal(404, "not_found", `The mock has no ${request.method} ${pathname}.`);
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://mock");
  try {
    const { $cookie, $status = 200, $raw, ...value } = await answer(request, url);
    if ($cookie) response.setHeader("Set-Cookie", $cookie);
    if ($raw) {
      response.writeHead(200, { "Content-Type": $raw.type });
      response.end($raw.bytes);
      return;
    }
    response.writeHead($status, { "Content-Type": "application/json" });
    response.end($status === 204 ? undefined : JSON.stringify(value));
  } catch (error) {
    const refusal = error instanceof Refusal ? error : new Refusal(500, "unexpected", String(error.stack));
    if (refusal.status === 500) console.error(error);
    response.writeHead(refusal.status, { "Content-Type": "application/problem+json" });
    response.end(JSON.stringify(refusal.problem));
  }
});

const lines = new WebSocketServer({ server, path: "/live" });
lines.on("connection", (socket) => {
  sockets.add(socket);
  socket.on("close", () => sockets.delete(socket));
  socket.on("message", (data) => {
    if (JSON.parse(String(data)).type === "ping") socket.send('{"type":"pong"}');
  });
});

server.listen(port, "127.0.0.1", () => console.log(`mock API on http://localhost:${port}`));
