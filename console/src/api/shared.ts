/** Reads that several features share: one query, one cache entry. */
import { queryOptions } from "@tanstack/react-query";
import { api, path } from "./client";
import type { Account, CannedReply, Member, Page, PhoneNumber, Tag, Template } from "./types";

export const membersQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["workspaces", workspace, "members"],
    queryFn: ({ signal }) =>
      api.get<Pick<Page<Member>, "items">>(path`/v1/workspaces/${workspace}/members`, { signal }),
    staleTime: 5 * 60_000,
  });

export const accountsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["connections", workspace, "accounts"],
    queryFn: ({ signal }) =>
      api.get<Pick<Page<Account>, "items">>(path`/v1/workspaces/${workspace}/accounts`, { signal }),
    staleTime: 60_000,
  });

export const numbersQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["connections", workspace, "numbers"],
    queryFn: ({ signal }) =>
      api.get<Pick<Page<PhoneNumber>, "items">>(path`/v1/workspaces/${workspace}/numbers`, { signal }),
    staleTime: 5 * 60_000,
  });

export const tagsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["library", workspace, "tags"],
    queryFn: ({ signal }) =>
      api.get<Pick<Page<Tag>, "items">>(path`/v1/workspaces/${workspace}/tags`, { signal }),
    staleTime: 60_000,
  });

export const cannedRepliesQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["library", workspace, "canned-replies"],
    queryFn: ({ signal }) =>
      api.get<Pick<Page<CannedReply>, "items">>(path`/v1/workspaces/${workspace}/canned-replies`, { signal }),
    staleTime: 60_000,
  });

/** `number` narrows to what that number may send. */
export const templatesQuery = (workspace: string, number?: string) =>
  queryOptions({
    queryKey: ["templates", workspace, "list", number ?? "all"],
    queryFn: ({ signal }) =>
      api.get<Pick<Page<Template>, "items">>(path`/v1/workspaces/${workspace}/templates`, {
        signal,
        query: { number },
      }),
    staleTime: 60_000,
  });
