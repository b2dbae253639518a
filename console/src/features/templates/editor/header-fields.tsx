/** What stands above the text: nothing, a line, a picture, a video, a document or a place. */
import { Select } from "@mantine/core";
import type { TemplateComponent } from "@/api/types";
import { useMessages } from "@/i18n";
import { ROOM, SAMPLES } from "../model/limits";
import { useField } from "./findings";
import { messages } from "./messages";
import { SampleFile } from "./sample-file";
import { VariableText } from "./variable-text";

const FORMATS = ["TEXT", "IMAGE", "VIDEO", "DOCUMENT", "LOCATION"] as const;

interface HeaderFieldsProps {
  header: TemplateComponent | undefined;
  named: boolean;
  marketing: boolean;
  onChange: (header: TemplateComponent | null) => void;
  onSample: (handle: string) => void;
}

export function HeaderFields({ header, named, marketing, onChange, onSample }: HeaderFieldsProps) {
  const t = useMessages(messages);
  const field = useField("header.format", "header");
  const format = header ? (header.format ?? "TEXT").toUpperCase() : "NONE";
  // GIFs go with marketing only; one that is there already stays choosable.
  const formats = marketing || format === "GIF" ? [...FORMATS, "GIF" as const] : FORMATS;
  return (
    <>
      <Select
        {...field}
        label={t("header")}
        description={t("header_hint")}
        value={format}
        data={[
          { value: "NONE", label: t("header_NONE") },
          ...formats.map((value) => ({ value, label: t(`header_${value}`) })),
        ]}
        allowDeselect={false}
        onChange={(next) => {
          if (next === "NONE") onChange(null);
          else if (next) onChange({ type: "HEADER", format: next, ...(next === "TEXT" && { text: "" }) });
        }}
      />
      {header && format === "TEXT" && (
        <VariableText
          part={header}
          named={named}
          path="header"
          label={t("header_text")}
          room={ROOM.header}
          onChange={onChange}
        />
      )}
      {header && format in SAMPLES && (
        <SampleFile
          // Another kind of header is another file.
          key={format}
          format={format}
          path="header.example"
          handle={header.example?.header_handle?.[0] ?? ""}
          onChange={onSample}
        />
      )}
    </>
  );
}
