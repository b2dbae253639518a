/** The row of small buttons under the text: file, emoji, template, buttons and lists, place. */
import { lazy, Suspense, useRef, useState } from "react";
import type { Conversation, Message } from "@/api/types";
import type { Gate } from "@/auth/workspace";
import { useMessages } from "@/i18n";
import { Icon, type IconName } from "../icons";
import list from "../list/list.module.css";
import { ACCEPT } from "../model/files";
import { messages } from "./messages";
import type { Send } from "./use-sender";
import classes from "./composer.module.css";

const EmojiGrid = lazy(() => import("./emoji-grid"));
const InteractiveDialog = lazy(() => import("./interactive-dialog"));
const LocationDialog = lazy(() => import("./location-dialog"));

interface ComposerToolsProps {
  workspace: string;
  conversation: Conversation;
  note: boolean;
  quote: Message | null;
  gate: Gate;
  onFiles: (files: Iterable<File>) => void;
  onInsert: (text: string) => void;
  onTemplate: () => void;
  send: Send;
}

export function ComposerTools(props: ComposerToolsProps) {
  const { note, quote, gate, onFiles, onInsert, onTemplate, send } = props;
  const t = useMessages(messages);
  const [open, setOpen] = useState<"emoji" | "interactive" | "location" | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const emojiButton = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        ref={emojiButton}
        type="button"
        className={list.icon}
        aria-label={t("emoji")}
        title={gate.reason ?? t("emoji")}
        aria-expanded={open === "emoji"}
        disabled={!gate.allowed}
        onClick={() => setOpen(open === "emoji" ? null : "emoji")}
      >
        <Icon name="smile" size={17} />
      </button>
      {!note && (
        <>
          <Tool name="attach" label={t("attach")} gate={gate} onClick={() => field.current?.click()} />
          <Tool name="template" label={t("template")} gate={gate} onClick={onTemplate} />
          <Tool name="buttons" label={t("interactive")} gate={gate} onClick={() => setOpen("interactive")} />
          <Tool name="pin" label={t("location")} gate={gate} onClick={() => setOpen("location")} />
          <input
            ref={field}
            type="file"
            className={classes.hide}
            multiple
            accept={ACCEPT}
            tabIndex={-1}
            aria-label={t("attach")}
            onChange={(event) => {
              onFiles([...(event.currentTarget.files ?? [])]);
              // The same file may be chosen again after it was removed.
              event.currentTarget.value = "";
            }}
          />
        </>
      )}
      <Suspense fallback={null}>
        {open === "emoji" && (
          <div className={classes.emojiPanel}>
            <EmojiGrid
              onPick={onInsert}
              onClose={(how) => {
                // A press on the button that opened it is the button's to answer.
                if (how === "outside" && emojiButton.current?.matches(":hover")) return;
                setOpen(null);
                if (how === "escape") emojiButton.current?.focus();
              }}
            />
          </div>
        )}
        {open === "interactive" && (
          <InteractiveDialog
            onClose={() => setOpen(null)}
            onSend={(interactive) => {
              setOpen(null);
              send({ payload: { type: "interactive", interactive }, quote });
            }}
          />
        )}
        {open === "location" && (
          <LocationDialog
            onClose={() => setOpen(null)}
            onSend={(location) => {
              setOpen(null);
              send({ payload: { type: "location", location }, quote });
            }}
          />
        )}
      </Suspense>
    </>
  );
}

interface ToolProps {
  name: IconName;
  label: string;
  gate: Gate;
  onClick: () => void;
}

function Tool({ name, label, gate, onClick }: ToolProps) {
  return (
    <button
      type="button"
      className={list.icon}
      aria-label={label}
      title={gate.reason ?? label}
      disabled={!gate.allowed}
      onClick={onClick}
    >
      <Icon name={name} size={17} />
    </button>
  );
}
