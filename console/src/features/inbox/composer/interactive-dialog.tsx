/** Reply buttons or a list, with Meta's limits beside each field and the message as the customer will see it. */
import { Button, Group, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { Dialog } from "@/components/dialog";
import { useMessages } from "@/i18n";
import { Icon } from "../icons";
import list from "../list/list.module.css";
import {
  emptyDraft,
  interactiveRequest,
  type InteractiveDraft,
  LIMITS,
  problemsOf,
  rowCount,
  type SectionDraft,
} from "../model/interactive";
import { InteractivePart } from "../thread/parts";
import { messages } from "./dialog-messages";
import classes from "./dialogs.module.css";

interface InteractiveDialogProps {
  onClose: () => void;
  onSend: (interactive: Record<string, unknown>) => void;
}

export default function InteractiveDialog({ onClose, onSend }: InteractiveDialogProps) {
  const t = useMessages(messages);
  const [draft, setDraft] = useState(emptyDraft);
  const [checked, setChecked] = useState(false);
  const problems = problemsOf(draft);
  const set = (change: Partial<InteractiveDraft>) => setDraft((known) => ({ ...known, ...change }));
  /** Too long is said at once; what is missing only after the first try to send. */
  const error = (place: string, limit: number) => {
    const problem = problems[place];
    if (problem === undefined || (problem === "missing" && !checked)) return undefined;
    return problem === "too_long" ? t("too_long", { limit }) : t(problem);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (Object.keys(problems).length === 0) onSend(interactiveRequest(draft));
  };
  const bodyLimit = draft.type === "button" ? LIMITS.buttonsBody : LIMITS.listBody;
  return (
    <Dialog opened onClose={onClose} title={t("interactive_title")} size="52rem">
      <form onSubmit={submit} noValidate className={classes.columns}>
        <div className={classes.form}>
          <SegmentedControl
            aria-label={t("kind")}
            value={draft.type}
            data={[
              { value: "button", label: t("kind_button") },
              { value: "list", label: t("kind_list") },
            ]}
            onChange={(value) => set({ type: value === "list" ? "list" : "button" })}
          />
          <TextInput
            label={t("header")}
            value={draft.header}
            rightSection={<Left text={draft.header} limit={LIMITS.header} />}
            error={error("header", LIMITS.header)}
            onChange={(event) => set({ header: event.currentTarget.value })}
          />
          <Textarea
            label={t("body")}
            required
            autosize
            minRows={2}
            maxRows={8}
            value={draft.body}
            data-autofocus
            error={error("body", bodyLimit)}
            onChange={(event) => set({ body: event.currentTarget.value })}
          />
          <TextInput
            label={t("footer")}
            value={draft.footer}
            rightSection={<Left text={draft.footer} limit={LIMITS.footer} />}
            error={error("footer", LIMITS.footer)}
            onChange={(event) => set({ footer: event.currentTarget.value })}
          />
          {draft.type === "button" ? (
            <Buttons draft={draft} set={set} error={error} />
          ) : (
            <Sections draft={draft} set={set} error={error} />
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("cancel")}
            </Button>
            <Button type="submit">{t("send")}</Button>
          </Group>
        </div>
        <div className={classes.preview} aria-live="off">
          <h3>{t("preview")}</h3>
          <div className={classes.bubble}>
            <InteractivePart content={interactiveRequest(draft)} />
          </div>
        </div>
      </form>
    </Dialog>
  );
}

interface PartProps {
  draft: InteractiveDraft;
  set: (change: Partial<InteractiveDraft>) => void;
  error: (place: string, limit: number) => string | undefined;
}

function Buttons({ draft, set, error }: PartProps) {
  const t = useMessages(messages);
  return (
    <>
      {draft.buttons.map((title, at) => (
        <div key={at} className={classes.rowLine}>
          <TextInput
            label={t("button_at", { at: at + 1 })}
            value={title}
            rightSection={<Left text={title} limit={LIMITS.button} />}
            error={error(`buttons.${at}`, LIMITS.button)}
            onChange={(event) => set({ buttons: draft.buttons.with(at, event.currentTarget.value) })}
          />
          {draft.buttons.length > 1 && (
            <Remove
              what={t("button_at", { at: at + 1 })}
              onClick={() => set({ buttons: draft.buttons.toSpliced(at, 1) })}
            />
          )}
        </div>
      ))}
      {draft.buttons.length < LIMITS.buttons && (
        <Button variant="default" onClick={() => set({ buttons: [...draft.buttons, ""] })}>
          {t("add_button")}
        </Button>
      )}
    </>
  );
}

function Sections({ draft, set, error }: PartProps) {
  const t = useMessages(messages);
  const left = LIMITS.rows - rowCount(draft);
  const change = (at: number, section: Partial<SectionDraft>) =>
    set({ sections: draft.sections.map((one, index) => (index === at ? { ...one, ...section } : one)) });
  return (
    <>
      <TextInput
        label={t("open_label")}
        value={draft.open}
        rightSection={<Left text={draft.open} limit={LIMITS.open} />}
        error={error("open", LIMITS.open)}
        onChange={(event) => set({ open: event.currentTarget.value })}
      />
      {draft.sections.map((section, at) => (
        <fieldset key={at} className={classes.section}>
          <legend>{t("section_at", { at: at + 1 })}</legend>
          {draft.sections.length > 1 && (
            <div className={classes.rowLine}>
              <TextInput
                label={t("section_title", { at: at + 1 })}
                value={section.title}
                rightSection={<Left text={section.title} limit={LIMITS.section} />}
                error={error(`sections.${at}.title`, LIMITS.section)}
                onChange={(event) => change(at, { title: event.currentTarget.value })}
              />
              <Remove
                what={t("section_at", { at: at + 1 })}
                onClick={() => set({ sections: draft.sections.toSpliced(at, 1) })}
              />
            </div>
          )}
          {section.rows.map((row, index) => (
            <div key={index} className={classes.rowLine}>
              <div className={classes.form} style={{ gap: 6 }}>
                <TextInput
                  label={t("row_title", { at: index + 1 })}
                  value={row.title}
                  rightSection={<Left text={row.title} limit={LIMITS.row} />}
                  error={error(`sections.${at}.rows.${index}.title`, LIMITS.row)}
                  onChange={(event) =>
                    change(at, {
                      rows: section.rows.with(index, { ...row, title: event.currentTarget.value }),
                    })
                  }
                />
                <TextInput
                  aria-label={t("row_description", { at: index + 1 })}
                  placeholder={t("row_description", { at: index + 1 })}
                  value={row.description}
                  error={error(`sections.${at}.rows.${index}.description`, LIMITS.description)}
                  onChange={(event) =>
                    change(at, {
                      rows: section.rows.with(index, { ...row, description: event.currentTarget.value }),
                    })
                  }
                />
              </div>
              {section.rows.length > 1 && (
                <Remove
                  what={t("row_title", { at: index + 1 })}
                  onClick={() => change(at, { rows: section.rows.toSpliced(index, 1) })}
                />
              )}
            </div>
          ))}
          <Button
            variant="default"
            disabled={left <= 0}
            onClick={() => change(at, { rows: [...section.rows, { title: "", description: "" }] })}
          >
            {t("add_row")}
          </Button>
        </fieldset>
      ))}
      <Group justify="space-between">
        <Button
          variant="default"
          disabled={left <= 0 || draft.sections.length >= LIMITS.sections}
          onClick={() =>
            set({ sections: [...draft.sections, { title: "", rows: [{ title: "", description: "" }] }] })
          }
        >
          {t("add_section")}
        </Button>
        <span className={classes.hint}>{t("rows_left", { count: Math.max(0, left) })}</span>
      </Group>
    </>
  );
}

function Left({ text, limit }: { text: string; limit: number }) {
  const left = limit - [...text].length;
  return <span className={`${classes.hint} wl-num`}>{left}</span>;
}

function Remove({ what, onClick }: { what: string; onClick: () => void }) {
  const t = useMessages(messages);
  return (
    <button
      type="button"
      className={list.icon}
      style={{ marginBlockStart: 24 }}
      aria-label={t("remove", { what })}
      title={t("remove", { what })}
      onClick={onClick}
    >
      <Icon name="close" size={14} />
    </button>
  );
}
