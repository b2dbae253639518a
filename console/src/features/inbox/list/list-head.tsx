/** What stands above the rows: title and actions, search, tabs with counts, status, order, further filters, saved views. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useGate, useWorkspace } from "@/auth/workspace";
import { useFormat, useMessages } from "@/i18n";
import { countsQuery } from "../api/conversations";
import { Icon } from "../icons";
import { messages } from "../messages";
import { extraFilters } from "../model/filter";
import { type InboxSearch, STATUS_CHOICES, type StatusChoice, TABS } from "../search";
import classes from "./list.module.css";

const Filters = lazy(() => import("./filters"));

const SEARCH_PAUSE_MS = 250;

interface ListHeadProps {
  workspace: string;
  search: InboxSearch;
  onSearch: (change: Partial<InboxSearch>, replace?: boolean) => void;
  onNew: () => void;
  onShortcuts: () => void;
  /** Conversations that wait above the list, which stands still while one is open. */
  fresh: number;
  onFresh: () => void;
}

export function ListHead(props: ListHeadProps) {
  const { workspace, search, onSearch, onNew, onShortcuts, fresh, onFresh } = props;
  const t = useMessages(messages);
  const gate = useGate("conversations.answer");
  const [filtering, setFiltering] = useState(false);
  const status = search.status ?? "open";
  const more = extraFilters(search);
  return (
    <header>
      <div className={classes.head}>
        <div className={classes.titleLine}>
          <h1 className={classes.title} tabIndex={-1}>
            {t("title")}
          </h1>
          <span className={classes.spread}>
            {fresh > 0 && (
              <button
                type="button"
                className={`${classes.fresh} wl-num`}
                aria-label={t("fresh_label", { count: fresh })}
                onClick={onFresh}
              >
                <span aria-hidden="true">↑ </span>
                {t("fresh", { count: fresh })}
              </button>
            )}
          </span>
          <ExportLink workspace={workspace} />
          <button
            type="button"
            className={classes.icon}
            aria-label={t("shortcuts")}
            title={`${t("shortcuts")} (?)`}
            onClick={onShortcuts}
          >
            <Icon name="keyboard" />
          </button>
          <button
            type="button"
            className={classes.icon}
            aria-label={t("new_conversation")}
            title={gate.reason ?? t("new_conversation")}
            aria-disabled={!gate.allowed}
            onClick={() => {
              if (gate.allowed) onNew();
            }}
          >
            <Icon name="plus" />
          </button>
        </div>
        <SearchField q={search.q ?? ""} onSearch={onSearch} />
        <Tabs workspace={workspace} search={search} onSearch={onSearch} />
      </div>
      <div className={classes.tools}>
        <select
          className={classes.select}
          aria-label={t("status_label")}
          value={status}
          onChange={(event) => {
            const chosen = event.currentTarget.value as StatusChoice;
            onSearch({ status: chosen === "open" ? undefined : chosen });
          }}
        >
          {STATUS_CHOICES.map((choice) => (
            <option key={choice} value={choice}>
              {t(`status_${choice}`)}
            </option>
          ))}
        </select>
        <span className={classes.spread} />
        <select
          className={classes.select}
          aria-label={t("sort_label")}
          value={search.sort ?? "newest"}
          onChange={(event) =>
            onSearch({ sort: event.currentTarget.value === "oldest" ? "oldest" : undefined })
          }
        >
          <option value="newest">{t("sort_newest")}</option>
          <option value="oldest">{t("sort_oldest")}</option>
        </select>
        <button
          type="button"
          className={classes.icon}
          aria-label={more > 0 ? t("filters_on", { count: more }) : t("filters")}
          title={t("filters")}
          aria-expanded={filtering}
          data-on={more > 0 || filtering || undefined}
          onClick={() => setFiltering(!filtering)}
        >
          <Icon name="filter" />
          {more > 0 && (
            <span className={`${classes.badge} wl-num`} aria-hidden="true">
              {more}
            </span>
          )}
        </button>
      </div>
      {filtering && (
        <Suspense fallback={null}>
          <Filters workspace={workspace} search={search} onSearch={onSearch} />
        </Suspense>
      )}
    </header>
  );
}

/** Exports are begun, watched and fetched on a page of their own. */
function ExportLink({ workspace }: { workspace: string }) {
  const t = useMessages(messages);
  const gate = useGate("exports.create");
  return (
    <Link
      to="/w/$workspace/settings/exports"
      params={{ workspace }}
      className={classes.icon}
      aria-label={t("export")}
      title={gate.reason ?? t("export")}
      disabled={!gate.allowed}
      aria-description={gate.reason ?? undefined}
    >
      <Icon name="download" />
    </Link>
  );
}

function SearchField({ q, onSearch }: { q: string; onSearch: ListHeadProps["onSearch"] }) {
  const t = useMessages(messages);
  const [typed, setTyped] = useState(q);
  const [from, setFrom] = useState(q);
  const sent = useRef(q);
  // The address changed elsewhere (back, a saved view): the field follows.
  if (from !== q) {
    setFrom(q);
    if (q !== typed.trim()) setTyped(q);
  }
  useEffect(() => {
    sent.current = q;
  }, [q]);
  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === sent.current) return;
    const timer = window.setTimeout(() => {
      sent.current = wanted;
      onSearch({ q: wanted === "" ? undefined : wanted }, true);
    }, SEARCH_PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [typed, onSearch]);
  return (
    <div className={classes.search} role="search">
      <Icon name="search" size={15} />
      <input
        id="inbox-search"
        type="search"
        value={typed}
        placeholder={t("search")}
        aria-label={t("search")}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && typed !== "") {
            event.stopPropagation();
            setTyped("");
          }
        }}
      />
      {typed === "" ? (
        <kbd className={classes.searchKey} aria-hidden="true">
          /
        </kbd>
      ) : (
        <button
          type="button"
          className={classes.icon}
          aria-label={t("search_clear")}
          onClick={() => setTyped("")}
        >
          <Icon name="close" size={14} />
        </button>
      )}
    </div>
  );
}

function Tabs({ workspace, search, onSearch }: Pick<ListHeadProps, "workspace" | "search" | "onSearch">) {
  const t = useMessages(messages);
  const format = useFormat();
  const counts = useQuery(countsQuery(workspace, search.status ?? "open")).data;
  const { limited } = useWorkspace();
  const now = search.tab ?? "all";
  return (
    <nav className={classes.tabs} aria-label={t("tabs_label")}>
      {TABS.map((tab) => (
        <button
          key={tab}
          type="button"
          className={classes.tab}
          aria-current={tab === now ? "page" : undefined}
          aria-disabled={(limited && tab === "all") || undefined}
          aria-description={limited && tab === "all" ? t("all_limited") : undefined}
          title={limited && tab === "all" ? t("all_limited") : undefined}
          onClick={() => {
            if (limited && tab === "all") return;
            onSearch({ tab: tab === "all" ? undefined : tab });
          }}
        >
          {t(`tab_${tab}`)}
          {counts && !(limited && tab === "all") && (
            <span className={`${classes.tabCount} wl-num`}>
              {counts.capped && counts[tab] >= 1000
                ? t("count_capped", { count: counts[tab] })
                : format.number(counts[tab])}
            </span>
          )}
        </button>
      ))}
    </nav>
  );
}
