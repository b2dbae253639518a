/** The areas of the product that exist, in the order of the navigation. A new area is one row here and its route. */
import { IconAddressBook, IconInbox, IconSettings, IconTemplate } from "@tabler/icons-react";
import type { Permission } from "@/auth/permissions";

export const AREAS = [
  {
    key: "inbox",
    to: "/w/$workspace/inbox/{-$conversation}",
    icon: IconInbox,
    permission: "conversations.read",
  },
  { key: "contacts", to: "/w/$workspace/contacts", icon: IconAddressBook, permission: "contacts.read" },
  { key: "templates", to: "/w/$workspace/templates", icon: IconTemplate, permission: "templates.read" },
  { key: "settings", to: "/w/$workspace/settings", icon: IconSettings, permission: "workspace.read" },
] as const satisfies readonly { key: string; to: string; icon: unknown; permission: Permission }[];

export type Area = (typeof AREAS)[number];
