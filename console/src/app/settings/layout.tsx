/** Settings: their own list beside (on a phone: above) the chosen page. */
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useWorkspace } from "@/auth/workspace";
import { useMessages } from "@/i18n";
import classes from "./layout.module.css";
import { messages } from "./messages";
import { GROUPS, SETTINGS } from "./pages";

export function SettingsLayout() {
  const t = useMessages(messages);
  const workspace = useWorkspace();
  const list = useRef<HTMLElement>(null);
  const page = useRouterState({ select: (state) => state.location.pathname });
  // On a phone the list is one line that scrolls sideways: where one is must be on the screen.
  useEffect(() => {
    list.current
      ?.querySelector("[aria-current=page]")
      ?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [page]);
  return (
    <div className={classes.settings}>
      <nav ref={list} className={classes.pages} aria-label={t("sections")}>
        <p className={classes.head} aria-hidden="true">
          {t("title")}
        </p>
        {GROUPS.map((group) => (
          <div key={group} role="group" aria-label={t(`group_${group}`)} className={classes.group}>
            <p className={classes.groupHead} aria-hidden="true">
              {t(`group_${group}`)}
            </p>
            {SETTINGS.filter((page) => page.group === group).map((page) => (
              <Link
                key={page.key}
                to={page.to}
                params={{ workspace: workspace.id }}
                className={classes.link}
                activeProps={{ "data-active": true, "aria-current": "page" }}
              >
                <page.icon size={18} stroke={1.6} aria-hidden="true" />
                {t(page.key)}
              </Link>
            ))}
          </div>
        ))}
      </nav>
      <div className={classes.page}>
        <Outlet />
      </div>
    </div>
  );
}
