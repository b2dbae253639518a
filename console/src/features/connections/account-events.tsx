/** What Meta told about an account, newest first, with the original on demand. */
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useWorkspace } from "@/auth/workspace";
import { messages as common } from "@/components/messages";
import { FailedState, PendingPage } from "@/components/states";
import { useFormat, useMessages } from "@/i18n";
import { accountEventsQuery } from "./api/accounts";
import classes from "./connections.module.css";
import { messages } from "./messages";

export function AccountEvents({ waba }: { waba: string }) {
  const t = useMessages(messages);
  const tc = useMessages(common);
  const format = useFormat();
  const workspace = useWorkspace();
  const events = useInfiniteQuery(accountEventsQuery(workspace.id, waba));
  if (events.isPending) return <PendingPage />;
  if (events.isError) return <FailedState error={events.error} retry={() => void events.refetch()} />;
  const rows = events.data.pages.flatMap((page) => page.items);
  return (
    <>
      <p className={classes.meta}>{rows.length === 0 ? t("events_empty") : t("events_lead")}</p>
      {rows.map((event) => (
        <div key={event.id} className={classes.event} style={{ paddingInline: 0 }}>
          <div>{event.summary}</div>
          <div className={classes.meta}>
            <time dateTime={event.at}>{format.dateTime(event.at)}</time> · <code>{event.field}</code>
          </div>
          <details>
            <summary>{t("event_detail")}</summary>
            <pre>{JSON.stringify(event.detail, null, 2)}</pre>
          </details>
        </div>
      ))}
      {events.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          loading={events.isFetchingNextPage}
          onClick={() => void events.fetchNextPage()}
        >
          {tc("load_more")}
        </Button>
      )}
    </>
  );
}
