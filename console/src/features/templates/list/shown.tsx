/** One template beside the list: the customer's view of it, its facts, and what can be done with it. */
import { useQuery } from "@tanstack/react-query";
import { Button, Group } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Template } from "@/api/types";
import { useGate, useWorkspace } from "@/auth/workspace";
import { Confirm } from "@/components/confirm";
import { GatedButton, ReasonedButton } from "@/components/gated";
import { notify } from "@/components/notify";
import { useProblemText } from "@/components/problem";
import { part, variables } from "@/components/whatsapp/template-values";
import { TemplatePreview } from "@/components/whatsapp/template-preview";
import { useFormat, useLookUp, useMessages } from "@/i18n";
import { templateQuery, useDeleteTemplate } from "../api/templates";
import { messages as editor } from "../editor/messages";
import { qualityOf } from "../filter";
import { messages } from "../messages";
import classes from "../templates.module.css";
import { DuplicateDialog } from "./duplicate-dialog";
import { Quality, Status } from "./facts";
import { HistoryDialog } from "./history-dialog";

type Open = "duplicate" | "history" | "delete" | null;

export function Shown({ template, onGone }: { template: Template; onGone: () => void }) {
  const t = useMessages(messages);
  const word = useLookUp(messages);
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const places = [
    { title: t("in_header"), found: variables(part(template, "HEADER")) },
    { title: t("in_body"), found: variables(part(template, "BODY")) },
  ].filter((place) => place.found.length > 0);
  return (
    <section className={classes.shown} aria-label={t("preview_of", { name: template.name })}>
      <header className={classes.shownHead}>
        <h2>{template.name}</h2>
        <span className={classes.marks}>
          <Quality quality={qualityOf(template)} />
          <Status status={template.status} />
        </span>
      </header>
      {template.rejected_reason && template.rejected_reason !== "NONE" && (
        <p className={classes.rejected}>
          {t("rejected", { reason: word(`reason_${template.rejected_reason}`, template.rejected_reason) })}
        </p>
      )}
      <Acts template={template} onOpen={setOpen} />
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
      {open === "duplicate" && <DuplicateDialog template={template} onClose={close} />}
      {open === "history" && <HistoryDialog template={template} onClose={close} />}
      {open === "delete" && <DeleteDialog template={template} onClose={close} onGone={onGone} />}
    </section>
  );
}

function Acts({ template, onOpen }: { template: Template; onOpen: (what: Open) => void }) {
  const t = useMessages(messages);
  const why = useLookUp(editor);
  const format = useFormat();
  const te = useMessages(editor);
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const gate = useGate("templates.manage");
  const { data } = useQuery(templateQuery(workspace.id, template.id));
  const edit = data?.edit;
  const closed =
    edit && !edit.allowed
      ? [
          why(`edit_${edit.reason ?? ""}`, te("not_now_text")),
          edit.next_at ? te("edit_next", { when: format.dateTime(edit.next_at) }) : "",
        ]
          .join(" ")
          .trim()
      : null;
  return (
    <Group gap="xs" className={classes.acts}>
      <ReasonedButton
        size="xs"
        reason={gate.reason ?? closed}
        onClick={() =>
          void navigate({
            to: "/w/$workspace/templates/edit/{-$template}",
            params: { workspace: workspace.id, template: template.id },
          })
        }
      >
        {template.status === "DRAFT" ? t("go_on") : t("edit")}
      </ReasonedButton>
      <GatedButton
        permission="templates.manage"
        size="xs"
        variant="default"
        onClick={() => onOpen("duplicate")}
      >
        {t("duplicate")}
      </GatedButton>
      <Button size="xs" variant="default" onClick={() => onOpen("history")}>
        {t("history")}
      </Button>
      <ReasonedButton
        size="xs"
        variant="default"
        reason={gate.reason ?? (template.status === "DISABLED" ? t("delete_disabled") : null)}
        onClick={() => onOpen("delete")}
      >
        {t("delete")}
      </ReasonedButton>
    </Group>
  );
}

const NEVER_APPROVED = new Set(["PENDING", "REJECTED"]);

function DeleteDialog({
  template,
  onClose,
  onGone,
}: {
  template: Template;
  onClose: () => void;
  onGone: () => void;
}) {
  const t = useMessages(messages);
  const say = useProblemText();
  const format = useFormat();
  const workspace = useWorkspace();
  const remove = useDeleteTemplate(workspace.id);
  const { name, status } = template;
  const text =
    status === "DRAFT"
      ? t("delete_draft")
      : NEVER_APPROVED.has(status)
        ? t("delete_unapproved")
        : t("delete_text", { name });
  return (
    <Confirm
      title={t("delete_title", { name })}
      text={text}
      act={t("delete")}
      word={name}
      busy={remove.isPending}
      onClose={onClose}
      // A promise, not the mutation's callbacks: the live note may take this dialog away before the answer comes.
      onConfirm={() =>
        void remove.mutateAsync(template.id).then(
          ({ name_blocked_until: until }) => {
            void notify(
              until === null
                ? t("deleted", { name })
                : t("deleted_blocked", { name, when: format.date(until) }),
              "good",
            );
            onClose();
            onGone();
          },
          (error: unknown) => void notify(say(error), "bad"),
        )
      }
    />
  );
}
