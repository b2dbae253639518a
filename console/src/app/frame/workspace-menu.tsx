/** The list of workspaces; loaded when first opened. */
import { Menu } from "@mantine/core";
import { IconCheck, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { meQuery } from "@/api/me";
import { useWorkspace } from "@/auth/workspace";
import type { OnDemandMenuProps } from "@/components/on-demand";
import { WorkspaceMark } from "@/components/workspace-mark";
import { useMessages } from "@/i18n";
import { messages } from "./messages";

export default function WorkspaceMenu({ face, className, label }: OnDemandMenuProps) {
  const t = useMessages(messages);
  const navigate = useNavigate();
  const workspace = useWorkspace();
  const { data } = useQuery(meQuery);
  return (
    <Menu position="bottom-start" width={260} defaultOpened>
      <Menu.Target>
        <button type="button" className={`wl-plain ${className ?? ""}`} aria-label={label}>
          {face}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("switch_workspace")}</Menu.Label>
        {data?.workspaces.map((one) => (
          <Menu.Item
            key={one.id}
            leftSection={<WorkspaceMark name={one.name} logo={one.logo_url} />}
            rightSection={one.id === workspace.id ? <IconCheck size={16} /> : null}
            aria-current={one.id === workspace.id || undefined}
            onClick={() =>
              void navigate({ to: "/w/$workspace/inbox/{-$conversation}", params: { workspace: one.id } })
            }
          >
            {one.name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconPlus size={16} />}
          onClick={() => void navigate({ to: "/new-workspace" })}
        >
          {t("new_workspace")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
