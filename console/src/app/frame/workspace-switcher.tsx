/** Which workspace this is, and the way to another. */
import { Menu, UnstyledButton } from "@mantine/core";
import { IconCheck, IconSelector } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { meQuery } from "@/api/me";
import { useWorkspace } from "@/auth/workspace";
import { useMessages } from "@/i18n";
import classes from "./frame.module.css";
import { messages } from "./messages";

export function WorkspaceMark({ name }: { name: string }) {
  return (
    <span className={classes.mark} aria-hidden="true">
      {[...name][0]?.toLocaleUpperCase()}
    </span>
  );
}

export function WorkspaceSwitcher({ compact }: { compact: boolean }) {
  const t = useMessages(messages);
  const navigate = useNavigate();
  const workspace = useWorkspace();
  const { data } = useQuery(meQuery);
  const others = data?.workspaces ?? [workspace];
  const face = (
    <>
      <WorkspaceMark name={workspace.name} />
      {!compact && <span className={classes.workspaceName}>{workspace.name}</span>}
    </>
  );
  // Nothing to switch to: a name, not a button that does nothing.
  if (others.length < 2) {
    return (
      <div className={classes.workspace} title={workspace.name}>
        {face}
      </div>
    );
  }
  return (
    <Menu position="bottom-start" width={260}>
      <Menu.Target>
        <UnstyledButton
          className={classes.workspace}
          data-button
          aria-label={`${t("workspace_now", { name: workspace.name })}. ${t("switch_workspace")}`}
        >
          {face}
          {!compact && <IconSelector size={16} className={classes.faint} />}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("switch_workspace")}</Menu.Label>
        {others.map((one) => (
          <Menu.Item
            key={one.id}
            leftSection={<WorkspaceMark name={one.name} />}
            rightSection={one.id === workspace.id ? <IconCheck size={16} /> : null}
            aria-current={one.id === workspace.id || undefined}
            onClick={() =>
              void navigate({ to: "/w/$workspace/inbox/{-$conversation}", params: { workspace: one.id } })
            }
          >
            {one.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
