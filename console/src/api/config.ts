/** GET /v1/config: what this installation is and asks of people, before anybody has signed in. */
import { queryOptions } from "@tanstack/react-query";
import { api } from "./client";
import type { PublicConfig } from "./types";

export const configQuery = queryOptions({
  queryKey: ["config"],
  queryFn: ({ signal }) => api.get<PublicConfig>("/v1/config", { signal, auth: "none" }),
  staleTime: Number.POSITIVE_INFINITY,
});
