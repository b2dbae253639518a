/**
 * Keeps the thread still. At the bottom it follows what comes; elsewhere the first visible line stays where it is,
 * whatever is loaded above it or arrives below it.
 */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

const NEAR_PX = 80;

interface Anchor {
  key: string;
  offset: number;
}

export interface ThreadScroll {
  /** The scrolling element; its lines carry `data-line`. */
  box: RefObject<HTMLDivElement | null>;
  /** The element in it whose height changes. */
  content: RefObject<HTMLDivElement | null>;
  atBottom: boolean;
  toBottom: (smooth?: boolean) => void;
  onScroll: () => void;
}

/**
 * @param revision changes whenever the lines change
 * @param ready whether the lines are drawn at all, or still being loaded
 * @param startAt a selector of the line to start at, else the bottom
 */
export function useThreadScroll(revision: unknown, ready: boolean, startAt: string | null): ThreadScroll {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const anchor = useRef<Anchor | null>(null);
  const stuck = useRef(true);
  const started = useRef(false);
  const [atBottom, setAtBottom] = useState(true);

  const note = useCallback(() => {
    const element = box.current;
    if (!element) return;
    stuck.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    setAtBottom(stuck.current);
    const top = element.getBoundingClientRect().top;
    for (const line of element.querySelectorAll<HTMLElement>("[data-line]")) {
      const rect = line.getBoundingClientRect();
      if (rect.bottom > top) {
        anchor.current = { key: line.dataset.line ?? "", offset: rect.top - top };
        return;
      }
    }
  }, []);

  const keep = useCallback(() => {
    const element = box.current;
    if (!element) return;
    if (stuck.current) {
      element.scrollTo({ top: element.scrollHeight, behavior: "instant" });
      return;
    }
    const known = anchor.current;
    const line = known && element.querySelector<HTMLElement>(`[data-line="${CSS.escape(known.key)}"]`);
    if (!line) return;
    const offset = line.getBoundingClientRect().top - element.getBoundingClientRect().top;
    if (Math.abs(offset - known.offset) > 0.5)
      element.scrollBy({ top: offset - known.offset, behavior: "instant" });
  }, []);

  useLayoutEffect(() => {
    const element = box.current;
    if (element && !started.current && element.querySelector("[data-line]")) {
      started.current = true;
      const line = startAt === null ? null : element.querySelector<HTMLElement>(startAt);
      element.scrollTo({ top: element.scrollHeight, behavior: "instant" });
      if (line && line.getBoundingClientRect().top < element.getBoundingClientRect().top) {
        element.scrollBy({
          behavior: "instant",
          top: line.getBoundingClientRect().top - element.getBoundingClientRect().top - 48,
        });
      }
      note();
      return;
    }
    keep();
  }, [keep, note, revision, startAt]);

  useEffect(() => {
    if (!content.current || !box.current) return;
    const watcher = new ResizeObserver(keep);
    watcher.observe(content.current);
    // The pane itself shrinks when the composer grows.
    watcher.observe(box.current);
    return () => watcher.disconnect();
  }, [keep, ready]);

  const toBottom = useCallback((smooth = false) => {
    const element = box.current;
    if (!element) return;
    stuck.current = true;
    setAtBottom(true);
    element.scrollTo({ top: element.scrollHeight, behavior: smooth ? "smooth" : "instant" });
  }, []);
  return { box, content, atBottom, toBottom, onScroll: note };
}
