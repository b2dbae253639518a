/** A new template, or one that is changed. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { accountsQuery } from "@/api/shared";
import type { Account } from "@/api/types";
import { useWorkspace } from "@/auth/workspace";
import { LinkButton } from "@/components/link-button";
import { Page, Section } from "@/components/page";
import { FailedState, PendingPage, State } from "@/components/states";
import { useFormat, useLanguage, useLookUp, useMessages } from "@/i18n";
import { templateQuery } from "./api/templates";
import { Editor } from "./editor/editor";
import { messages } from "./editor/messages";
import { PicturesProvider } from "./editor/pictures";
import { draftOf, emptyDraft } from "./model/draft";
import { usualLanguage } from "./model/languages";

const route = getRouteApi("/signed-in/w/$workspace/templates/edit/{-$template}");

export function TemplateEditorPage() {
  const t = useMessages(messages);
  const workspace = useWorkspace();
  const { template } = route.useParams();
  const navigate = route.useNavigate();
  const accounts = useQuery(accountsQuery(workspace.id));
  // A draft that was saved for the first time, or under another name, has another address: its editor goes on.
  const [moved, setMoved] = useState<{ from: string | undefined; to: string } | null>(null);
  const start = moved !== null && moved.to === template ? moved.from : template;
  const usable = (accounts.data?.items ?? []).filter((one) => one.status === "connected");
  const places = {
    onMoved: async (id: string) => {
      setMoved({ from: start, to: id });
      await navigate({ params: (now) => ({ ...now, template: id }), replace: true });
    },
    onDone: (id: string) =>
      navigate({
        to: "/w/$workspace/templates",
        params: { workspace: workspace.id },
        search: { show: id },
      }),
  };
  return (
    <Page
      title={template === undefined ? t("title_new") : t("title_edit")}
      lead={t("lead")}
      actions={
        <LinkButton
          to="/w/$workspace/templates"
          params={{ workspace: workspace.id }}
          search={template === undefined ? {} : { show: template }}
          variant="default"
        >
          {t("to_list")}
        </LinkButton>
      }
    >
      {accounts.isPending ? (
        <PendingPage />
      ) : accounts.isError ? (
        <FailedState error={accounts.error} retry={() => void accounts.refetch()} />
      ) : (
        <PicturesProvider>
          {start === undefined ? (
            <New key="new" accounts={usable} {...places} />
          ) : (
            <Existing key={start} template={start} accounts={accounts.data.items} {...places} />
          )}
        </PicturesProvider>
      )}
    </Page>
  );
}

interface PlaceProps {
  accounts: readonly Account[];
  onMoved: (id: string) => Promise<void>;
  onDone: (id: string) => Promise<void>;
}

function New(props: PlaceProps) {
  const t = useMessages(messages);
  const workspace = useWorkspace();
  const { language } = useLanguage();
  const account = props.accounts[0];
  if (!account) {
    return (
      <Section>
        <State
          title={t("no_account")}
          text={t("no_account_text")}
          action={
            <LinkButton to="/w/$workspace/settings/connection/new" params={{ workspace: workspace.id }}>
              {t("to_connection")}
            </LinkButton>
          }
        />
      </Section>
    );
  }
  return <Editor template={null} first={emptyDraft(account.waba_id, usualLanguage(language))} {...props} />;
}

function Existing({ template: id, ...props }: PlaceProps & { template: string }) {
  const t = useMessages(messages);
  const look = useLookUp(messages);
  const format = useFormat();
  const workspace = useWorkspace();
  // Read once: what others change meanwhile is told when it is saved.
  const query = useQuery({ ...templateQuery(workspace.id, id), staleTime: Infinity });
  if (query.isPending) return <PendingPage />;
  if (!query.data) return <FailedState error={query.error} retry={() => void query.refetch()} />;
  const { edit } = query.data;
  if (!edit.allowed) {
    return (
      <Section>
        <State
          title={t("not_now")}
          text={
            <>
              {look(`edit_${edit.reason ?? ""}`, t("not_now_text"))}{" "}
              {edit.next_at && t("edit_next", { when: format.dateTime(edit.next_at) })}
            </>
          }
        />
      </Section>
    );
  }
  return <Editor template={query.data} first={draftOf(query.data)} {...props} />;
}
