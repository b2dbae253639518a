/** The left pane: tabs with counts, search, filters, and the rows, of which only those on screen exist. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { tagsQuery } from "@/api/shared";
import type { Conversation, Tag } from "@/api/types";
import { useLiveState } from "@/components/live";
import { FailedState, State } from "@/components/states";
import { useMessages } from "@/i18n";
import { conversationsQuery } from "../api/conversations";
import { itemsOf } from "../live/cache";
import { messages } from "../messages";
import { arrange, type Held, hold } from "../model/order";
import { readDraft } from "../model/store";
import { extraFilters, filterOf } from "../model/filter";
import type { InboxSearch } from "../search";
import { useNow } from "../use-now";
import { ListHead } from "./list-head";
import { ConversationRow, ROW_HEIGHT, SkeletonRows } from "./row";
import classes from "./list.module.css";

const BulkBar = lazy(() => import("./bulk-bar"));

interface ListPaneProps {
  workspace: string;
  me: string;
  search: InboxSearch;
  selected?: string;
  onSearch: (change: Partial<InboxSearch>, replace?: boolean) => void;
  /** Tells the page which rows the keyboard steps through. */
  onRows: (ids: readonly string[]) => void;
  /** How many rows shown have unread messages: for the browser tab's title. */
  onWaiting: (count: number) => void;
  onNew: () => void;
  onShortcuts: () => void;
}

const NONE: readonly Conversation[] = [];

export function ListPane(props: ListPaneProps) {
  const { workspace, me, search, selected, onSearch, onRows, onWaiting, onNew, onShortcuts } = props;
  const t = useMessages(messages);
  const filter = useMemo(() => filterOf(search), [search]);
  const query = useInfiniteQuery(conversationsQuery(workspace, filter));
  const tagList = useQuery(tagsQuery(workspace)).data?.items;
  const tags = useMemo(() => new Map<string, Tag>(tagList?.map((tag) => [tag.id, tag])), [tagList]);
  const live = useLiveState();
  const now = useNow(60_000);
  const natural = useMemo(() => (query.data ? itemsOf(query.data) : NONE), [query.data]);
  const { rows, fresh, release, setScrolled } = useHeldRows(natural, selected, JSON.stringify(filter));
  const [checked, setChecked] = useState<ReadonlySet<string>>(new Set());
  const lastChecked = useRef<string | null>(null);
  const box = useRef<HTMLDivElement>(null);

  // The library changes what it returns in place; nothing here is memoised by it.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    getItemKey: (at) => rows[at]?.id ?? at,
  });
  const shown = virtual.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError && lastShown >= rows.length - 15)
      void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, lastShown, rows.length]);

  useEffect(() => {
    onRows(rows.map((row) => row.id));
    onWaiting(rows.filter((row) => row.unread > 0).length);
  }, [rows, onRows, onWaiting]);
  useScrollTo(rows, selected, virtual.scrollToIndex);

  const check = (id: string, range: boolean) => {
    setChecked((known) => {
      const next = new Set(known);
      const from = rows.findIndex((row) => row.id === lastChecked.current);
      const to = rows.findIndex((row) => row.id === id);
      if (range && from !== -1) {
        for (const row of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(row.id);
      } else if (!next.delete(id)) next.add(id);
      lastChecked.current = id;
      return next;
    });
  };
  const chosen = rows.filter((row) => checked.has(row.id));

  return (
    <section className={classes.pane} aria-label={t("list_label")}>
      <ListHead
        workspace={workspace}
        search={search}
        onSearch={onSearch}
        onNew={onNew}
        onShortcuts={onShortcuts}
        fresh={fresh}
        onFresh={() => {
          release();
          box.current?.scrollTo({ top: 0 });
        }}
      />
      {chosen.length > 0 && (
        <Suspense fallback={null}>
          <BulkBar workspace={workspace} me={me} chosen={chosen} onDone={() => setChecked(new Set())} />
        </Suspense>
      )}
      {live === "waiting" && (
        <div className={classes.offline} role="status">
          {t("offline")}
        </div>
      )}
      <div className={classes.scrollBox}>
        <div
          ref={box}
          className={classes.scroll}
          onScroll={(event) => setScrolled(event.currentTarget.scrollTop > 12)}
          // The rows are links; the box itself is reachable so that arrow keys scroll it.
          data-list
        >
          {query.isPending ? (
            <SkeletonRows count={9} />
          ) : query.isError && !query.data ? (
            <FailedState error={query.error} retry={() => void query.refetch()} />
          ) : rows.length === 0 && fresh === 0 ? (
            <Empty search={search} onSearch={onSearch} onNew={onNew} />
          ) : (
            <div role="list" style={{ height: virtual.getTotalSize(), position: "relative" }}>
              {shown.map((item) => {
                const row = rows[item.index];
                if (!row) return null;
                return (
                  <div
                    role="listitem"
                    key={item.key}
                    aria-setsize={hasNextPage ? -1 : rows.length}
                    aria-posinset={item.index + 1}
                    style={{ position: "absolute", insetInline: 0, top: item.start }}
                  >
                    <ConversationRow
                      workspace={workspace}
                      conversation={row}
                      tags={tags}
                      me={me}
                      now={now}
                      selected={row.id === selected}
                      checked={checked.has(row.id)}
                      selecting={checked.size > 0}
                      draft={row.id === selected ? "" : readDraft(workspace, row.id).text}
                      onCheck={check}
                    />
                  </div>
                );
              })}
            </div>
          )}
          {isFetchingNextPage && <SkeletonRows count={2} />}
          {isFetchNextPageError && (
            <div className={classes.foot} role="alert">
              <p>{t("load_failed")}</p>
              <button type="button" className={classes.small} onClick={() => void fetchNextPage()}>
                {t("retry")}
              </button>
            </div>
          )}
        </div>
      </div>
    </section>
  );
}

/** Rows stand still while a conversation is open or the list is scrolled; `release` gives them their natural order. */
function useHeldRows(natural: readonly Conversation[], selected: string | undefined, view: string) {
  const [scrolled, setScrolled] = useState(false);
  const [held, setHeld] = useState<{ view: string; held: Held } | null>(null);
  const holding = scrolled || selected !== undefined;
  // Derived while rendering: the first rows of a view are held as they come, and letting go forgets them.
  if (holding && natural.length > 0 && held?.view !== view) setHeld({ view, held: hold(natural) });
  if (!holding && held !== null) setHeld(null);
  const arranged = useMemo(
    () => arrange(held?.view === view ? held.held : null, natural, selected),
    [held, view, natural, selected],
  );
  return {
    ...arranged,
    setScrolled,
    release: () => {
      setScrolled(false);
      setHeld(natural.length > 0 && selected !== undefined ? { view, held: hold(natural) } : null);
    },
  };
}

/** Brings the open conversation into sight when it is opened, not each time the rows change. */
function useScrollTo(
  rows: readonly Conversation[],
  selected: string | undefined,
  scrollToIndex: (at: number, options: { align: "auto" }) => void,
): void {
  const done = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (selected === undefined) {
      done.current = undefined;
      return;
    }
    if (done.current === selected) return;
    const at = rows.findIndex((row) => row.id === selected);
    if (at === -1) return;
    done.current = selected;
    scrollToIndex(at, { align: "auto" });
  }, [rows, selected, scrollToIndex]);
}

function Empty({ search, onSearch, onNew }: Pick<ListPaneProps, "search" | "onSearch" | "onNew">) {
  const t = useMessages(messages);
  const filtered = extraFilters(search) > 0 || search.q !== undefined || search.status !== undefined;
  if (filtered) {
    const cleared = {
      status: undefined,
      number: undefined,
      tag: undefined,
      unread: undefined,
      window: undefined,
      q: undefined,
    };
    return (
      <State
        title={t("empty_filter_title")}
        text={t("empty_filter_text")}
        action={
          <button type="button" className={classes.small} onClick={() => onSearch(cleared)}>
            {t("clear_filters")}
          </button>
        }
      />
    );
  }
  if (search.tab === "mine") {
    return (
      <State
        title={t("empty_mine_title")}
        text={t("empty_mine_text")}
        action={
          <button type="button" className={classes.small} onClick={() => onSearch({ tab: "unassigned" })}>
            {t("see_unassigned")}
          </button>
        }
      />
    );
  }
  if (search.tab === "unassigned")
    return <State title={t("empty_unassigned_title")} text={t("empty_unassigned_text")} />;
  return (
    <State
      title={t("empty_title")}
      text={t("empty_text")}
      action={
        <button type="button" className={classes.small} onClick={onNew}>
          {t("new_conversation")}
        </button>
      }
    />
  );
}
