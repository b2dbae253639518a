/** The draft being written, with changes by part. */
import { useCallback, useState } from "react";
import type { TemplateComponent, TemplateDraft } from "@/api/types";
import { withPart } from "../model/draft";

/** A change, or what it is of the draft as it stands. */
export type SetDraft = (
  change: Partial<TemplateDraft> | ((now: TemplateDraft) => Partial<TemplateDraft>),
) => void;

export interface DraftState {
  draft: TemplateDraft;
  named: boolean;
  dirty: boolean;
  set: SetDraft;
  setPart: (type: string, part: TemplateComponent | null) => void;
  /** What the server keeps now; nothing is unsaved any more. */
  saved: (draft: TemplateDraft) => void;
}

export function useDraft(first: TemplateDraft): DraftState {
  const [kept, setKept] = useState(first);
  const [draft, setDraft] = useState(first);
  const set = useCallback<SetDraft>(
    (change) => setDraft((now) => ({ ...now, ...(typeof change === "function" ? change(now) : change) })),
    [],
  );
  const setPart = useCallback(
    (type: string, part: TemplateComponent | null) =>
      setDraft((now) => ({ ...now, components: withPart(now.components, type, part) })),
    [],
  );
  const saved = useCallback((next: TemplateDraft) => {
    setKept(next);
    setDraft(next);
  }, []);
  const dirty = draft !== kept && JSON.stringify(draft) !== JSON.stringify(kept);
  return { draft, named: draft.parameter_format === "NAMED", dirty, set, setPart, saved };
}
