/** Words for screen readers only: what changed on the page without moving the focus. */
import { useSyncExternalStore } from "react";

let words = "";
let turn = 0;
const listeners = new Set<() => void>();

/** Says the text once, politely. The same text said twice is heard twice. */
export function announce(text: string): void {
  turn += 1;
  // A changing no-break space makes equal texts differ, or screen readers stay silent.
  words = turn % 2 === 0 ? text : `${text}\u00a0`;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Mounted once, by the frame. */
export function Announcer() {
  const text = useSyncExternalStore(subscribe, () => words);
  return (
    <div className="wl-sr-only" role="status" aria-live="polite" aria-atomic="true">
      {text}
    </div>
  );
}
