/** The templates page's part of the address. */
const FILTERS = ["q", "state", "category", "quality", "language", "show"] as const;

/** `show` is the chosen template's id. */
export type TemplatesSearch = Partial<Record<(typeof FILTERS)[number], string>>;

export function templatesSearch(raw: Record<string, unknown>): TemplatesSearch {
  return Object.fromEntries(
    FILTERS.flatMap((name) => {
      const value = raw[name];
      return typeof value === "string" && value !== "" ? [[name, value]] : [];
    }),
  );
}
