/** What the lint found, for the fields it is about: beside a field once it was visited, everywhere once asked for. */
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import type { TemplateFinding } from "@/api/types";
import { useLookUp } from "@/i18n";
import { messages } from "./finding-messages";

interface Findings {
  found: readonly TemplateFinding[];
  visited: ReadonlySet<string>;
  /** Submit was pressed: every finding shows beside its field. */
  all: boolean;
  visit: (path: string) => void;
  /** What may not be changed of a template Meta has already. */
  locked: ReadonlySet<string>;
}

const FindingsContext = createContext<Findings>({
  found: [],
  visited: new Set(),
  all: false,
  visit: () => undefined,
  locked: new Set(),
});

interface ProviderProps {
  found: readonly TemplateFinding[];
  all: boolean;
  locked: ReadonlySet<string>;
  children: ReactNode;
}

export function FindingsProvider({ found, all, locked, children }: ProviderProps) {
  const [visited, setVisited] = useState<ReadonlySet<string>>(() => new Set());
  const visit = useCallback(
    (path: string) => setVisited((now) => (now.has(path) ? now : new Set([...now, path]))),
    [],
  );
  const value = useMemo(() => ({ found, visited, all, visit, locked }), [found, visited, all, visit, locked]);
  return <FindingsContext value={value}>{children}</FindingsContext>;
}

/** The finding in plain words; a rule this console does not know yet is told in the API's English. */
export function useFindingWords(): (finding: TemplateFinding) => string {
  const look = useLookUp(messages);
  return useCallback((finding) => look(finding.code, finding.message), [look]);
}

/** What is wrong with one field; `paths` are more of its findings (a button's sample is entered with its address). */
export function useFindings(...paths: string[]): string[] {
  const { found, visited, all } = useContext(FindingsContext);
  const words = useFindingWords();
  return found
    .filter(({ path }) => paths.includes(path) && (all || paths.some((one) => visited.has(one))))
    .map(words);
}

const CLICK_MS = 250;

/** Props for the control a finding is about. `data-at` is where the list above Submit leads. */
export function useField(path: string, ...more: string[]) {
  const { visit, locked } = useContext(FindingsContext);
  const said = useFindings(path, ...more);
  return {
    "data-at": path,
    error: said.length > 0 ? said.join(" ") : undefined,
    // A finding that shows up moves what is below it: not from under the click that left the field.
    onBlur: () => void setTimeout(() => visit(path), CLICK_MS),
    disabled: locked.has(path) || undefined,
  };
}

/** The control nearest to a finding's path: its own, or the one of the part it is in. */
export function controlOf(path: string): HTMLElement | null {
  const steps = path.split(".");
  for (let count = steps.length; count > 0; count -= 1) {
    const at = steps.slice(0, count).join(".");
    const found =
      document.querySelector(`[data-at="${CSS.escape(at)}"]`) ??
      document.querySelector(`[data-at^="${CSS.escape(at)}."]`);
    if (found instanceof HTMLElement) return found;
  }
  return null;
}
