/** A server made of answers: each call takes the next answer of its path; what was asked is kept. */
export interface Asked {
  method: string;
  path: string;
  headers: Headers;
  body: unknown;
}

export type Answer = { status?: number; body?: unknown; headers?: Record<string, string> } | Error;

export function fakeServer(routes: Record<string, Answer[] | ((asked: Asked) => Answer | Promise<Answer>)>) {
  const asked: Asked[] = [];
  const serve = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const url = new URL(String(input), "http://test");
    const one: Asked = {
      method: init?.method ?? "GET",
      path: url.pathname + url.search,
      headers: new Headers(init?.headers),
      body: typeof init?.body === "string" ? JSON.parse(init.body) : undefined,
    };
    asked.push(one);
    const route = routes[`${one.method} ${url.pathname}`];
    if (!route) throw new Error(`nothing answers ${one.method} ${url.pathname}`);
    const answer = Array.isArray(route) ? (route.length > 1 ? route.shift() : route[0]) : await route(one);
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error("no answer left");
    const { status = 200, body, headers } = answer;
    return new Response(body === undefined ? null : JSON.stringify(body), {
      status,
      headers: { "Content-Type": status < 400 ? "application/json" : "application/problem+json", ...headers },
    });
  };
  return { fetch: serve as typeof fetch, asked };
}
