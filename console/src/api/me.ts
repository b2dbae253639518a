/** GET /v1/me: the person, their workspaces and what they may do in each. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api } from "./client";
import type { Me } from "./types";

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => api.get<Me>("/v1/me", { signal }),
  staleTime: 5 * 60_000,
});

/** Asks again and waits: the router and every gate go by what this answers. */
export function readMe(queries: QueryClient): Promise<Me> {
  return queries.fetchQuery({ ...meQuery, staleTime: 0 });
}
