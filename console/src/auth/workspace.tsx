/** The workspace on screen and what this person may do in it; the API decides, the console only explains. */
import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from "react";
import type { WorkspaceSummary } from "@/api/types";
import { ZoneProvider } from "@/i18n/context";
import { useMessages } from "@/i18n";
import { messages } from "./messages";
import type { Permission } from "./permissions";
import { session, type SessionState } from "./session";

const WorkspaceContext = createContext<WorkspaceSummary | null>(null);

export function WorkspaceProvider({
  workspace,
  children,
}: {
  workspace: WorkspaceSummary;
  children: ReactNode;
}) {
  return (
    <WorkspaceContext value={workspace}>
      <ZoneProvider zone={workspace.time_zone}>{children}</ZoneProvider>
    </WorkspaceContext>
  );
}

export function useWorkspace(): WorkspaceSummary {
  const workspace = useContext(WorkspaceContext);
  if (!workspace) throw new Error("useWorkspace is for pages inside a workspace");
  return workspace;
}

export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, () => session.state);
}

export interface Gate {
  allowed: boolean;
  /** Why not, in the person's language; null when allowed. */
  reason: string | null;
}

export function useGate(permission: Permission): Gate {
  const workspace = useWorkspace();
  const t = useMessages(messages);
  const allowed = workspace.permissions.includes(permission);
  const role = t(`role_${workspace.role}`);
  return useMemo(
    () => ({ allowed, reason: allowed ? null : t("not_allowed", { role }) }),
    [allowed, role, t],
  );
}

/** Why phone numbers are dots for this person; null when they are not. */
export function useHiddenNumbers(): string | null {
  const { masked } = useWorkspace();
  const t = useMessages(messages);
  return masked ? t("numbers_hidden") : null;
}
