/** The inbox: list, thread, contact panel. Holds what the panes share: the address, live reading, the outbox, the keys. */
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMediaQuery } from "@mantine/hooks";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Message } from "@/api/types";
import { useSession, useWorkspace } from "@/auth/workspace";
import { announce } from "@/components/announce";
import { useTitle } from "@/components/page";
import { usePersonName } from "@/components/person";
import { PendingPage, State } from "@/components/states";
import { useMessages } from "@/i18n";
import { conversationQuery } from "./api/conversations";
import { Commands, CommandsContext } from "./commands";
import { ListPane } from "./list/list-pane";
import { usePreview } from "./list/row";
import { PresenceBook } from "./live/presence";
import { OutboxProvider, useOutbox } from "./live/outbox-context";
import { useInboxLive } from "./live/use-inbox-live";
import { messages } from "./messages";
import { filterOf } from "./model/filter";
import { remember, remembered } from "./model/store";
import type { InboxSearch } from "./search";
import { useKeys } from "./use-keys";
import classes from "./page.module.css";

const loadThread = () => import("./thread/thread-pane");
const ThreadPane = lazy(loadThread);
const ContactPanel = lazy(() => import("./panel/contact-panel"));
const PanelDrawer = lazy(() => import("./panel/panel-drawer"));
const NewConversation = lazy(() => import("./dialogs/new-conversation"));
const Shortcuts = lazy(() => import("./dialogs/shortcuts"));

const route = getRouteApi("/signed-in/w/$workspace/inbox/{-$conversation}");
const PANEL = "waloom.panel";

export function InboxPage() {
  const workspace = useWorkspace();
  const session = useSession();
  const me = session.user?.id ?? "";
  const name = session.user?.name ?? "";
  return (
    <OutboxProvider workspace={workspace.id} me={me} key={`${workspace.id}/${me}`}>
      <Inbox workspace={workspace.id} me={me} name={name} />
    </OutboxProvider>
  );
}

function Inbox({ workspace, me, name }: { workspace: string; me: string; name: string }) {
  const t = useMessages(messages);
  const { conversation: selected } = route.useParams();
  const asked = route.useSearch();
  const { limited } = useWorkspace();
  // Who sees only their own and unassigned conversations starts with their own: there is no "all" for them.
  const search = useMemo<InboxSearch>(
    () => (limited && asked.tab === undefined ? { ...asked, tab: "mine" } : asked),
    [asked, limited],
  );
  const navigate = route.useNavigate();
  const phone = useMediaQuery("(max-width: 47.99em)", false, { getInitialValueInEffect: false });
  const wide = useMediaQuery("(min-width: 75em)", true, { getInitialValueInEffect: false });
  const [commands] = useState(() => new Commands());
  const [presence] = useState(() => new PresenceBook(me, name));
  const [dialog, setDialog] = useState<"new" | "shortcuts" | null>(null);
  const [panel, setPanel] = useState(() => remembered(PANEL) !== "closed");
  const [drawer, setDrawer] = useState(false);
  const [rows, setRows] = useState<readonly string[]>([]);
  const [waiting, setWaiting] = useState(0);
  const page = useRef<HTMLDivElement>(null);
  const filter = useMemo(() => filterOf(search), [search]);
  useTitle(t("title"), waiting);

  useInboxLive(workspace, presence, { me, selected, filter, onMessage: useHearing(workspace) });
  useEffect(() => {
    // The thread is needed at the next click: fetch its code while the person reads the list.
    const timer = window.setTimeout(() => void loadThread(), 300);
    return () => window.clearTimeout(timer);
  }, []);
  useEffect(() => {
    const timer = window.setInterval(() => presence.sweep(Date.now()), 5_000);
    return () => window.clearInterval(timer);
  }, [presence]);

  const onSearch = useCallback(
    (change: Partial<InboxSearch>, replace = false) => {
      void navigate({
        search: (known) =>
          Object.fromEntries(
            Object.entries({ ...known, ...change }).filter(([, value]) => value !== undefined),
          ) as InboxSearch,
        params: (known) => known,
        replace,
      });
    },
    [navigate],
  );
  const open = useCallback(
    (conversation: string | undefined) => {
      void navigate({ params: (known) => ({ ...known, conversation }), search: (known) => known });
    },
    [navigate],
  );
  const togglePanel = () => {
    if (!wide) setDrawer(!drawer);
    else {
      remember(PANEL, panel ? "closed" : "open");
      setPanel(!panel);
    }
  };

  useKeys({
    step: (by) => {
      stepTo(page.current, rows, selected, by);
    },
    search: () => document.getElementById("inbox-search")?.focus(),
    back: () => {
      const inList = document.activeElement?.closest("[data-pane=list]") !== null;
      if (selected === undefined) return;
      if (phone || (inList && document.activeElement !== document.body)) open(undefined);
      else if (!focusRow(page.current, selected)) open(undefined);
    },
    reply: () => commands.run("reply"),
    note: () => commands.run("note"),
    resolve: () => commands.run("resolve"),
    assign: () => commands.run("assign"),
    panel: () => commands.run("panel"),
    help: () => setDialog("shortcuts"),
  });

  const sidePanel = selected !== undefined && wide && panel;
  return (
    <CommandsContext value={commands}>
      <div
        ref={page}
        className={classes.page}
        data-open={selected !== undefined || undefined}
        data-panel={sidePanel || undefined}
      >
        {phone && selected !== undefined && <h1 className="wl-sr-only">{t("title")}</h1>}
        <div data-pane="list">
          <ListPane
            workspace={workspace}
            me={me}
            search={search}
            selected={selected}
            onSearch={onSearch}
            onRows={setRows}
            onWaiting={setWaiting}
            onNew={() => setDialog("new")}
            onShortcuts={() => setDialog("shortcuts")}
          />
        </div>
        {selected === undefined ? (
          <div className={classes.nothing}>
            <State title={t("nothing_open_title")} text={t("nothing_open_text")} />
          </div>
        ) : (
          <Suspense fallback={<PendingPage />}>
            <ThreadPane
              key={selected}
              workspace={workspace}
              conversation={selected}
              me={me}
              presence={presence}
              panelOpen={wide ? panel : drawer}
              onPanel={togglePanel}
              onBack={() => open(undefined)}
            />
          </Suspense>
        )}
        {sidePanel && (
          <div className={classes.panel}>
            <Suspense fallback={<PendingPage />}>
              <ContactPanel workspace={workspace} conversation={selected} me={me} />
            </Suspense>
          </div>
        )}
      </div>
      <Suspense fallback={null}>
        {selected !== undefined && !wide && drawer && (
          <PanelDrawer phone={phone} onClose={() => setDrawer(false)}>
            <ContactPanel workspace={workspace} conversation={selected} me={me} />
          </PanelDrawer>
        )}
        {dialog === "new" && (
          <NewConversation
            workspace={workspace}
            onClose={() => setDialog(null)}
            onOpen={(id) => {
              setDialog(null);
              open(id);
            }}
          />
        )}
        {dialog === "shortcuts" && <Shortcuts onClose={() => setDialog(null)} />}
      </Suspense>
    </CommandsContext>
  );
}

/** Says a new message of the open conversation to screen readers, and settles what the outbox was waiting for. */
function useHearing(workspace: string): (message: Message) => void {
  const t = useMessages(messages);
  const preview = usePreview();
  const nameOf = usePersonName();
  const outbox = useOutbox();
  const client = useQueryClient();
  const said = useRef(new Set<string>());
  return useCallback(
    (message: Message) => {
      outbox.seen(message.client_id);
      if (message.direction !== "in" || said.current.has(message.id) || message.edited_at !== null) return;
      said.current.add(message.id);
      const body = typeof message.content.body === "string" ? message.content.body : "";
      const words = preview({
        direction: "in",
        kind: message.kind,
        preview: body.slice(0, 300),
        at: message.at,
      });
      const open = client.getQueryData(conversationQuery(workspace, message.conversation_id).queryKey);
      announce(t("said_message", { name: open ? nameOf(open.contact) : "", words }));
      void client.invalidateQueries({ queryKey: ["inbox", workspace, "media", message.id] });
    },
    [client, nameOf, outbox, preview, t, workspace],
  );
}

function rowLink(page: HTMLElement | null, id: string): HTMLElement | null {
  return page?.querySelector<HTMLElement>(`a[data-conversation="${CSS.escape(id)}"]`) ?? null;
}

function focusRow(page: HTMLElement | null, id: string): boolean {
  const link = rowLink(page, id);
  link?.focus();
  link?.scrollIntoView({ block: "nearest" });
  return link !== null && document.activeElement === link;
}

/** Moves the focus one row on from the focused row, else from the open one. Rows off screen are drawn by the scroll. */
function stepTo(
  page: HTMLElement | null,
  rows: readonly string[],
  selected: string | undefined,
  by: 1 | -1,
): void {
  const focused = document.activeElement?.closest("[data-conversation]")?.getAttribute("data-conversation");
  const from = rows.indexOf(focused ?? selected ?? "");
  const to =
    rows[from === -1 ? (by === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, from + by))];
  if (to !== undefined) focusRow(page, to);
}
