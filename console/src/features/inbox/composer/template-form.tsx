/** The variables of one template, its header file, and the message as it will arrive. */
import { Button, Group, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { Contact, Template } from "@/api/types";
import { useFormat, useMessages } from "@/i18n";
import { Icon } from "../icons";
import { acceptOf, checkFile } from "../model/files";
import { headerMedia, problemsOf, requestOf, type Variable, variablesOf, viewOf } from "../model/template";
import { TemplateFace } from "../thread/template-part";
import { messages } from "./dialog-messages";
import { messages as composer } from "./messages";
import type { SendWhat } from "./use-sender";
import classes from "./dialogs.module.css";

interface TemplateFormProps {
  template: Template;
  contact: Contact;
  onBack: () => void;
  onSend: (what: SendWhat) => void;
}

/** The customer's own name is what a variable called "name" nearly always wants. */
function firstValues(template: Template, contact: Contact): Record<string, string> {
  const name = contact.name.trim();
  const known: Record<string, string> = { name, first_name: name.split(/\s+/)[0] ?? "", customer_name: name };
  return Object.fromEntries(variablesOf(template).map(({ key, name: called }) => [key, known[called] ?? ""]));
}

export function TemplateForm({ template, contact, onBack, onSend }: TemplateFormProps) {
  const t = useMessages(messages);
  const [values, setValues] = useState(() => firstValues(template, contact));
  const [file, setFile] = useState<{ file: File; url: string } | null>(null);
  const [checked, setChecked] = useState(false);
  const media = headerMedia(template);
  const problems = problemsOf(template, values, file !== null);
  const variables = variablesOf(template);
  const error = ({ key, limit }: Variable) => {
    const problem = problems.find((one) => one.key === key);
    if (!problem || (problem.kind === "empty" && !checked)) return undefined;
    return problem.kind === "too_long" ? t("too_long", { limit }) : t("missing");
  };
  const label = ({ place, name }: Variable) =>
    place === "header"
      ? t("variable_header", { name: `{{${name}}}` })
      : place === "button"
        ? t("variable_button", { name })
        : t("variable", { name: `{{${name}}}` });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (problems.length > 0) return;
    onSend({
      payload: { type: "template", template: requestOf(template, values) },
      ...(file && { file: file.file, filePath: "template" as const }),
    });
  };
  const tooLong = problems.find((one) => one.kind === "body_too_long");
  return (
    <form onSubmit={submit} noValidate className={classes.columns}>
      <div className={classes.form}>
        {media && (
          <HeaderFile kind={media} chosen={file} missing={checked && file === null} onChoose={setFile} />
        )}
        {variables.map((variable, at) => (
          <TextInput
            key={variable.key}
            label={label(variable)}
            description={variable.example ? t("example", { example: variable.example }) : undefined}
            required
            value={values[variable.key] ?? ""}
            data-autofocus={at === 0 || undefined}
            error={error(variable)}
            onChange={(event) => {
              const value = event.currentTarget.value;
              setValues((known) => ({ ...known, [variable.key]: value }));
            }}
          />
        ))}
        {tooLong && <p className={classes.error}>{t("body_too_long", { limit: tooLong.limit })}</p>}
        {template.category.toUpperCase() === "MARKETING" && (
          <p className={classes.hint}>{t("marketing_hint")}</p>
        )}
        <Group justify="space-between" gap="xs">
          <Button variant="default" onClick={onBack}>
            {t("back")}
          </Button>
          <Button type="submit" data-autofocus={variables.length === 0 || undefined}>
            {t("send")}
          </Button>
        </Group>
      </div>
      <div className={classes.preview}>
        <h3>{t("preview")}</h3>
        <div className={classes.bubble}>
          <TemplateFace
            view={viewOf(template, values)}
            media={
              media && (
                <div className={classes.mediaBox}>
                  {file && media === "image" ? (
                    <img src={file.url} alt="" />
                  ) : file && media === "video" ? (
                    <video src={file.url} muted />
                  ) : (
                    <Icon
                      name={media === "document" ? "file" : media === "video" ? "play" : "image"}
                      size={28}
                    />
                  )}
                </div>
              )
            }
          />
        </div>
      </div>
    </form>
  );
}

interface HeaderFileProps {
  kind: "image" | "video" | "document";
  chosen: { file: File; url: string } | null;
  missing: boolean;
  onChoose: (chosen: { file: File; url: string }) => void;
}

function HeaderFile({ kind, chosen, missing, onChoose }: HeaderFileProps) {
  const t = useMessages(messages);
  const tc = useMessages(composer);
  const format = useFormat();
  const field = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const url = chosen?.url;
  useEffect(
    () => () => {
      if (url) URL.revokeObjectURL(url);
    },
    [url],
  );
  const choose = (file: File) => {
    const check = checkFile(file);
    if (check.ok && check.kind === kind) {
      setProblem(null);
      onChoose({ file, url: URL.createObjectURL(file) });
    } else if (!check.ok && check.problem === "size") {
      const sizes = { size: format.bytes(check.size), limit: format.bytes(check.limit) };
      setProblem(tc("file_size", { name: file.name, ...sizes }));
    } else setProblem(t("wrong_kind"));
  };
  return (
    <div>
      <div style={{ marginBlockEnd: 4, fontSize: "0.8125rem", fontWeight: 500 }}>{t(`header_${kind}`)}</div>
      <Group gap="xs">
        <Button variant="default" leftSection={<Icon name="attach" />} onClick={() => field.current?.click()}>
          {chosen ? t("change_file") : t("choose_file")}
        </Button>
        {chosen && <span>{chosen.file.name}</span>}
      </Group>
      <input
        ref={field}
        type="file"
        className={classes.hide}
        accept={acceptOf(kind)}
        aria-label={t(`header_${kind}`)}
        tabIndex={-1}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file) choose(file);
          event.currentTarget.value = "";
        }}
      />
      {(problem ?? missing) && (
        <p className={classes.error} role="alert">
          {problem ?? t("media_missing")}
        </p>
      )}
    </div>
  );
}
