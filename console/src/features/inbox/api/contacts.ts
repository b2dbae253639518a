/** The customer behind a conversation. */
import { queryOptions } from "@tanstack/react-query";
import { api, path } from "@/api/client";
import type { Contact, ContactDetails, Conversation, Page } from "@/api/types";

export const renameContact = (workspace: string, contact: string, name: string) =>
  api.patch<ContactDetails>(path`/v1/workspaces/${workspace}/contacts/${contact}`, { name });

/** The same customer's conversations on the business's other numbers: found by what identifies them. */
export const otherConversationsQuery = (workspace: string, contact: Contact) => {
  const words = contact.phone ?? contact.username ?? contact.name;
  return queryOptions({
    queryKey: ["inbox", workspace, "others", contact.id],
    queryFn: async ({ signal }) => {
      const page = await api.get<Page<Conversation>>(path`/v1/workspaces/${workspace}/conversations`, {
        signal,
        query: { tab: "all", status: "any", q: words, limit: 50 },
      });
      return page.items.filter((one) => one.contact.id === contact.id);
    },
    enabled: words !== "",
    staleTime: 60_000,
  });
};
