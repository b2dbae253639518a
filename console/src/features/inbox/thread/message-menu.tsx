/** What can be done with one message. One button per message; the menu exists only while it is open. */
import { type KeyboardEvent, lazy, Suspense, useEffect, useRef, useState } from "react";
import type { Message } from "@/api/types";
import { notify } from "@/components/notify";
import { useMessages } from "@/i18n";
import { Icon } from "../icons";
import { text } from "../model/content";
import { messages } from "./messages";
import classes from "./thread.module.css";

const EmojiDialog = lazy(() => import("../composer/emoji-dialog"));

const QUICK = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

interface MessageMenuProps {
  message: Message;
  /** Why reacting and replying is not possible now; null when it is. */
  barred: string | null;
  onReply: (message: Message) => void;
  onReact: (message: Message, emoji: string) => void;
}

export function MessageMenu(props: MessageMenuProps) {
  const t = useMessages(messages);
  const [open, setOpen] = useState<"no" | "up" | "down">("no");
  const [picking, setPicking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = (refocus: boolean) => {
    setOpen("no");
    if (refocus) button.current?.focus();
  };
  return (
    <div className={classes.more}>
      <button
        ref={button}
        type="button"
        className={classes.moreButton}
        aria-label={t("actions")}
        aria-haspopup="menu"
        aria-expanded={open !== "no"}
        onClick={(event) => {
          const low = event.currentTarget.getBoundingClientRect().top > window.innerHeight / 2;
          setOpen(open === "no" ? (low ? "up" : "down") : "no");
        }}
      >
        <Icon name="more" />
      </button>
      {open !== "no" && (
        <OpenMenu {...props} up={open === "up"} onClose={close} onPick={() => setPicking(true)} />
      )}
      {picking && (
        <Suspense fallback={null}>
          <EmojiDialog
            onClose={() => setPicking(false)}
            onPick={(emoji) => {
              setPicking(false);
              props.onReact(props.message, emoji);
            }}
          />
        </Suspense>
      )}
    </div>
  );
}

function OpenMenu({
  message,
  barred,
  onReply,
  onReact,
  up,
  onClose,
  onPick,
}: MessageMenuProps & { up: boolean; onClose: (refocus: boolean) => void; onPick: () => void }) {
  const t = useMessages(messages);
  const menu = useRef<HTMLDivElement>(null);
  const items = () => [...(menu.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
  useEffect(() => {
    menu.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const outside = (event: PointerEvent) => {
      if (event.target instanceof Node && !menu.current?.parentElement?.contains(event.target))
        onClose(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [onClose]);
  const move = (event: KeyboardEvent) => {
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      onClose(true);
    } else if (by) {
      event.preventDefault();
      all[(at + by + all.length) % all.length]?.focus();
    }
  };
  const act = (run: () => void) => () => {
    if (barred !== null) return;
    onClose(true);
    run();
  };
  const words = text(message.content.body) || text(message.content.caption) || text(message.content.rendered);
  const mine = message.reactions.find((reaction) => reaction.by === "us")?.emoji;
  const free = message.direction === "in" || message.direction === "out";
  return (
    <div
      ref={menu}
      className={classes.menu}
      role="menu"
      tabIndex={-1}
      aria-label={t("actions")}
      data-up={up || undefined}
      onKeyDown={move}
    >
      {free && message.revoked_at === null && (
        <>
          <div className={classes.emojis} role="group" aria-label={t("react")}>
            {QUICK.map((emoji) => (
              <button
                key={emoji}
                type="button"
                role="menuitem"
                tabIndex={-1}
                aria-disabled={barred !== null}
                title={barred ?? undefined}
                data-on={emoji === mine || undefined}
                aria-label={emoji === mine ? t("unreact") : t("react_with", { emoji })}
                onClick={act(() => onReact(message, emoji === mine ? "" : emoji))}
              >
                {emoji}
              </button>
            ))}
          </div>
          <button
            type="button"
            role="menuitem"
            tabIndex={-1}
            aria-disabled={barred !== null}
            title={barred ?? undefined}
            onClick={act(onPick)}
          >
            <Icon name="smile" /> {t("react_more")}
          </button>
          <button
            type="button"
            role="menuitem"
            tabIndex={-1}
            aria-disabled={barred !== null}
            title={barred ?? undefined}
            onClick={act(() => onReply(message))}
          >
            <Icon name="reply" /> {t("reply")}
          </button>
        </>
      )}
      {words !== "" && (
        <button
          type="button"
          role="menuitem"
          tabIndex={-1}
          onClick={() => {
            onClose(true);
            void navigator.clipboard.writeText(words).then(() => notify(t("copied"), "good"));
          }}
        >
          <Icon name="file" /> {t("copy")}
        </button>
      )}
    </div>
  );
}
