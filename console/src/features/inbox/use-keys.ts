/** The inbox by keyboard alone. Single keys never fire while somebody types, and can be switched off (WCAG 2.1.4). */
import { useEffect, useEffectEvent, useRef } from "react";
import { remembered } from "./model/store";

export const SINGLE_KEYS = "waloom.single-keys";

export interface KeyActions {
  step: (by: 1 | -1) => void;
  search: () => void;
  back: () => void;
  reply: () => void;
  note: () => void;
  resolve: () => void;
  assign: () => void;
  panel: () => void;
  help: () => void;
}

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return target.type !== "checkbox";
  return target.isContentEditable || ["TEXTAREA", "SELECT"].includes(target.tagName);
}

/** The action a key means here, or null. Exported for the tests. */
export function actionOf(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "target">,
  singleKeys: boolean,
): keyof KeyActions | "next" | "previous" | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.key === "Escape") return "back";
  if (typing(event.target)) return null;
  const inList = event.target instanceof Element && event.target.closest("[data-list]") !== null;
  const nowhere =
    event.target === document.body || (event.target instanceof Element && event.target.id === "main");
  if (event.key === "ArrowDown" && (inList || nowhere)) return "next";
  if (event.key === "ArrowUp" && (inList || nowhere)) return "previous";
  if (!singleKeys) return null;
  switch (event.key) {
    case "j":
      return "next";
    case "k":
      return "previous";
    case "/":
      return "search";
    case "r":
      return "reply";
    case "n":
      return "note";
    case "e":
      return "resolve";
    case "a":
      return "assign";
    case "i":
      return "panel";
    case "?":
      return "help";
    default:
      return null;
  }
}

export function useKeys(actions: KeyActions): void {
  // An open dialog or menu has the keys for itself, also the Escape that closes it: so it is looked for before it hears
  // of the key. Afterwards it is gone already.
  const covered = useRef(false);
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || covered.current) return;
    const action = actionOf(event, remembered(SINGLE_KEYS) !== "off");
    if (action === null) return;
    if (action !== "back") event.preventDefault();
    if (action === "next") actions.step(1);
    else if (action === "previous") actions.step(-1);
    else if (action !== "step") actions[action]();
  });
  useEffect(() => {
    const look = () => {
      covered.current = document.querySelector("[role=dialog],[role=menu],[role=alertdialog]") !== null;
    };
    const listen = (event: KeyboardEvent) => pressed(event);
    window.addEventListener("keydown", look, { capture: true });
    document.addEventListener("keydown", listen);
    return () => {
      window.removeEventListener("keydown", look, { capture: true });
      document.removeEventListener("keydown", listen);
    };
  }, []);
}
