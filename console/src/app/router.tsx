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
import { meQuery, readMe } from "@/api/me";
import type { Me } from "@/api/types";
import { lastWorkspace, rememberWorkspace } from "@/auth/last-workspace";
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
  validateSearch: (raw: Record<string, unknown>): { return?: string; reset?: true } => {
    const back = safeReturn(raw.return);
    return { ...(back && { return: back }), ...(raw.reset === true && { reset: true }) };
  },
  beforeLoad: async ({ search }) => {
    if ((await session.restore().catch(() => null))?.status === "in")
      throw redirect({ href: search.return ?? "/" });
  },
  component: lazyRouteComponent(() => import("@/features/session/sign-in-page"), "SignInPage"),
});

/** Pages for somebody without an account or password; whoever is signed in has no business there. */
const strangersOnly = async () => {
  if ((await session.restore().catch(() => null))?.status === "in") throw redirect({ to: "/" });
};

const signUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-up",
  beforeLoad: strangersOnly,
  component: lazyRouteComponent(() => import("@/features/session/sign-up-page"), "SignUpPage"),
});

const forgotRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/forgot-password",
  beforeLoad: strangersOnly,
  component: lazyRouteComponent(() => import("@/features/session/forgot-page"), "ForgotPage"),
});

/** The secret stands after the #: no server and no log ever sees it. */
const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/invitation",
  beforeLoad: () => session.restore().catch(() => null),
  component: lazyRouteComponent(() => import("@/features/session/invitation-page"), "InvitationPage"),
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
    const { workspaces } = context.me;
    const last = workspaces.find((one) => one.id === lastWorkspace()) ?? workspaces[0];
    if (!last) throw redirect({ to: "/new-workspace" });
    throw redirect({ to: "/w/$workspace/inbox/{-$conversation}", params: { workspace: last.id } });
  },
});

const chooserRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/workspaces",
  validateSearch: (raw: Record<string, unknown>): { left?: string } =>
    typeof raw.left === "string" ? { left: raw.left } : {},
  component: lazyRouteComponent(() => import("@/features/workspaces/chooser-page"), "ChooserPage"),
});

const newWorkspaceRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/new-workspace",
  component: lazyRouteComponent(() => import("@/features/workspaces/new-workspace-page"), "NewWorkspacePage"),
});

const workspaceRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/w/$workspace",
  beforeLoad: async ({ context, params }) => {
    const mine = (me: Me) => me.workspaces.find((one) => one.id === params.workspace);
    // What /v1/me said may be minutes old: an invitation accepted in another tab is not in it.
    const workspace = mine(context.me) ?? mine(await readMe(context.queries));
    if (!workspace) throw notFound();
    rememberWorkspace(workspace.id);
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

/** Without a template: a new one. */
const templateEditorRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "templates/edit/{-$template}",
  component: lazyRouteComponent(() => import("@/features/templates/editor-page"), "TemplateEditorPage"),
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

const accountRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "connection/$account",
  component: lazyRouteComponent(() => import("@/features/connections/account-page"), "AccountPage"),
});

const numberRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "connection/numbers/$number",
  component: lazyRouteComponent(() => import("@/features/connections/number-page"), "NumberPage"),
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

const workspacePageRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "workspace",
  component: lazyRouteComponent(() => import("@/features/workspaces/workspace-page"), "WorkspacePage"),
});

const keysRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "api-keys",
  component: lazyRouteComponent(() => import("@/features/api-keys/page"), "ApiKeysPage"),
});

const exportsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "exports",
  component: lazyRouteComponent(() => import("@/features/exports/page"), "ExportsPage"),
});

const profileRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "profile",
  component: lazyRouteComponent(() => import("@/features/account/profile-page"), "ProfilePage"),
});

const securityRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "security",
  component: lazyRouteComponent(() => import("@/features/account/security-page"), "SecurityPage"),
});

const noticesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "notices",
  component: lazyRouteComponent(() => import("@/features/notices/page"), "NoticePreferencesPage"),
});

const tree = rootRoute.addChildren([
  signInRoute,
  signUpRoute,
  forgotRoute,
  invitationRoute,
  signedInRoute.addChildren([
    homeRoute,
    chooserRoute,
    newWorkspaceRoute,
    workspaceRoute.addChildren([
      workspaceHome,
      inboxRoute,
      contactsRoute,
      templatesRoute,
      templateEditorRoute,
      settingsRoute.addChildren([
        settingsHome,
        connectionRoute,
        connectRoute,
        accountRoute,
        numberRoute,
        membersRoute,
        tagsRoute,
        repliesRoute,
        workspacePageRoute,
        keysRoute,
        exportsRoute,
        profileRoute,
        securityRoute,
        noticesRoute,
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
