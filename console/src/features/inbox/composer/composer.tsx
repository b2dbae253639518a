/** The box at the foot of a thread: replies and notes, or the way to a template when replies are not possible. */
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useId, useRef, useState } from "react";
import { membersQuery } from "@/api/shared";
import type { Conversation, Message } from "@/api/types";
import { useGate } from "@/auth/workspace";
import { usePersonName } from "@/components/person";
import { useFormat, useMessages } from "@/i18n";
import { tellPresence } from "../api/conversations";
import { useCommand } from "../commands";
import { ClockIcon, Icon } from "../icons";
import list from "../list/list.module.css";
import type { ReplyWindow } from "../model/reply-window";
import { type Draft, readDraft, writeDraft } from "../model/store";
import { mentioned, replaceTrigger } from "../model/suggest";
import { ComposerTools } from "./composer-tools";
import { FilesTray } from "./files-tray";
import { messages } from "./messages";
import { Suggestions, type Suggestion } from "./suggestions";
import { useFiles } from "./use-files";
import { quoteOf, useSender } from "./use-sender";
import { useSuggestions } from "./use-suggestions";
import classes from "./composer.module.css";

const TemplateDialog = lazy(() => import("./template-dialog"));

export const TEXT_LIMIT = 4096;
const CAPTION_LIMIT = 1024;
const TYPING_EVERY_MS = 8_000;

interface ComposerProps {
  workspace: string;
  conversation: Conversation;
  window: ReplyWindow;
  quote: Message | null;
  onQuoteEnd: () => void;
}

export function Composer({ workspace, conversation, window, quote, onQuoteEnd }: ComposerProps) {
  const t = useMessages(messages);
  const nameOf = usePersonName();
  const answer = useGate("conversations.answer");
  const notes = useGate("notes.write");
  const members = useQuery(membersQuery(workspace)).data?.items ?? [];
  const send = useSender(conversation.id);
  const { files, problems, add, remove, clear } = useFiles();
  const [draft, setDraft] = useDraft(workspace, conversation.id, answer.allowed || !notes.allowed);
  const [caret, setCaret] = useState(0);
  const [templating, setTemplating] = useState(false);
  const [over, setOver] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const suggestId = useId();
  const typed = useTyping(workspace, conversation.id);

  const note = draft.tab === "note";
  const text = note ? draft.note : draft.text;
  const gate = note ? notes : answer;
  const closed = window.state === "closed" && !note;
  const limit = files.length > 0 && !note ? CAPTION_LIMIT : TEXT_LIMIT;
  const suggesting = useSuggestions(workspace, conversation.contact, note, text, caret);
  const ready =
    gate.allowed && !closed && text.length <= limit && (text.trim() !== "" || (files.length > 0 && !note));

  const write = (words: string, at = words.length) => {
    setDraft(note ? { ...draft, note: words } : { ...draft, text: words });
    setCaret(at);
  };
  const tab = (to: "reply" | "note", focus = true) => {
    setDraft({ ...draft, tab: to });
    if (focus) requestAnimationFrame(() => box.current?.focus());
  };
  const insert = (words: string) => {
    const at = box.current?.selectionStart ?? text.length;
    const end = box.current?.selectionEnd ?? at;
    write(text.slice(0, at) + words + text.slice(end), at + words.length);
    placeCaret(box.current, at + words.length);
  };
  const choose = (item: Suggestion) => {
    if (!suggesting.trigger) return;
    const result = replaceTrigger(text, caret, suggesting.trigger, item.insert);
    write(result.text, result.caret);
    placeCaret(box.current, result.caret);
  };
  const submit = () => {
    if (!ready) return;
    const words = text.trim();
    if (note) {
      send({ to: "notes", payload: { text: words, mentions: mentioned(words, members) } });
      setDraft({ ...draft, note: "" });
      return;
    }
    const captioned = files.findIndex((one) => one.kind !== "audio" && one.kind !== "sticker");
    files.forEach(({ file, kind }, at) => {
      const caption = at === captioned && words !== "" ? { caption: words } : {};
      send({ payload: { type: kind, media: caption }, file, quote: at === 0 ? quote : null });
    });
    if (words !== "" && captioned === -1) {
      send({
        payload: { type: "text", text: { body: words, preview_url: /https?:\/\//.test(words) } },
        quote: files.length === 0 ? quote : null,
      });
    }
    setDraft({ ...draft, text: "" });
    clear();
    onQuoteEnd();
    setCaret(0);
  };

  useCommand("reply", () => tab("reply"));
  useCommand("note", () => tab("note"));
  const quoted = quote?.id;
  useEffect(() => {
    if (quoted !== undefined) box.current?.focus();
  }, [quoted]);

  return (
    <section
      className={classes.composer}
      aria-label={t("composer")}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes("Files") || note || closed || !answer.allowed) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        if (!over) return;
        event.preventDefault();
        setOver(false);
        add(event.dataTransfer.files);
        box.current?.focus();
      }}
    >
      {over && <div className={classes.drop}>{t("drop")}</div>}
      {suggesting.trigger && (
        <Suggestions id={suggestId} items={suggesting.items} active={suggesting.active} onChoose={choose} />
      )}
      <div className={classes.box} data-note={note || undefined}>
        <div className={classes.top}>
          <div className={classes.tabs} role="tablist" aria-label={t("composer")}>
            {(["reply", "note"] as const).map((one) => (
              <button
                key={one}
                type="button"
                role="tab"
                id={`${suggestId}-${one}`}
                className={classes.tab}
                aria-selected={draft.tab === one}
                tabIndex={draft.tab === one ? 0 : -1}
                onClick={() => tab(one)}
                onKeyDown={(event) => {
                  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
                  const other = one === "reply" ? "note" : "reply";
                  tab(other, false);
                  document.getElementById(`${suggestId}-${other}`)?.focus();
                }}
              >
                {t(`tab_${one}`)}
              </button>
            ))}
          </div>
          {!note && <WindowBanner window={window} />}
        </div>
        {quote && !note && (
          <div className={classes.quote}>
            <div>
              <strong dir="auto">
                {t("quoting", {
                  name: quote.direction === "in" ? nameOf(conversation.contact) : (quote.sender.name ?? ""),
                })}
              </strong>
              <span dir="auto">{quoteOf(quote).preview || quote.kind}</span>
            </div>
            <button type="button" className={list.icon} aria-label={t("quote_end")} onClick={onQuoteEnd}>
              <Icon name="close" size={14} />
            </button>
          </div>
        )}
        {!note && <FilesTray files={files} onRemove={remove} />}
        {problems.length > 0 && !note && (
          <div className={classes.problems} role="alert">
            {problems.map((problem) => (
              <p key={problem}>{problem}</p>
            ))}
          </div>
        )}
        {closed ? (
          <div className={classes.closed}>
            <p>{window.state === "closed" && window.never ? t("window_never") : t("window_closed")}</p>
            <button
              type="button"
              className={classes.send}
              disabled={!answer.allowed}
              title={answer.reason ?? undefined}
              onClick={() => setTemplating(true)}
            >
              <Icon name="template" size={14} /> {t("template")}
            </button>
          </div>
        ) : (
          <>
            <textarea
              ref={box}
              id="inbox-composer"
              className={classes.text}
              rows={2}
              dir="auto"
              value={text}
              disabled={!gate.allowed}
              placeholder={
                gate.reason ??
                (note ? t("note_hint") : files.length > 0 ? t("caption_hint") : t("reply_hint"))
              }
              aria-label={note ? t("tab_note") : t("tab_reply")}
              aria-describedby={`${suggestId}-hint`}
              aria-autocomplete="list"
              aria-controls={suggesting.trigger ? suggestId : undefined}
              aria-activedescendant={suggesting.trigger ? `${suggestId}-${suggesting.active}` : undefined}
              onChange={(event) => {
                write(event.currentTarget.value, event.currentTarget.selectionStart);
                if (!note) typed();
              }}
              onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
              onPaste={(event) => {
                if (note || event.clipboardData.files.length === 0) return;
                event.preventDefault();
                add(event.clipboardData.files);
              }}
              onKeyDown={(event) => {
                // A word still being composed (Japanese, Chinese …) needs its Enter.
                if (event.nativeEvent.isComposing) return;
                if (suggesting.trigger) {
                  const chosen = suggesting.items[suggesting.active];
                  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
                    event.preventDefault();
                    suggesting.move(event.key === "ArrowDown" ? 1 : -1);
                    return;
                  }
                  if ((event.key === "Enter" || event.key === "Tab") && chosen) {
                    event.preventDefault();
                    choose(chosen);
                    return;
                  }
                  if (event.key === "Escape") {
                    event.preventDefault();
                    suggesting.close();
                    return;
                  }
                }
                if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
                  event.preventDefault();
                  submit();
                }
              }}
            />
            <span id={`${suggestId}-hint`} className="wl-sr-only">
              {t("enter_hint")}
            </span>
            <div className={classes.tools}>
              <ComposerTools
                workspace={workspace}
                conversation={conversation}
                note={note}
                quote={quote}
                gate={gate}
                onFiles={add}
                onInsert={insert}
                onTemplate={() => setTemplating(true)}
                send={(what) => {
                  send(what);
                  onQuoteEnd();
                }}
              />
              <span className={classes.spread} />
              <Counter length={text.length} limit={limit} />
              <button
                type="button"
                className={classes.send}
                disabled={!ready}
                title={gate.reason ?? t("enter_hint")}
                onClick={submit}
              >
                {note ? t("add_note") : t("send")}
                {!note && <Icon name="send" size={14} />}
              </button>
            </div>
          </>
        )}
      </div>
      {templating && (
        <Suspense fallback={null}>
          <TemplateDialog
            workspace={workspace}
            conversation={conversation}
            onClose={() => setTemplating(false)}
            onSend={(what) => {
              setTemplating(false);
              send(what);
            }}
          />
        </Suspense>
      )}
    </section>
  );
}

function WindowBanner({ window }: { window: ReplyWindow }) {
  const t = useMessages(messages);
  const format = useFormat();
  if (window.state === "closed") return null;
  const time = format.duration(window.left);
  return (
    <span className={`${classes.window} wl-num`} data-state={window.state}>
      <ClockIcon closed={false} />
      {window.state === "closing" ? t("window_closing", { time }) : t("window_left", { time })}
    </span>
  );
}

function Counter({ length, limit }: { length: number; limit: number }) {
  const t = useMessages(messages);
  const left = limit - length;
  if (left > 200) return null;
  return (
    <span className={`${classes.count} wl-num`} data-over={left < 0 || undefined} role="status">
      {left < 0 ? t("too_long", { count: -left }) : t("left", { count: left })}
    </span>
  );
}

function placeCaret(box: HTMLTextAreaElement | null, at: number): void {
  requestAnimationFrame(() => {
    box?.focus();
    box?.setSelectionRange(at, at);
  });
}

/** What was begun here, kept until it is sent. Who may not answer starts with a note. */
function useDraft(
  workspace: string,
  conversation: string,
  replies: boolean,
): [Draft, (draft: Draft) => void] {
  const [draft, set] = useState(() => {
    const kept = readDraft(workspace, conversation);
    return replies ? kept : { ...kept, tab: "note" as const };
  });
  return [
    draft,
    (next) => {
      set(next);
      writeDraft(workspace, conversation, next);
    },
  ];
}

/** Tells colleagues (and the customer) that somebody types, not more often than it takes. */
function useTyping(workspace: string, conversation: string): () => void {
  const told = useRef(0);
  return () => {
    const now = Date.now();
    if (now - told.current < TYPING_EVERY_MS) return;
    told.current = now;
    tellPresence(workspace, conversation, "typing").catch(() => undefined);
  };
}
