/** The workspace this browser was in last: where signing in leads. */
import { remember, remembered } from "@/lib/storage";

const STORED = "waloom.workspace";

export function lastWorkspace(): string | null {
  return remembered(STORED);
}

export function rememberWorkspace(id: string): void {
  remember(STORED, id);
}
