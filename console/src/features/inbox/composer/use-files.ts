/** Files waiting to be sent: checked when they are added, in plain words when WhatsApp would not take them. */
import { useCallback, useEffect, useRef, useState } from "react";
import { useFormat, useMessages } from "@/i18n";
import { checkFile, type MediaKind } from "../model/files";
import { messages } from "./messages";

export interface WaitingFile {
  id: string;
  file: File;
  kind: MediaKind;
  preview: string | null;
}

const MOST = 10;

export function useFiles() {
  const t = useMessages(messages);
  const format = useFormat();
  const [files, setFiles] = useState<readonly WaitingFile[]>([]);
  const [problems, setProblems] = useState<readonly string[]>([]);
  const shown = useRef(files);
  useEffect(() => {
    shown.current = files;
  }, [files]);
  useEffect(
    () => () => {
      for (const { preview } of shown.current) if (preview) URL.revokeObjectURL(preview);
    },
    [],
  );

  const add = useCallback(
    (added: Iterable<File>) => {
      const good: WaitingFile[] = [];
      const bad: string[] = [];
      for (const file of added) {
        const check = checkFile(file);
        const name = file.name;
        if (check.ok) {
          const preview =
            check.kind === "image" || check.kind === "sticker" ? URL.createObjectURL(file) : null;
          good.push({ id: crypto.randomUUID(), file, kind: check.kind, preview });
        } else if (check.problem === "size") {
          bad.push(
            t("file_size", { name, size: format.bytes(check.size), limit: format.bytes(check.limit) }),
          );
        } else if (check.problem === "empty") bad.push(t("file_empty", { name }));
        else bad.push(t("file_type", { name, extension: check.extension || "?" }));
      }
      if (shown.current.length + good.length > MOST) bad.push(t("file_count", { count: MOST }));
      setFiles((known) => [...known, ...good].slice(0, MOST));
      setProblems(bad);
    },
    [t, format],
  );
  const remove = useCallback((id: string) => {
    setFiles((known) => {
      const gone = known.find((one) => one.id === id);
      if (gone?.preview) URL.revokeObjectURL(gone.preview);
      return known.filter((one) => one.id !== id);
    });
    setProblems([]);
  }, []);
  const clear = useCallback(() => {
    for (const { preview } of shown.current) if (preview) URL.revokeObjectURL(preview);
    setFiles([]);
    setProblems([]);
  }, []);
  return { files, problems, add, remove, clear };
}
