/** The pages of the settings, in order. */
import { IconMessageBolt, IconPlugConnected, IconTag, IconUser, IconUsers } from "@tabler/icons-react";

export const SETTINGS = [
  { key: "connection", to: "/w/$workspace/settings/connection", icon: IconPlugConnected },
  { key: "members", to: "/w/$workspace/settings/members", icon: IconUsers },
  { key: "tags", to: "/w/$workspace/settings/tags", icon: IconTag },
  { key: "replies", to: "/w/$workspace/settings/replies", icon: IconMessageBolt },
  { key: "profile", to: "/w/$workspace/settings/profile", icon: IconUser },
] as const;
