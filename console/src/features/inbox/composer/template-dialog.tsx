/** Choosing one of this number's approved templates and filling it, with the result beside it as it is typed. */
import { Button, Group, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { templatesQuery } from "@/api/shared";
import type { Conversation, Template } from "@/api/types";
import { FailedState, PendingPage, State } from "@/components/states";
import { Dialog } from "@/components/dialog";
import { useLookUp, useMessages } from "@/i18n";
import { fillable, variablesOf, viewOf } from "../model/template";
import { messages } from "./dialog-messages";
import { TemplateForm } from "./template-form";
import type { SendWhat } from "./use-sender";
import classes from "./dialogs.module.css";

interface TemplateDialogProps {
  workspace: string;
  conversation: Conversation;
  onClose: () => void;
  onSend: (what: SendWhat) => void;
}

const fold = (words: string) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export default function TemplateDialog({ workspace, conversation, onClose, onSend }: TemplateDialogProps) {
  const t = useMessages(messages);
  const query = useQuery(templatesQuery(workspace, conversation.number_id));
  const [chosen, setChosen] = useState<Template | null>(null);
  const approved = (query.data?.items ?? []).filter((one) => one.status.toUpperCase() === "APPROVED");
  return (
    <Dialog
      opened
      onClose={onClose}
      title={chosen ? chosen.name : t("template_title")}
      size={chosen ? "52rem" : "lg"}
    >
      {query.isPending ? (
        <PendingPage />
      ) : query.isError ? (
        <FailedState error={query.error} retry={() => void query.refetch()} />
      ) : approved.length === 0 ? (
        <State title={t("template_none")} text={t("template_none_text")} />
      ) : chosen ? (
        <TemplateForm
          template={chosen}
          contact={conversation.contact}
          onBack={() => setChosen(null)}
          onSend={onSend}
        />
      ) : (
        <Choice
          templates={approved}
          onChoose={(template) => {
            // Nothing to fill: still shown before it goes out.
            setChosen(template);
          }}
        />
      )}
      {!chosen && (
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
        </Group>
      )}
    </Dialog>
  );
}

function Choice({
  templates,
  onChoose,
}: {
  templates: readonly Template[];
  onChoose: (template: Template) => void;
}) {
  const t = useMessages(messages);
  const look = useLookUp(messages);
  const [words, setWords] = useState("");
  const found = templates.filter((template) =>
    fold(`${template.name.replaceAll("_", " ")} ${template.name} ${viewOf(template, {}).body}`).includes(
      fold(words.trim()),
    ),
  );
  return (
    <>
      <TextInput
        type="search"
        aria-label={t("template_search")}
        placeholder={t("template_search")}
        value={words}
        data-autofocus
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      {found.length === 0 && (
        <p className={classes.hint} role="status" style={{ marginBlockStart: 12 }}>
          {t("template_not_found")}
        </p>
      )}
      <ul className={classes.list}>
        {found.map((template) => {
          const can = fillable(template);
          return (
            <li key={`${template.name}/${template.language}`}>
              <button
                type="button"
                className={classes.item}
                disabled={!can}
                onClick={() => onChoose(template)}
              >
                <span className={classes.itemHead}>
                  <span>{template.name}</span>
                  <span className={classes.label}>{template.language}</span>
                  <span className={classes.label}>
                    {look(`category_${template.category.toLowerCase()}`, template.category)}
                  </span>
                  {variablesOf(template).length > 0 && (
                    <span className={classes.label} aria-hidden="true">
                      {"{{"}
                      {variablesOf(template).length}
                      {"}}"}
                    </span>
                  )}
                </span>
                <span className={classes.itemText} dir="auto">
                  {can ? viewOf(template, {}).body : t("template_unsupported")}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
