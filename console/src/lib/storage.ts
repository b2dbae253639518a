/** Small choices kept in this browser. Storage may be refused (private windows): then they last for the visit. */
const visit = new Map<string, string>();

export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(key) ?? visit.get(key) ?? null;
  } catch {
    return visit.get(key) ?? null;
  }
}

export function remember(key: string, value: string): void {
  visit.set(key, value);
  try {
    localStorage.setItem(key, value);
  } catch {
    // Refused: `visit` has it.
  }
}
