/** Which templates a search shows. */
import type { Template } from "@/api/types";
import type { TemplatesSearch } from "./search";

export function templateKey(template: Template): string {
  return `${template.waba_id}.${template.name}.${template.language}`;
}

const bare = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export function matching(templates: readonly Template[], { q, state }: TemplatesSearch): Template[] {
  const words = bare(q ?? "")
    .split(/\s+/)
    .filter(Boolean);
  return templates.filter((template) => {
    if (state && template.status !== state) return false;
    const text = bare(
      [
        template.name.replace(/_/g, " "),
        template.name,
        ...template.components.map((one) => one.text ?? ""),
      ].join(" "),
    );
    return words.every((word) => text.includes(word));
  });
}

/** "en_GB" as "English (United Kingdom)" in the reader's language. */
export function languageName(code: string, reader: string): string {
  try {
    return new Intl.DisplayNames([reader], { type: "language" }).of(code.replace("_", "-")) ?? code;
  } catch {
    return code;
  }
}
