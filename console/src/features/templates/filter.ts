/** Which templates a search shows. */
import type { Template } from "@/api/types";
import type { TemplatesSearch } from "./search";

const bare = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Meta has no quality for a template nobody received yet. */
export const qualityOf = (template: Template) => template.quality?.toUpperCase() || "UNKNOWN";

export function matching(templates: readonly Template[], search: TemplatesSearch): Template[] {
  const words = bare(search.q ?? "")
    .split(/\s+/)
    .filter(Boolean);
  return templates.filter((template) => {
    if (search.state && template.status !== search.state) return false;
    if (search.category && template.category !== search.category) return false;
    if (search.quality && qualityOf(template) !== search.quality) return false;
    if (search.language && template.language !== search.language) return false;
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
