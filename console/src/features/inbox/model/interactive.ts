/** Building reply buttons and lists within Meta's limits (contract 3.3). */
export const LIMITS = {
  header: 60,
  footer: 60,
  buttonsBody: 1024,
  listBody: 4096,
  button: 20,
  buttons: 3,
  open: 20,
  sections: 10,
  rows: 10,
  section: 24,
  row: 24,
  description: 72,
} as const;

export interface RowDraft {
  title: string;
  description: string;
}
export interface SectionDraft {
  title: string;
  rows: RowDraft[];
}
export interface InteractiveDraft {
  type: "button" | "list";
  header: string;
  body: string;
  footer: string;
  buttons: string[];
  open: string;
  sections: SectionDraft[];
}

export const emptyDraft = (): InteractiveDraft => ({
  type: "button",
  header: "",
  body: "",
  footer: "",
  buttons: [""],
  open: "",
  sections: [{ title: "", rows: [{ title: "", description: "" }] }],
});

export type InteractiveProblem = "missing" | "too_long" | "twice";
/** By place: "body", "buttons.0", "sections.1.title", "sections.0.rows.2.title". */
export type Problems = Readonly<Record<string, InteractiveProblem>>;

const size = (text: string) => [...text].length;

export function problemsOf(draft: InteractiveDraft): Problems {
  const found: Record<string, InteractiveProblem> = {};
  const check = (place: string, text: string, limit: number, needed = true) => {
    if (needed && text.trim() === "") found[place] = "missing";
    else if (size(text.trim()) > limit) found[place] = "too_long";
  };
  const twice = (places: [string, string][]) => {
    const seen = new Set<string>();
    for (const [place, text] of places) {
      const words = text.trim();
      if (words !== "" && seen.has(words)) found[place] ??= "twice";
      seen.add(words);
    }
  };
  check("header", draft.header, LIMITS.header, false);
  check("footer", draft.footer, LIMITS.footer, false);
  if (draft.type === "button") {
    check("body", draft.body, LIMITS.buttonsBody);
    draft.buttons.forEach((title, at) => check(`buttons.${at}`, title, LIMITS.button));
    twice(draft.buttons.map((title, at) => [`buttons.${at}`, title]));
    return found;
  }
  check("body", draft.body, LIMITS.listBody);
  check("open", draft.open, LIMITS.open);
  draft.sections.forEach((section, at) => {
    check(`sections.${at}.title`, section.title, LIMITS.section, draft.sections.length > 1);
    section.rows.forEach((row, index) => {
      check(`sections.${at}.rows.${index}.title`, row.title, LIMITS.row);
      check(`sections.${at}.rows.${index}.description`, row.description, LIMITS.description, false);
    });
  });
  return found;
}

export const rowCount = (draft: InteractiveDraft) =>
  draft.sections.reduce((sum, section) => sum + section.rows.length, 0);

/** Meta's object. Ids only need to be unique here; the customer's answer carries the title. */
export function interactiveRequest(draft: InteractiveDraft): Record<string, unknown> {
  const header = draft.header.trim();
  const footer = draft.footer.trim();
  const common = {
    type: draft.type,
    ...(header && { header: { type: "text", text: header } }),
    body: { text: draft.body.trim() },
    ...(footer && { footer: { text: footer } }),
  };
  if (draft.type === "button") {
    const buttons = draft.buttons.map((title, at) => ({
      type: "reply",
      reply: { id: `b${at + 1}`, title: title.trim() },
    }));
    return { ...common, action: { buttons } };
  }
  const sections = draft.sections.map((section, at) => ({
    ...(section.title.trim() && { title: section.title.trim() }),
    rows: section.rows.map((row, index) => ({
      id: `s${at + 1}r${index + 1}`,
      title: row.title.trim(),
      ...(row.description.trim() && { description: row.description.trim() }),
    })),
  }));
  return { ...common, action: { button: draft.open.trim(), sections } };
}
