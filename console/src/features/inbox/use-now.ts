/** The time, drawn again at the given pace, or exactly when `next` says that something changes. */
import { useEffect, useState } from "react";

export function useNow(everyMs: number | null): number {
  const [now, set] = useState(() => Date.now());
  useEffect(() => {
    if (everyMs === null) return;
    const timer = window.setInterval(() => {
      set(Date.now());
    }, everyMs);
    return () => {
      window.clearInterval(timer);
    };
  }, [everyMs]);
  return now;
}
