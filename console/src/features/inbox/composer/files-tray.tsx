/** The files chosen for the next message, each with a way out. */
import { useFormat, useMessages } from "@/i18n";
import { Icon } from "../icons";
import list from "../list/list.module.css";
import { messages } from "./messages";
import type { WaitingFile } from "./use-files";
import classes from "./composer.module.css";

export function FilesTray({
  files,
  onRemove,
}: {
  files: readonly WaitingFile[];
  onRemove: (id: string) => void;
}) {
  const t = useMessages(messages);
  const format = useFormat();
  if (files.length === 0) return null;
  return (
    <>
      <ul className={classes.files} aria-label={t("files")}>
        {files.map(({ id, file, kind, preview }) => (
          <li key={id} className={classes.file}>
            {preview ? (
              <img src={preview} alt="" />
            ) : (
              <Icon name={kind === "video" ? "play" : kind === "audio" ? "mic" : "file"} size={22} />
            )}
            <span className={classes.fileName}>
              {file.name}
              <br />
              <span className={classes.dim}>{format.bytes(file.size)}</span>
            </span>
            <button
              type="button"
              className={list.icon}
              style={{ width: 26, height: 26 }}
              aria-label={t("remove_file", { name: file.name })}
              onClick={() => onRemove(id)}
            >
              <Icon name="close" size={12} />
            </button>
          </li>
        ))}
      </ul>
      {files.every(({ kind }) => kind === "audio" || kind === "sticker") && (
        <div className={classes.dim} style={{ padding: "4px 12px 0", fontSize: "0.75rem" }}>
          {t("no_caption")}
        </div>
      )}
    </>
  );
}
