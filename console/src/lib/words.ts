/** Small changes to words that come from a catalogue. */

/** "agent" → "Agent": a role's name standing alone. Surrogate pairs stay whole. */
export function capitalized(text: string): string {
  const [first = "", ...rest] = text;
  return first.toLocaleUpperCase() + rest.join("");
}
