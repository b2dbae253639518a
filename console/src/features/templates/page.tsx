/** Templates: the list on one side, the customer's view on the other. */
import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconArrowLeft, IconPlus, IconRefresh, IconTemplate } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { accountsQuery, templatesQuery } from "@/api/shared";
import { useSyncTemplates } from "@/api/sync";
import type { Template } from "@/api/types";
import { useWorkspace } from "@/auth/workspace";
import { GatedButton } from "@/components/gated";
import { useLiveNotes, useLiveResync } from "@/components/live";
import { notify } from "@/components/notify";
import { LinkButton } from "@/components/link-button";
import { Page, Section } from "@/components/page";
import { useProblemText } from "@/components/problem";
import { FailedState, PendingPage, State } from "@/components/states";
import { plainText } from "@/components/whatsapp/markup";
import { part } from "@/components/whatsapp/template-values";
import { useLanguage, useLookUp, useMessages } from "@/i18n";
import { matching, qualityOf } from "./filter";
import { Quality, Status } from "./list/facts";
import { Filters } from "./list/filters";
import { Shown } from "./list/shown";
import { messages } from "./messages";
import { languageName } from "./model/languages";
import type { TemplatesSearch } from "./search";
import classes from "./templates.module.css";

/** Reviews mostly take minutes; the sandbox's take seconds. */
const REVIEW_POLL_MS = 5_000;

const route = getRouteApi("/signed-in/w/$workspace/templates");

export function TemplatesPage() {
  const t = useMessages(messages);
  const say = useProblemText();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const templates = useQuery({
    ...templatesQuery(workspace.id),
    refetchInterval: ({ state }) =>
      state.data?.items.some((one) => one.status === "PENDING") ? REVIEW_POLL_MS : false,
  });
  const read = () => void queries.invalidateQueries({ queryKey: ["templates", workspace.id] });
  useLiveNotes((note) => {
    if (note.type === "notice") read();
  });
  useLiveResync(read);
  const accounts = useQuery(accountsQuery(workspace.id));
  const sync = useSyncTemplates(workspace.id);
  const wabas = (accounts.data?.items ?? []).map((one) => one.waba_id);

  const create = wabas.length > 0 && (
    <GatedButton
      permission="templates.manage"
      leftSection={<IconPlus size={16} />}
      onClick={() =>
        void navigate({
          to: "/w/$workspace/templates/edit/{-$template}",
          params: { workspace: workspace.id, template: undefined },
        })
      }
    >
      {t("create")}
    </GatedButton>
  );
  const button = wabas.length > 0 && (
    <GatedButton
      permission="templates.sync"
      variant="default"
      leftSection={<IconRefresh size={16} />}
      loading={sync.isPending}
      onClick={() =>
        sync.mutate(wabas, {
          onSuccess: (count) => void notify(t("synced", { count }), "good"),
          onError: (error) => void notify(say(error), "bad"),
        })
      }
    >
      {t("sync")}
    </GatedButton>
  );

  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      actions={
        <>
          {button}
          {create}
        </>
      }
    >
      {templates.isPending ? (
        <PendingPage />
      ) : templates.isError ? (
        <FailedState error={templates.error} retry={() => void templates.refetch()} />
      ) : templates.data.items.length === 0 ? (
        <Section>
          <State
            icon={<IconTemplate size={36} stroke={1.4} />}
            title={t("empty")}
            text={wabas.length > 0 ? t("empty_text") : t("empty_account")}
            action={
              create || (
                <LinkButton to="/w/$workspace/settings/connection/new" params={{ workspace: workspace.id }}>
                  {t("to_connection")}
                </LinkButton>
              )
            }
          />
        </Section>
      ) : (
        <Browser templates={templates.data.items} />
      )}
    </Page>
  );
}

function Browser({ templates }: { templates: readonly Template[] }) {
  const t = useMessages(messages);
  const word = useLookUp(messages);
  const { language } = useLanguage();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const narrow = useMediaQuery("(max-width: 61.99em)", false, { getInitialValueInEffect: false });
  const change = (next: TemplatesSearch) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true });
  const found = matching(templates, search);
  const chosen = templates.find((one) => one.id === search.show) ?? (narrow ? undefined : found[0]);
  const gone = () => change({ show: undefined });

  if (narrow && chosen) {
    return (
      <>
        <Button variant="subtle" mb="sm" leftSection={<IconArrowLeft size={16} />} onClick={gone}>
          {t("back")}
        </Button>
        <Shown template={chosen} onGone={gone} />
      </>
    );
  }
  return (
    <>
      <Filters templates={templates} search={search} onChange={change} />
      <p className={classes.count} role="status">
        {t("shown", { count: found.length })}
      </p>
      <div className={classes.columns}>
        <Section>
          {found.length === 0 && <State title={t("nothing")} text={t("nothing_text")} />}
          <ul className={classes.list}>
            {found.map((template) => (
              <li key={template.id}>
                <button
                  type="button"
                  className={classes.row}
                  aria-current={chosen === template || undefined}
                  onClick={() => change({ show: template.id })}
                >
                  <span className={classes.rowHead}>
                    <span className={classes.name}>{template.name}</span>
                    <span className={classes.marks}>
                      <Quality quality={qualityOf(template)} />
                      <Status status={template.status} />
                    </span>
                  </span>
                  <span className={classes.rowMeta}>
                    {word(`category_${template.category}`, template.category)} ·{" "}
                    {languageName(template.language, language)}
                  </span>
                  <span className={classes.rowText}>{plainText(part(template, "BODY")?.text ?? "")}</span>
                </button>
              </li>
            ))}
          </ul>
        </Section>
        {!narrow && (
          <div className={classes.sticky}>
            {chosen ? (
              <Shown key={chosen.id} template={chosen} onGone={gone} />
            ) : (
              <State title={t("choose")} />
            )}
          </div>
        )}
      </div>
    </>
  );
}
