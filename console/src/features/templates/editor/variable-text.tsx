/** A text that may hold variables: its marks, a button for one more variable, and a sample for each as it appears. */
import { ActionIcon, Button, TextInput, Tooltip } from "@mantine/core";
import { IconBold, IconCode, IconItalic, IconPlus, IconStrikethrough } from "@tabler/icons-react";
import { useId, useRef } from "react";
import type { TemplateComponent } from "@/api/types";
import { CountedArea, CountedInput } from "@/components/counted";
import { variableKeys } from "@/components/whatsapp/template-values";
import { useMessages } from "@/i18n";
import { nextVariable, samplesOf, withText } from "../model/draft";
import { useField } from "./findings";
import classes from "./editor.module.css";
import { messages } from "./messages";

const MARKS = [
  { key: "bold", mark: "*", icon: IconBold },
  { key: "italic", mark: "_", icon: IconItalic },
  { key: "strike", mark: "~", icon: IconStrikethrough },
  { key: "mono", mark: "```", icon: IconCode },
] as const;

interface VariableTextProps {
  part: TemplateComponent;
  named: boolean;
  /** `header`, `body`, `cards.0.body`: what the API calls the part. */
  path: string;
  label: string;
  hint?: string;
  room: number;
  /** Lines and marks; a header has neither. */
  rich?: boolean;
  onChange: (part: TemplateComponent) => void;
}

export function VariableText({ part, named, path, label, hint, room, rich, onChange }: VariableTextProps) {
  const t = useMessages(messages);
  const field = useRef<HTMLTextAreaElement & HTMLInputElement>(null);
  const tools = useId();
  // A variable retyped brace by brace is gone for a moment; its sample comes back with it.
  const remembered = useRef<Record<string, string>>({});
  const { onBlur, ...control } = useField(`${path}.text`);
  const text = part.text ?? "";
  const write = (next: string) => {
    Object.assign(remembered.current, samplesOf(part));
    onChange(withText(part, next, remembered.current, named));
  };
  /** Puts marks around what is selected, or a text where the cursor stands. */
  const insert = (before: string, after = "") => {
    const input = field.current;
    const [from, to] = [input?.selectionStart ?? text.length, input?.selectionEnd ?? text.length];
    write(text.slice(0, from) + before + text.slice(from, to) + after + text.slice(to));
    const start = from + before.length;
    setTimeout(() => {
      input?.focus();
      input?.setSelectionRange(start, start + (to - from));
    });
  };
  const shared = {
    ...control,
    ref: field,
    label,
    hint,
    limit: room,
    value: text,
    onBlur,
    onChange: (event: { currentTarget: { value: string } }) => write(event.currentTarget.value),
  };
  const oneHeaderVariable = !rich && variableKeys(text).length > 0;
  return (
    <div>
      {rich ? <CountedArea {...shared} minRows={3} maxRows={16} /> : <CountedInput {...shared} />}
      <div className={classes.tools} role="group" aria-label={t("tools_of", { label })} id={tools}>
        {rich &&
          MARKS.map(({ key, mark, icon: Icon }) => (
            <Tooltip key={key} label={t(key)}>
              <ActionIcon size="md" aria-label={t(key)} onClick={() => insert(mark, mark)}>
                <Icon size={16} stroke={1.8} />
              </ActionIcon>
            </Tooltip>
          ))}
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          disabled={oneHeaderVariable}
          onClick={() => insert(nextVariable(text, named))}
        >
          {t("add_variable")}
        </Button>
      </div>
      <Samples part={part} path={path} named={named} onChange={onChange} />
    </div>
  );
}

type SamplesProps = Pick<VariableTextProps, "part" | "path" | "named" | "onChange">;

function Samples({ part, path, named, onChange }: SamplesProps) {
  const t = useMessages(messages);
  const keys = variableKeys(part.text ?? "");
  const samples = samplesOf(part);
  if (keys.length === 0) return null;
  return (
    <fieldset className={classes.samples}>
      <legend>{t("samples")}</legend>
      {keys.map((key) => (
        <Sample
          key={key}
          path={`${path}.example.${key}`}
          name={key}
          value={samples[key] ?? ""}
          onChange={(value) => onChange(withText(part, part.text ?? "", { ...samples, [key]: value }, named))}
        />
      ))}
    </fieldset>
  );
}

interface SampleProps {
  path: string;
  name: string;
  value: string;
  onChange: (value: string) => void;
}

function Sample({ path, name, value, onChange }: SampleProps) {
  const t = useMessages(messages);
  const field = useField(path);
  return (
    <TextInput
      {...field}
      label={t("sample_of", { name: `{{${name}}}` })}
      value={value}
      autoComplete="off"
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
