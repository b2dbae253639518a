/** The pages of the settings, in order: the workspace's, then the person's own. */
import {
  IconBell,
  IconBuildingStore,
  IconFileExport,
  IconKey,
  IconMessageBolt,
  IconPlugConnected,
  IconShieldLock,
  IconTag,
  IconUser,
  IconUsers,
} from "@tabler/icons-react";

export const SETTINGS = [
  { key: "connection", group: "workspace", to: "/w/$workspace/settings/connection", icon: IconPlugConnected },
  { key: "workspace", group: "workspace", to: "/w/$workspace/settings/workspace", icon: IconBuildingStore },
  { key: "members", group: "workspace", to: "/w/$workspace/settings/members", icon: IconUsers },
  { key: "tags", group: "workspace", to: "/w/$workspace/settings/tags", icon: IconTag },
  { key: "replies", group: "workspace", to: "/w/$workspace/settings/replies", icon: IconMessageBolt },
  { key: "api_keys", group: "workspace", to: "/w/$workspace/settings/api-keys", icon: IconKey },
  { key: "exports", group: "workspace", to: "/w/$workspace/settings/exports", icon: IconFileExport },
  { key: "profile", group: "you", to: "/w/$workspace/settings/profile", icon: IconUser },
  { key: "security", group: "you", to: "/w/$workspace/settings/security", icon: IconShieldLock },
  { key: "notices", group: "you", to: "/w/$workspace/settings/notices", icon: IconBell },
] as const;

export const GROUPS = ["workspace", "you"] as const;
