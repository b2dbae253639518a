/** Templates: the list on one side, the customer's view on the other. */
import { Button, Select, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconArrowLeft, IconRefresh, IconSearch, IconTemplate } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { accountsQuery, templatesQuery } from "@/api/shared";
import { useSyncTemplates } from "@/api/sync";
import type { Template } from "@/api/types";
import { useWorkspace } from "@/auth/workspace";
import { GatedButton } from "@/components/gated";
import { notify } from "@/components/notify";
import { LinkButton } from "@/components/link-button";
import { Page, Section } from "@/components/page";
import { useProblemText } from "@/components/problem";
import { FailedState, PendingPage, State } from "@/components/states";
import { plainText } from "@/components/whatsapp/markup";
import { part, variables } from "@/components/whatsapp/template-values";
import { TemplatePreview } from "@/components/whatsapp/template-preview";
import { useLanguage, useLookUp, useMessages } from "@/i18n";
import { languageName, matching, templateKey } from "./filter";
import { messages } from "./messages";
import type { TemplatesSearch } from "./search";
import classes from "./templates.module.css";

const route = getRouteApi("/signed-in/w/$workspace/templates");

export function TemplatesPage() {
  const t = useMessages(messages);
  const say = useProblemText();
  const workspace = useWorkspace();
  const templates = useQuery(templatesQuery(workspace.id));
  const accounts = useQuery(accountsQuery(workspace.id));
  const sync = useSyncTemplates(workspace.id);
  const wabas = (accounts.data?.items ?? []).map((one) => one.waba_id);

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
    <Page title={t("title")} lead={t("lead")} actions={button}>
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
              button || (
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
  const change = (next: Partial<TemplatesSearch>) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true });
  const found = matching(templates, search);
  const chosen = templates.find((one) => templateKey(one) === search.show) ?? (narrow ? undefined : found[0]);
  const statuses = [...new Set(templates.map((one) => one.status))].sort();

  if (narrow && chosen) {
    return (
      <>
        <Button
          variant="subtle"
          mb="sm"
          leftSection={<IconArrowLeft size={16} />}
          onClick={() => change({ show: undefined })}
        >
          {t("back")}
        </Button>
        <Shown template={chosen} />
      </>
    );
  }
  return (
    <div className={classes.columns}>
      <div>
        <div className={classes.filters}>
          <TextInput
            className={classes.search}
            aria-label={t("search")}
            placeholder={t("search")}
            leftSection={<IconSearch size={16} stroke={1.6} />}
            defaultValue={search.q}
            onChange={(event) => change({ q: event.currentTarget.value || undefined, show: undefined })}
          />
          <Select
            aria-label={t("status")}
            w={150}
            value={search.state ?? ""}
            onChange={(next) => change({ state: next || undefined, show: undefined })}
            data={[
              { value: "", label: t("status_any") },
              ...statuses.map((one) => ({ value: one, label: word(`status_${one}`, one) })),
            ]}
            allowDeselect={false}
          />
        </div>
        <p className={classes.count} role="status">
          {t("shown", { count: found.length })}
        </p>
        <Section>
          {found.length === 0 && <State title={t("nothing")} text={t("nothing_text")} />}
          <ul className={classes.list}>
            {found.map((template) => {
              const key = templateKey(template);
              return (
                <li key={key}>
                  <button
                    type="button"
                    className={classes.row}
                    aria-current={chosen === template || undefined}
                    onClick={() => change({ show: key })}
                  >
                    <span className={classes.rowHead}>
                      <span className={classes.name}>{template.name}</span>
                      <Status status={template.status} />
                    </span>
                    <span className={classes.rowMeta}>
                      {word(`category_${template.category}`, template.category)} ·{" "}
                      {languageName(template.language, language)}
                    </span>
                    <span className={classes.rowText}>{plainText(part(template, "BODY")?.text ?? "")}</span>
                  </button>
                </li>
              );
            })}
          </ul>
        </Section>
      </div>
      {!narrow && (
        <div className={classes.sticky}>
          {chosen ? <Shown template={chosen} /> : <State title={t("choose")} />}
        </div>
      )}
    </div>
  );
}

function Status({ status }: { status: string }) {
  const word = useLookUp(messages);
  const tone =
    status === "APPROVED" ? "good" : status === "PENDING" || status === "IN_APPEAL" ? "warn" : "bad";
  return (
    <span className={classes.status} data-tone={tone}>
      {word(`status_${status}`, status)}
    </span>
  );
}

function Shown({ template }: { template: Template }) {
  const t = useMessages(messages);
  const places = [
    { title: t("in_header"), found: variables(part(template, "HEADER")) },
    { title: t("in_body"), found: variables(part(template, "BODY")) },
  ].filter((place) => place.found.length > 0);
  return (
    <section className={classes.shown} aria-label={t("preview_of", { name: template.name })}>
      <header className={classes.shownHead}>
        <h2>{template.name}</h2>
        <Status status={template.status} />
      </header>
      {template.rejected_reason && template.rejected_reason !== "NONE" && (
        <p className={classes.rejected}>{t("rejected", { reason: template.rejected_reason })}</p>
      )}
      <div className={classes.phone}>
        <TemplatePreview template={template} />
      </div>
      <div className={classes.facts}>
        <h3>{t("variables")}</h3>
        {places.length === 0 && <p>{t("no_variables")}</p>}
        {places.map((place) => (
          <dl key={place.title}>
            <dt>{place.title}</dt>
            {place.found.map(({ key, sample }) => (
              <dd key={key}>
                <code>{`{{${key}}}`}</code> {sample && <span>{t("sample", { sample })}</span>}
              </dd>
            ))}
          </dl>
        ))}
      </div>
    </section>
  );
}
