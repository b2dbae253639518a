/** The templates page's part of the address. */
export interface TemplatesSearch {
  q?: string;
  state?: string;
  /** The chosen template: its key (see templateKey). */
  show?: string;
}

export function templatesSearch(raw: Record<string, unknown>): TemplatesSearch {
  const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
  const found = { q: text(raw.q), state: text(raw.state), show: text(raw.show) };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}
