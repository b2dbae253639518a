/** Contacts: the list, one of them, and their name. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, path } from "@/api/client";
import type { ContactDetails, Conversation, Page } from "@/api/types";

export const contactsQuery = (workspace: string, q: string) =>
  infiniteQueryOptions({
    queryKey: ["contacts", workspace, "list", q],
    queryFn: ({ signal, pageParam }) =>
      api.get<Page<ContactDetails>>(path`/v1/workspaces/${workspace}/contacts`, {
        signal,
        query: { q, limit: 50, cursor: pageParam },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (before) => before,
  });

export const contactQuery = (workspace: string, contact: string) =>
  queryOptions({
    queryKey: ["contacts", workspace, "one", contact],
    queryFn: ({ signal }) =>
      api.get<ContactDetails>(path`/v1/workspaces/${workspace}/contacts/${contact}`, { signal }),
  });

export function useRename(workspace: string, contact: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (name: string) =>
      api.patch<ContactDetails>(path`/v1/workspaces/${workspace}/contacts/${contact}`, { name }),
    onSuccess: (saved) => {
      queries.setQueryData(contactQuery(workspace, contact).queryKey, saved);
      void queries.invalidateQueries({ queryKey: ["contacts", workspace] });
      // The inbox shows names too.
      void queries.invalidateQueries({ queryKey: ["inbox", workspace] });
    },
  });
}

/** Finds the conversation of this person with that number, or starts it: the same call twice gives the same one. */
export function useOpenConversation(workspace: string) {
  return useMutation({
    mutationFn: ({ contact, number }: { contact: string; number: string }) =>
      api.post<Conversation>(path`/v1/workspaces/${workspace}/conversations`, {
        number_id: number,
        contact_id: contact,
      }),
  });
}
