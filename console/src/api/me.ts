/** GET /v1/me: the person, their workspaces and what they may do in each. */
import { queryOptions } from "@tanstack/react-query";
import { api } from "./client";
import type { Me } from "./types";

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => api.get<Me>("/v1/me", { signal }),
  staleTime: 5 * 60_000,
});
