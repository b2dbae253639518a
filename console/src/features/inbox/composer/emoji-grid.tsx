/** Emoji by group with the recently used first. Arrows move, Enter picks, Escape closes. */
import { type KeyboardEvent, useEffect, useEffectEvent, useRef, useState } from "react";
import { useMessages } from "@/i18n";
import { remember, remembered } from "../model/store";
import { messages } from "./dialog-messages";
import { EMOJI_GROUPS, type EmojiGroup } from "./emoji-data";
import classes from "./emoji.module.css";

const RECENT = "waloom.emoji";
const KEEP = 16;
const PER_ROW = 8;
const GROUPS = Object.keys(EMOJI_GROUPS) as EmojiGroup[];

interface EmojiGridProps {
  onPick: (emoji: string) => void;
  /** Escape, a pick by keyboard, or a press outside. */
  onClose?: (how: "escape" | "picked" | "outside") => void;
}

export default function EmojiGrid({ onPick, onClose }: EmojiGridProps) {
  const t = useMessages(messages);
  const [recent] = useState(() => (remembered(RECENT) ?? "").split(" ").filter(Boolean));
  const grid = useRef<HTMLDivElement>(null);
  useEffect(() => {
    grid.current?.querySelector("button")?.focus();
  }, []);
  const outside = useEffectEvent((event: PointerEvent) => {
    if (event.target instanceof Node && !grid.current?.parentElement?.contains(event.target))
      onClose?.("outside");
  });
  useEffect(() => {
    const listen = (event: PointerEvent) => outside(event);
    document.addEventListener("pointerdown", listen);
    return () => document.removeEventListener("pointerdown", listen);
  }, []);
  const pick = (emoji: string) => {
    const next = [emoji, ...(remembered(RECENT) ?? "").split(" ").filter((one) => one && one !== emoji)];
    remember(RECENT, next.slice(0, KEEP).join(" "));
    onPick(emoji);
  };
  const move = (event: KeyboardEvent) => {
    if (event.key === "Escape" && onClose) {
      event.preventDefault();
      event.stopPropagation();
      onClose("escape");
      return;
    }
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: PER_ROW, ArrowUp: -PER_ROW }[event.key];
    if (!by) return;
    event.preventDefault();
    const all = [...(grid.current?.querySelectorAll("button") ?? [])];
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    all[Math.min(all.length - 1, Math.max(0, at + by))]?.focus();
  };
  const group = (key: string, title: string, emojis: readonly string[]) => (
    <section key={key} aria-label={title}>
      <h3 className={classes.title}>{title}</h3>
      <div className={classes.row}>
        {emojis.map((emoji, at) => (
          <button
            key={`${key}-${emoji}`}
            type="button"
            className={classes.emoji}
            tabIndex={at === 0 ? 0 : -1}
            onClick={(event) => {
              pick(emoji);
              // Who picks with the mouse often picks another; the keyboard goes on writing.
              if (event.detail === 0) onClose?.("picked");
            }}
          >
            {emoji}
          </button>
        ))}
      </div>
    </section>
  );
  return (
    // The keys serve the buttons inside.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={grid} className={classes.grid} onKeyDown={move}>
      {recent.length > 0 && group("recent", t("emoji_recent"), recent)}
      {GROUPS.map((key) => group(key, t(`emoji_${key}`), EMOJI_GROUPS[key].split(" ")))}
    </div>
  );
}
