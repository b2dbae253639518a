/** Writing one template: form left, phone right, what is missing above Submit. */
import { Alert, List } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { intentionKey } from "@/api/client";
import { ApiError } from "@/api/errors";
import type { Account, Template, TemplateDetails, TemplateDraft } from "@/api/types";
import { useWorkspace } from "@/auth/workspace";
import { announce } from "@/components/announce";
import { Confirm } from "@/components/confirm";
import { GatedButton } from "@/components/gated";
import { notify } from "@/components/notify";
import { Section } from "@/components/page";
import { useProblemText } from "@/components/problem";
import { useFormat, useMessages } from "@/i18n";
import { lintQuery, useSaveTemplate, useSubmitTemplate } from "../api/templates";
import { draftOf, handlesOf, kindOf } from "../model/draft";
import { Basics } from "./basics";
import { FindingList } from "./finding-list";
import { controlOf, FindingsProvider } from "./findings";
import classes from "./editor.module.css";
import { messages } from "./messages";
import { Parts } from "./parts";
import { usePictures } from "./pictures";
import { Preview } from "./preview";
import { useDraft } from "./use-draft";

interface EditorProps {
  /** Null for a new one. */
  template: TemplateDetails | null;
  first: TemplateDraft;
  accounts: readonly Account[];
  /** The template is kept under this id from now on; resolves when the address says so. */
  onMoved: (id: string) => Promise<void>;
  onDone: (id: string) => Promise<void>;
}

const UNLOCKED: ReadonlySet<string> = new Set();

/** Meta keeps name, language and the way of variables for ever, and the category of what it approved. */
function lockedOf(template: TemplateDetails | null): ReadonlySet<string> {
  if (template === null || template.status === "DRAFT") return UNLOCKED;
  return new Set([
    "name",
    "language",
    "parameter_format",
    ...(template.status === "APPROVED" ? ["category"] : []),
  ]);
}

export function Editor({ template, first, accounts, onMoved, onDone }: EditorProps) {
  const t = useMessages(messages);
  const workspace = useWorkspace();
  const queries = useQueryClient();
  const pictures = usePictures();
  const state = useDraft(first);
  const { draft, dirty } = state;
  const { components, ...facts } = draft;
  const [kept, setKept] = useState<Pick<Template, "id" | "revision" | "status"> | null>(template);
  const [all, setAll] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [key, setKey] = useState(intentionKey);
  const [locked] = useState(() => lockedOf(template));
  const save = useSaveTemplate(workspace.id);
  const submit = useSubmitTemplate(workspace.id);
  const leaving = useRef(false);

  const [settled] = useDebouncedValue(draft, 350);
  const lint = useQuery(lintQuery(workspace.id, settled, kept?.id));
  const found = lint.data?.findings ?? [];
  const atMeta = kept !== null && kept.status !== "DRAFT";
  const busy = save.isPending || submit.isPending;

  const blocker = useBlocker({
    shouldBlockFn: () => dirty && !leaving.current,
    enableBeforeUnload: () => dirty && !leaving.current,
    withResolver: true,
  });
  const going = async (move: () => Promise<void>) => {
    leaving.current = true;
    await move();
    leaving.current = false;
  };

  const keep = async (): Promise<Template> => {
    const answer = await save.mutateAsync({ template: kept, draft, key });
    const now = draftOf(answer);
    pictures.rename(handlesOf(components), handlesOf(now.components));
    setKey(intentionKey());
    setKept(answer);
    state.saved(now);
    if (answer.id !== kept?.id && !atMeta) await going(() => onMoved(answer.id));
    return answer;
  };
  const saveDraft = async () => {
    setProblem(null);
    try {
      await keep();
      void notify(t("saved"), "good");
    } catch (error) {
      setProblem(error);
    }
  };
  const send = async () => {
    setAll(true);
    setProblem(null);
    try {
      const { findings } = await queries.fetchQuery(lintQuery(workspace.id, draft, kept?.id));
      const worst = findings[0];
      if (worst) {
        announce(t("findings_count", { count: findings.length }));
        controlOf(worst.path)?.focus();
        return;
      }
      const now = kept === null || dirty ? await keep() : kept;
      // What is at Meta already is in review again as soon as it is changed.
      if (!atMeta) await submit.mutateAsync({ template: now.id, key: intentionKey() });
      void notify(t("submitted"), "good");
      await going(() => onDone(now.id));
    } catch (error) {
      setProblem(error);
    }
  };

  return (
    <FindingsProvider found={found} all={all} locked={locked}>
      <form
        className={classes.columns}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <div>
          {template && atMeta && <EditLimits template={template} />}
          <Section title={t("basics")}>
            <div className={classes.pad}>
              <Basics
                {...facts}
                kind={kindOf(draft)}
                set={state.set}
                accounts={accounts}
                fresh={kept === null}
              />
            </div>
          </Section>
          <Parts state={state} />
          <FindingList found={found} checking={lint.isFetching || settled !== draft} />
          {problem !== null && <Refused error={problem} />}
          <div className={classes.foot}>
            <p role="status">{dirty ? t("unsaved") : kept ? t("all_saved") : ""}</p>
            {!atMeta && (
              <GatedButton
                permission="templates.manage"
                type="button"
                variant="default"
                loading={save.isPending}
                disabled={busy}
                onClick={() => void saveDraft()}
              >
                {t("save_draft")}
              </GatedButton>
            )}
            <GatedButton
              permission="templates.manage"
              type="submit"
              loading={busy}
              disabled={atMeta && !dirty}
            >
              {atMeta ? t("send_changes") : t("submit")}
            </GatedButton>
          </div>
        </div>
        <Preview draft={draft} />
      </form>
      {blocker.status === "blocked" && (
        <Confirm
          title={t("leave_title")}
          text={t("leave_text")}
          act={t("leave")}
          onConfirm={blocker.proceed}
          onClose={blocker.reset}
        />
      )}
    </FindingsProvider>
  );
}

function Refused({ error }: { error: unknown }) {
  const say = useProblemText();
  const fields = error instanceof ApiError ? error.fields : [];
  return (
    <Alert color="red" role="alert" mb="md" title={say(error)}>
      {fields.length > 0 && (
        <List size="sm">
          {fields.map((one, at) => (
            <List.Item key={at}>{one.message}</List.Item>
          ))}
        </List>
      )}
    </Alert>
  );
}

function EditLimits({ template }: { template: TemplateDetails }) {
  const t = useMessages(messages);
  const format = useFormat();
  const { left, next_at: next } = template.edit;
  return (
    <Alert color="gray" role="note" mb="md" title={t("edit_review")}>
      {template.status === "APPROVED" ? t("edit_limits") : t("edit_free")}{" "}
      {left !== null && t("edit_left", { count: left })}{" "}
      {next !== null && t("edit_next", { when: format.dateTime(next) })}
    </Alert>
  );
}
