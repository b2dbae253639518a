/** Every address of the console. A route holds URL, search shape and composition; its page is loaded when visited. */
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { meQuery } from "@/api/me";
import { session } from "@/auth/session";
import { inboxSearch } from "@/features/inbox/search";
import { CrashPage, NotFoundPage, PendingPage } from "@/components/states";
import { safeReturn } from "./return-address";

interface RouterContext {
  queries: QueryClient;
}

const rootRoute = createRootRouteWithContext<RouterContext>()({ component: Outlet });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: (raw: Record<string, unknown>): { return?: string } => {
    const back = safeReturn(raw.return);
    return back ? { return: back } : {};
  },
  beforeLoad: async ({ search }) => {
    if ((await session.restore().catch(() => null))?.status === "in")
      throw redirect({ href: search.return ?? "/" });
  },
  component: lazyRouteComponent(() => import("@/features/session/sign-in-page"), "SignInPage"),
});

/** Everything behind it needs a session; a stranger is sent to sign in and comes back here after. */
const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "signed-in",
  beforeLoad: async ({ location, context }) => {
    const { status } = await session.restore();
    if (status === "out") throw redirect({ to: "/sign-in", search: { return: location.href } });
    return { me: await context.queries.ensureQueryData(meQuery) };
  },
  component: Outlet,
});

const homeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/",
  beforeLoad: ({ context }) => {
    const first = context.me.workspaces[0];
    if (first)
      throw redirect({ to: "/w/$workspace/inbox/{-$conversation}", params: { workspace: first.id } });
  },
  component: lazyRouteComponent(() => import("@/features/session/no-workspace-page"), "NoWorkspacePage"),
});

const workspaceRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/w/$workspace",
  beforeLoad: ({ context, params }) => {
    const workspace = context.me.workspaces.find((one) => one.id === params.workspace);
    if (!workspace) throw notFound();
    return { workspace };
  },
  component: lazyRouteComponent(() => import("./frame/workspace-layout"), "WorkspaceLayout"),
});

const workspaceHome = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/w/$workspace/inbox/{-$conversation}", params: { workspace: params.workspace } });
  },
});

const inboxRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "inbox/{-$conversation}",
  validateSearch: inboxSearch,
  component: lazyRouteComponent(() => import("@/features/inbox/page"), "InboxPage"),
});

const tree = rootRoute.addChildren([
  signInRoute,
  signedInRoute.addChildren([homeRoute, workspaceRoute.addChildren([workspaceHome, inboxRoute])]),
]);

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    defaultPreload: "intent",
    defaultPendingComponent: PendingPage,
    defaultPendingMs: 300,
    defaultErrorComponent: CrashPage,
    defaultNotFoundComponent: NotFoundPage,
    scrollRestoration: false,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
