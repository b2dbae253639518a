/** Which workspace this is, and the way to another. */
import { IconSelector } from "@tabler/icons-react";
import { useWorkspace } from "@/auth/workspace";
import { onDemand } from "@/components/on-demand";
import { WorkspaceMark } from "@/components/workspace-mark";
import { useMessages } from "@/i18n";
import classes from "./frame.module.css";
import { messages } from "./messages";

const WorkspaceMenu = onDemand(() => import("./workspace-menu"), "menu");

export function WorkspaceSwitcher({ compact }: { compact: boolean }) {
  const t = useMessages(messages);
  const workspace = useWorkspace();
  const face = (
    <>
      <WorkspaceMark name={workspace.name} logo={workspace.logo_url} />
      {!compact && <span className={classes.workspaceName}>{workspace.name}</span>}
    </>
  );
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
