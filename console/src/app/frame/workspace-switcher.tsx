/** Which workspace this is, and the way to another. */
import { IconSelector } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { meQuery } from "@/api/me";
import { useWorkspace } from "@/auth/workspace";
import { onDemand } from "@/components/on-demand";
import { useMessages } from "@/i18n";
import classes from "./frame.module.css";
import { messages } from "./messages";
import { WorkspaceMark } from "./workspace-mark";

const WorkspaceMenu = onDemand(() => import("./workspace-menu"), "menu");

export function WorkspaceSwitcher({ compact }: { compact: boolean }) {
  const t = useMessages(messages);
  const workspace = useWorkspace();
  const { data } = useQuery(meQuery);
  const face = (
    <>
      <WorkspaceMark name={workspace.name} />
      {!compact && <span className={classes.workspaceName}>{workspace.name}</span>}
    </>
  );
  // Nothing to switch to: a name, not a button that does nothing.
  if ((data?.workspaces ?? [workspace]).length < 2) {
    return (
      <div className={classes.workspace} title={workspace.name}>
        {face}
      </div>
    );
  }
  return (
    <WorkspaceMenu
      className={`${classes.workspace} ${classes.pressable}`}
      label={`${t("workspace_now", { name: workspace.name })}. ${t("switch_workspace")}`}
      tip={compact ? workspace.name : undefined}
      face={
        <>
          {face}
          {!compact && <IconSelector size={16} className={classes.faint} />}
        </>
      }
    />
  );
}
