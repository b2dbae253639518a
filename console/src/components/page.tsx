/** A page's title: in the document, announced to screen readers on arrival, and where the keyboard starts. */
import { useEffect } from "react";

/** Sets the document title; `count` shows waiting work in the tab: "(3) Inbox · WALoom". */
export function useTitle(title: string, count = 0): void {
  useEffect(() => {
    document.title = `${count > 0 ? `(${count}) ` : ""}${title} · WALoom`;
  }, [title, count]);
}
