/** Settings → Notices: topics down, ways across. A switch saves itself. */
import { Switch, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { NoticePreference } from "@/api/types";
import { useWorkspace } from "@/auth/workspace";
import { announce } from "@/components/announce";
import { notify } from "@/components/notify";
import { Page, Section } from "@/components/page";
import { useProblemText } from "@/components/problem";
import { FailedState, PendingPage, State } from "@/components/states";
import { useLookUp, useMessages } from "@/i18n";
import { preferencesQuery, useSavePreferences } from "./api/preferences";
import { messages } from "./messages";
import classes from "./notices.module.css";

const WAYS = ["in_product", "email"] as const;

export function NoticePreferencesPage() {
  const t = useMessages(messages);
  const workspace = useWorkspace();
  const preferences = useQuery(preferencesQuery(workspace.id));
  return (
    <Page title={t("title")} lead={t("lead", { workspace: workspace.name })}>
      <Section>
        {preferences.isPending ? (
          <PendingPage />
        ) : preferences.isError ? (
          <FailedState error={preferences.error} retry={() => void preferences.refetch()} />
        ) : preferences.data.items.length === 0 ? (
          <State title={t("empty")} />
        ) : (
          <Matrix items={preferences.data.items} />
        )}
      </Section>
    </Page>
  );
}

function Matrix({ items }: { items: NoticePreference[] }) {
  const t = useMessages(messages);
  const topic = useLookUp(messages);
  const say = useProblemText();
  const workspace = useWorkspace();
  const save = useSavePreferences(workspace.id);
  const set = (kind: string, way: (typeof WAYS)[number], on: boolean) =>
    save.mutate(
      items.map((one) => (one.kind === kind ? { ...one, [way]: on } : one)),
      {
        onSuccess: () => announce(t("saved")),
        onError: (error) => void notify(say(error), "bad"),
      },
    );
  return (
    <div className={classes.wrap}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("topic")}</th>
            {WAYS.map((way) => (
              <th key={way} scope="col">
                {t(way)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((one) => {
            const name = topic(`t_${one.kind}`, one.kind);
            return (
              <tr key={one.kind}>
                <th scope="row">
                  {name}
                  <div className={classes.small}>{topic(`t_${one.kind}_text`, "")}</div>
                </th>
                {WAYS.map((way) => {
                  const fixed = way === "email" && one.email_fixed;
                  return (
                    <td key={way}>
                      <Tooltip label={t("fixed")} disabled={!fixed} multiline maw={240}>
                        <Switch
                          aria-label={t("cell", { topic: name, way: t(way) })}
                          aria-description={fixed ? t("fixed") : undefined}
                          checked={one[way]}
                          disabled={fixed}
                          onChange={(event) => set(one.kind, way, event.currentTarget.checked)}
                        />
                      </Tooltip>
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
