/** The file Meta's reviewers see in a header. Customers get another one with each message. */
import { Button, FileButton, Group, Input, Progress } from "@mantine/core";
import { IconFileCheck, IconUpload } from "@tabler/icons-react";
import { useEffect, useId, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useWorkspace } from "@/auth/workspace";
import { useProblemText } from "@/components/problem";
import { useFormat, useMessages } from "@/i18n";
import { uploadSample } from "../api/templates";
import { SAMPLES } from "../model/limits";
import { useField } from "./findings";
import classes from "./editor.module.css";
import { messages } from "./messages";
import { usePictures } from "./pictures";

interface SampleFileProps {
  format: string;
  path: string;
  /** Meta's handle, or our word for a file that was just uploaded; "" for none. */
  handle: string;
  onChange: (handle: string) => void;
}

export function SampleFile({ format, path, handle, onChange }: SampleFileProps) {
  const t = useMessages(messages);
  const say = useProblemText();
  const sizes = useFormat();
  const workspace = useWorkspace();
  const pictures = usePictures();
  const hint = useId();
  const { error, "data-at": at, onBlur, disabled } = useField(path);
  const [name, setName] = useState("");
  const [sent, setSent] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const rule = SAMPLES[format] ?? { types: [], bytes: 0 };

  const choose = async (file: File | null) => {
    if (!file) return;
    setProblem(null);
    if (!rule.types.includes(file.type)) return setProblem(t("sample_kind"));
    if (file.size > rule.bytes) {
      return setProblem(t("sample_size", { size: sizes.bytes(file.size), limit: sizes.bytes(rule.bytes) }));
    }
    const work = new AbortController();
    running.current?.abort();
    running.current = work;
    setName(file.name);
    setSent(0);
    try {
      const found = await uploadSample(workspace.id, file, work.signal, setSent);
      // At once: a key pressed before the next drawing would write over the sample with what it saw.
      flushSync(() => {
        if (file.type.startsWith("image/")) pictures.keep(found, file);
        onChange(found);
      });
    } catch (failed) {
      if (!work.signal.aborted) setProblem(say(failed));
    } finally {
      if (running.current === work) setSent(null);
    }
  };

  const shown = problem ?? error;
  return (
    <div>
      <Input.Label component="div">{t("sample_file")}</Input.Label>
      <Input.Description id={hint} mb={6}>
        {t(`sample_hint_${format as "IMAGE" | "VIDEO" | "GIF" | "DOCUMENT"}`)}
      </Input.Description>
      <Group gap="sm">
        <FileButton
          accept={rule.types.join(",")}
          disabled={disabled}
          onChange={(file) => void choose(file)}
          inputProps={{ "aria-label": t("sample_choose") }}
        >
          {(props) => (
            <Button
              {...props}
              data-at={at}
              onBlur={onBlur}
              disabled={disabled}
              variant="default"
              size="xs"
              leftSection={<IconUpload size={15} />}
              loading={sent !== null}
              aria-describedby={hint}
            >
              {handle ? t("sample_change") : t("sample_choose")}
            </Button>
          )}
        </FileButton>
        {handle && sent === null && (
          <span className={classes.fileName} role="status">
            <IconFileCheck size={16} aria-hidden="true" /> {name || t("sample_there")}
          </span>
        )}
        {sent !== null && (
          <Progress value={sent * 100} w={120} aria-label={t("sample_uploading", { name })} />
        )}
      </Group>
      {shown && (
        <Input.Error mt={6} role="alert">
          {shown}
        </Input.Error>
      )}
    </div>
  );
}
