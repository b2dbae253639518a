/** The frame around every page of a workspace: navigation, notices, the live line, the page itself. */
import { useHotkeys, useMediaQuery } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Outlet, useParams, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useSession, WorkspaceProvider } from "@/auth/workspace";
import { Announcer } from "@/components/announce";
import { LiveProvider, useLiveNotes, useLiveResync } from "@/components/live";
import { useMessages } from "@/i18n";
import { AccountBanner } from "./banner";
import { Membership, useMine } from "./membership";
import classes from "./frame.module.css";
import { messages } from "./messages";
import { PhoneHeader, PhoneNavigation, SideNavigation } from "./navigation";

const Palette = lazy(() => import("./palette"));
const Toasts = lazy(() => import("./toasts"));
const SessionExpired = lazy(() => import("./session-expired"));

const route = getRouteApi("/signed-in/w/$workspace");

export function WorkspaceLayout() {
  const { workspace: entered } = route.useRouteContext();
  // The role may change while the page is open: what /v1/me says now counts, not what it said on arrival.
  const workspace = useMine(entered.id) ?? entered;
  return (
    <WorkspaceProvider workspace={workspace} key={workspace.id}>
      <LiveProvider workspace={workspace.id}>
        <Frame workspace={workspace.id} />
        <Membership workspace={workspace} />
      </LiveProvider>
    </WorkspaceProvider>
  );
}

function Frame({ workspace }: { workspace: string }) {
  const t = useMessages(messages);
  const phone = useMediaQuery("(max-width: 47.99em)", false, { getInitialValueInEffect: false });
  const { conversation } = useParams({ strict: false });
  const { status } = useSession();
  const [palette, setPalette] = useState(false);
  const openPalette = () => setPalette(true);
  useHotkeys([["mod+K", openPalette]], []);
  useFreshness(workspace);
  useFocusOnArrival();
  // An open conversation has the whole phone.
  const bare = phone && conversation !== undefined;
  return (
    <div className={classes.frame} data-phone={phone || undefined}>
      <div className={classes.skips}>
        <a href="#main">{t("skip_content")}</a>
        {!bare && <a href="#navigation">{t("skip_navigation")}</a>}
      </div>
      {!phone && <SideNavigation onPalette={openPalette} />}
      <div className={classes.column}>
        {phone && !bare && <PhoneHeader onPalette={openPalette} />}
        <AccountBanner />
        <main id="main" tabIndex={-1} className={classes.main}>
          <Outlet />
        </main>
        {phone && !bare && <PhoneNavigation />}
      </div>
      <Announcer />
      <Suspense fallback={null}>
        <Toasts phone={phone} />
        {palette && <Palette onClose={() => setPalette(false)} />}
        {status === "expired" && <SessionExpired />}
      </Suspense>
    </div>
  );
}

/** What the frame itself shows is read again when the live line says so. The inbox does its own families. */
function useFreshness(workspace: string): void {
  const queries = useQueryClient();
  const read = (family: string) => void queries.invalidateQueries({ queryKey: [family, workspace] });
  useLiveNotes((note) => {
    if (note.type === "notice") read("notices");
    if (note.type === "account") {
      read("connections");
      read("templates");
      read("notices");
    }
  });
  useLiveResync(() => {
    read("notices");
    read("connections");
  });
}

/** A new page starts with its title for keyboard and screen reader; moving inside a page leaves the focus alone. */
function useFocusOnArrival(): void {
  const page = useRouterState({ select: (state) => state.matches.at(-1)?.routeId });
  const shown = useRef(page);
  useEffect(() => {
    if (shown.current === page) return;
    shown.current = page;
    const main = document.getElementById("main");
    (main?.querySelector<HTMLElement>("h1[tabindex]") ?? main)?.focus({ preventScroll: true });
    main?.scrollTo({ top: 0 });
  }, [page]);
}
