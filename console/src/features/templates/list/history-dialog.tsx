/** What befell a template, newest first, with every field that changed. */
import { Button, Group } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Template, TemplateEvent } from "@/api/types";
import { useWorkspace } from "@/auth/workspace";
import { Dialog } from "@/components/dialog";
import { messages as common } from "@/components/messages";
import { FailedState, PendingPage, State } from "@/components/states";
import { useFormat, useLookUp, useMessages } from "@/i18n";
import { historyQuery } from "../api/templates";
import { messages } from "../messages";
import classes from "../templates.module.css";
import { useWhere } from "../where";

export function HistoryDialog({ template, onClose }: { template: Template; onClose: () => void }) {
  const t = useMessages(messages);
  const tc = useMessages(common);
  const workspace = useWorkspace();
  const history = useInfiniteQuery(historyQuery(workspace.id, template.id));
  const events = history.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Dialog opened onClose={onClose} size="lg" title={t("history_of", { name: template.name })}>
      {history.isPending ? (
        <PendingPage />
      ) : history.isError ? (
        <FailedState error={history.error} retry={() => void history.refetch()} />
      ) : events.length === 0 ? (
        <State title={t("history_none")} text={t("history_none_text")} />
      ) : (
        <ol className={classes.events}>
          {events.map((event) => (
            <li key={event.id}>
              <Event event={event} />
            </li>
          ))}
        </ol>
      )}
      {history.hasNextPage && (
        <Group justify="center" mt="sm">
          <Button
            variant="default"
            loading={history.isFetchingNextPage}
            onClick={() => void history.fetchNextPage()}
          >
            {tc("load_more")}
          </Button>
        </Group>
      )}
    </Dialog>
  );
}

/** Kinds that carry one value turning into another. */
const TURNS: Record<string, string> = {
  status: "status",
  category: "category",
  category_soon: "category",
  quality: "quality",
};

function Event({ event }: { event: TemplateEvent }) {
  const t = useMessages(messages);
  const word = useLookUp(messages);
  const where = useWhere();
  const format = useFormat();
  const family = TURNS[event.kind];
  const value = (code: string | null) => (code ? word(`${family}_${code}`, code) : t("nothing_there"));
  return (
    <>
      <p>
        <strong>{word(`event_${event.kind}`, event.kind)}</strong>
        {family && (
          <>
            {" "}
            {event.before && (
              <>
                <del>{value(event.before)}</del> <span aria-hidden="true">→</span>
              </>
            )}{" "}
            <ins>{value(event.after)}</ins>
          </>
        )}
      </p>
      <p className={classes.eventFacts}>
        {format.dateTime(event.at)} · {event.by ?? t("by_meta")}
      </p>
      {event.reason && event.reason !== "NONE" && <p>{word(`reason_${event.reason}`, event.reason)}</p>}
      {event.changes.length > 0 && (
        <dl className={classes.changes}>
          {event.changes.map((change) => (
            <div key={change.path}>
              <dt>{where(change.path)}</dt>
              {change.before && (
                <dd>
                  <del dir="auto">{change.before}</del>
                </dd>
              )}
              {change.after && (
                <dd>
                  <ins dir="auto">{change.after}</ins>
                </dd>
              )}
            </div>
          ))}
        </dl>
      )}
    </>
  );
}
