/** Settings → Exports: begin one, watch it, fetch it. */
import { Alert, Button, Group, Loader, NativeSelect, Stack, Text } from "@mantine/core";
import { IconDownload, IconFileExport } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { intentionKey } from "@/api/client";
import type { Export } from "@/api/types";
import { useWorkspace } from "@/auth/workspace";
import { announce } from "@/components/announce";
import { GatedButton, ReasonedButton } from "@/components/gated";
import rows from "@/components/list.module.css";
import { useLiveNotes, useLiveResync } from "@/components/live";
import { notify } from "@/components/notify";
import { Page, Section } from "@/components/page";
import { useProblemText } from "@/components/problem";
import { FailedState, PendingPage, State } from "@/components/states";
import { useFormat, useLookUp, useMessages } from "@/i18n";
import { exportLink, exportsQuery, UNDER_WAY, useStartExport, useStopExport } from "./api/exports";
import classes from "./exports.module.css";
import { messages } from "./messages";

const FORMATS = ["csv", "jsonl"] as const;

export function ExportsPage() {
  const t = useMessages(messages);
  const workspace = useWorkspace();
  const queries = useQueryClient();
  const list = useQuery(exportsQuery(workspace.id));
  const read = () => void queries.invalidateQueries({ queryKey: ["exports", workspace.id] });
  useLiveNotes((note) => {
    if (note.type === "export") read();
  });
  useLiveResync(read);
  return (
    <Page title={t("title")} lead={t("lead", { workspace: workspace.name })}>
      <Begin />
      <Section title={t("list")}>
        {list.isPending ? (
          <PendingPage />
        ) : list.isError ? (
          <FailedState error={list.error} retry={() => void list.refetch()} />
        ) : list.data.items.length === 0 ? (
          <State icon={<IconFileExport size={32} stroke={1.4} />} title={t("empty")} text={t("empty_text")} />
        ) : (
          <ul className={rows.list}>
            {list.data.items.map((one) => (
              <Row key={one.id} found={one} />
            ))}
          </ul>
        )}
      </Section>
    </Page>
  );
}

function Begin() {
  const t = useMessages(messages);
  const say = useProblemText();
  const workspace = useWorkspace();
  const start = useStartExport(workspace.id);
  const [format, setFormat] = useState<(typeof FORMATS)[number]>("csv");
  const [key, setKey] = useState(intentionKey);
  const begin = () =>
    start.mutate(
      { draft: { what: "conversations", format }, key },
      {
        onSuccess: () => {
          // The next press is another export.
          setKey(intentionKey());
          void notify(t("started"), "good");
        },
      },
    );
  return (
    <Section title={t("new")}>
      <div className={classes.pad}>
        <Stack gap="md">
          <Text c="dimmed" maw="42rem">
            {t("new_text")}
          </Text>
          {start.isError && (
            <Alert color="red" variant="light" role="alert" p="sm">
              {say(start.error)}
            </Alert>
          )}
          <Group align="flex-end" gap="sm">
            <NativeSelect
              label={t("format")}
              value={format}
              data={FORMATS.map((one) => ({ value: one, label: t(`format_${one}`) }))}
              onChange={(event) => {
                setFormat(FORMATS.find((one) => one === event.currentTarget.value) ?? "csv");
                setKey(intentionKey());
              }}
            />
            <GatedButton permission="exports.create" loading={start.isPending} onClick={begin}>
              {t("start")}
            </GatedButton>
          </Group>
        </Stack>
      </div>
    </Section>
  );
}

function Row({ found }: { found: Export }) {
  const t = useMessages(messages);
  const reason = useLookUp(messages);
  const format = useFormat();
  const say = useProblemText();
  const workspace = useWorkspace();
  const stop = useStopExport(workspace.id);
  const [fetching, setFetching] = useState(false);
  const when = format.dateTime(found.created_at);
  const running = UNDER_WAY.includes(found.state);
  const over = found.expires_at !== null && new Date(found.expires_at) <= new Date();
  const fetchFile = async () => {
    setFetching(true);
    try {
      const { url } = await exportLink(workspace.id, found.id);
      // S3 answers with a file to save, so this page stays.
      window.location.assign(url);
    } catch (error) {
      await notify(say(error), "bad");
    }
    setFetching(false);
  };
  return (
    <li className={`${rows.row} ${classes.row}`}>
      <div className={rows.grow}>
        <span className={classes.name}>{t("row", { format: found.format.toUpperCase() })}</span>
        <span className={classes.state} data-state={found.state}>
          {running && <Loader size={12} aria-hidden="true" />}
          {t(`state_${found.state}`)}
        </span>
        <div className={classes.small}>
          {t("by", { name: found.created_by, when })} ·{" "}
          <span className="wl-num">{t("rows", { count: found.rows })}</span>
          {found.state === "done" &&
            found.expires_at &&
            ` · ${over ? t("gone") : t("until", { date: format.dateTime(found.expires_at) })}`}
        </div>
        {found.reason && found.state !== "done" && (
          <div className={classes.small}>{reason(`reason_${found.reason}`, found.reason)}</div>
        )}
      </div>
      {running && (
        <Button
          variant="default"
          size="xs"
          loading={stop.isPending}
          aria-label={t("stop_of", { when })}
          onClick={() =>
            stop.mutate(found.id, {
              onSuccess: () => announce(t("stopped")),
              onError: (error) => void notify(say(error), "bad"),
            })
          }
        >
          {t("stop")}
        </Button>
      )}
      {found.state === "done" && (
        <ReasonedButton
          reason={over ? t("gone") : found.mine ? null : t("not_maker", { name: found.created_by })}
          size="xs"
          variant="default"
          leftSection={<IconDownload size={15} stroke={1.7} />}
          loading={fetching}
          aria-label={t("download_of", { when })}
          onClick={() => void fetchFile()}
        >
          {t("download")}
        </ReasonedButton>
      )}
    </li>
  );
}
