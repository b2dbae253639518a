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
import { contactsSearch } from "@/features/contacts/search";
import { inboxSearch } from "@/features/inbox/search";
import { templatesSearch } from "@/features/templates/search";
import {
  AloneNotFoundPage,
  AlonePendingPage,
  CrashPage,
  NotFoundPage,
  PendingPage,
} from "@/components/states";
import { safeReturn } from "./return-address";

interface RouterContext {
  queries: QueryClient;
}

const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  notFoundComponent: AloneNotFoundPage,
  pendingComponent: AlonePendingPage,
});

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
  notFoundComponent: AloneNotFoundPage,
  pendingComponent: AlonePendingPage,
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

const contactsRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "contacts",
  validateSearch: contactsSearch,
  component: lazyRouteComponent(() => import("@/features/contacts/page"), "ContactsPage"),
});

const templatesRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "templates",
  validateSearch: templatesSearch,
  component: lazyRouteComponent(() => import("@/features/templates/page"), "TemplatesPage"),
});

const settingsRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "settings",
  component: lazyRouteComponent(() => import("./settings/layout"), "SettingsLayout"),
});

const settingsHome = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/w/$workspace/settings/connection", params });
  },
});

const connectionRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "connection",
  component: lazyRouteComponent(() => import("@/features/connections/connection-page"), "ConnectionPage"),
});

const connectRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "connection/new",
  component: lazyRouteComponent(() => import("@/features/connections/connect-page"), "ConnectPage"),
});

const membersRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "members",
  component: lazyRouteComponent(() => import("@/features/workspaces/members-page"), "MembersPage"),
});

const tagsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "tags",
  component: lazyRouteComponent(() => import("@/features/library/tags-page"), "TagsPage"),
});

const repliesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "replies",
  component: lazyRouteComponent(() => import("@/features/library/replies-page"), "RepliesPage"),
});

const profileRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "profile",
  component: lazyRouteComponent(() => import("@/features/workspaces/profile-page"), "ProfilePage"),
});

const tree = rootRoute.addChildren([
  signInRoute,
  signedInRoute.addChildren([
    homeRoute,
    workspaceRoute.addChildren([
      workspaceHome,
      inboxRoute,
      contactsRoute,
      templatesRoute,
      settingsRoute.addChildren([
        settingsHome,
        connectionRoute,
        connectRoute,
        membersRoute,
        tagsRoute,
        repliesRoute,
        profileRoute,
      ]),
    ]),
  ]),
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
