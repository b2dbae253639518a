/** The frame around every page of a workspace: navigation, notices, the live line, the page itself. */
import { getRouteApi, Outlet } from "@tanstack/react-router";
import { WorkspaceProvider } from "@/auth/workspace";
import { LiveProvider } from "@/components/live";

const route = getRouteApi("/signed-in/w/$workspace");

export function WorkspaceLayout() {
  const { workspace } = route.useRouteContext();
  return (
    <WorkspaceProvider workspace={workspace} key={workspace.id}>
      <LiveProvider workspace={workspace.id}>
        <main id="main" tabIndex={-1}>
          <Outlet />
        </main>
      </LiveProvider>
    </WorkspaceProvider>
  );
}
