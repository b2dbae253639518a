/** What this browser keeps for one person: drafts, unsent words, saved views, the switch for single-key shortcuts. */
import { remember as keep, remembered as read } from "@/lib/storage";

export const remember = keep;

export function remembered(key: string): string | null {
  return read(key) || null;
}

/** An empty value is as good as none, and storage that may be refused needs no second way out. */
export function forget(key: string): void {
  keep(key, "");
}

export interface Draft {
  text: string;
  note: string;
  tab: "reply" | "note";
}

export const EMPTY_DRAFT: Draft = { text: "", note: "", tab: "reply" };

const draftKey = (workspace: string, conversation: string) => `waloom.draft.${workspace}.${conversation}`;

export function readDraft(workspace: string, conversation: string): Draft {
  try {
    const kept = JSON.parse(remembered(draftKey(workspace, conversation)) ?? "{}") as Partial<Draft>;
    return { text: kept.text ?? "", note: kept.note ?? "", tab: kept.tab === "note" ? "note" : "reply" };
  } catch {
    return EMPTY_DRAFT;
  }
}

export function writeDraft(workspace: string, conversation: string, draft: Draft): void {
  const key = draftKey(workspace, conversation);
  if (draft.text === "" && draft.note === "") forget(key);
  else remember(key, JSON.stringify(draft));
}
