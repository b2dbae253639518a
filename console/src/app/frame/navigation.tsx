/** The left navigation: workspace, areas, and at the foot what is always at hand. */
import { useMediaQuery } from "@mantine/hooks";
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconSearch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useGate, useWorkspace } from "@/auth/workspace";
import { useMessages } from "@/i18n";
import { remember, remembered } from "@/lib/storage";
import { AREAS, type Area } from "./areas";
import { ConnectionState } from "./connection";
import classes from "./frame.module.css";
import { messages } from "./messages";
import { NoticesBell } from "./notices-bell";
import { ProfileButton } from "./profile-button";
import { WorkspaceSwitcher } from "./workspace-switcher";

const STORED = "waloom.navigation";
const MAC = /mac|iphone|ipad/i.test(navigator.platform);

export function AreaLink({ area, compact }: { area: Area; compact: boolean }) {
  const t = useMessages(messages);
  const workspace = useWorkspace();
  const gate = useGate(area.permission);
  const Icon = area.icon;
  const face = (
    <>
      <Icon size={20} stroke={1.6} aria-hidden="true" />
      <span className={classes.itemText} data-compact={compact || undefined}>
        {t(area.key)}
      </span>
    </>
  );
  if (!gate.allowed) {
    return (
      <button
        type="button"
        className={`wl-plain ${classes.item}`}
        aria-disabled
        data-disabled
        title={gate.reason ?? ""}
      >
        {face}
        <span className="wl-sr-only">. {gate.reason}</span>
      </button>
    );
  }
  return (
    <Link
      to={area.to}
      params={{ workspace: workspace.id }}
      className={classes.item}
      activeProps={{ "data-active": true, "aria-current": "page" }}
      activeOptions={{ includeSearch: false }}
      data-tip={compact ? t(area.key) : undefined}
    >
      {face}
    </Link>
  );
}

export function SideNavigation({ onPalette }: { onPalette: () => void }) {
  const t = useMessages(messages);
  const roomy = useMediaQuery("(min-width: 85em)", true, { getInitialValueInEffect: false });
  const [choice, setChoice] = useState(() => remembered(STORED));
  const narrow = choice ? choice === "narrow" : !roomy;
  const toggle = () => {
    const next = narrow ? "wide" : "narrow";
    remember(STORED, next);
    setChoice(next);
  };
  const Toggle = narrow ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  const toggleLabel = t(narrow ? "expand" : "collapse");
  return (
    <aside className={classes.side} aria-label={t("side")} data-narrow={narrow || undefined}>
      <WorkspaceSwitcher compact={narrow} />
      <button
        type="button"
        className={`wl-plain ${classes.search}`}
        onClick={onPalette}
        aria-label={narrow ? t("palette") : undefined}
        aria-keyshortcuts={MAC ? "Meta+K" : "Control+K"}
        data-tip={narrow ? t("palette") : undefined}
      >
        <IconSearch size={18} stroke={1.6} />
        {!narrow && <span className={classes.itemText}>{t("palette")}</span>}
        {!narrow && (
          <kbd className={classes.keys} aria-hidden="true">
            {MAC ? "⌘ K" : "Ctrl K"}
          </kbd>
        )}
      </button>
      <nav id="navigation" tabIndex={-1} aria-label={t("navigation")} className={classes.areas}>
        {AREAS.map((area) => (
          <AreaLink key={area.key} area={area} compact={narrow} />
        ))}
      </nav>
      <div className={classes.foot}>
        <ConnectionState compact={narrow} />
        <NoticesBell compact={narrow} />
        <div className={classes.footRow}>
          <ProfileButton compact={narrow} />
          <button
            type="button"
            className={`wl-plain ${classes.toggle}`}
            onClick={toggle}
            aria-label={toggleLabel}
            aria-expanded={!narrow}
            data-tip={toggleLabel}
          >
            <Toggle size={18} stroke={1.6} />
          </button>
        </div>
      </div>
    </aside>
  );
}

/** On a phone: the workspace and the person above, the areas under the thumb. */
export function PhoneHeader({ onPalette }: { onPalette: () => void }) {
  const t = useMessages(messages);
  return (
    <header className={classes.phoneHeader}>
      <WorkspaceSwitcher compact={false} />
      <div className={classes.phoneTools}>
        <ConnectionState compact />
        <button
          type="button"
          className={`wl-plain ${classes.item}`}
          onClick={onPalette}
          aria-label={t("palette")}
        >
          <IconSearch size={20} stroke={1.6} />
        </button>
        <NoticesBell compact below />
        <ProfileButton compact />
      </div>
    </header>
  );
}

export function PhoneNavigation() {
  const t = useMessages(messages);
  return (
    <nav id="navigation" tabIndex={-1} aria-label={t("navigation")} className={classes.phoneAreas}>
      {AREAS.map((area) => (
        <AreaLink key={area.key} area={area} compact={false} />
      ))}
    </nav>
  );
}
