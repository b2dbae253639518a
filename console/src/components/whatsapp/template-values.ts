/** The variables of a template: where they are, what Meta has as samples, and the text with values in place. */
import type { Template, TemplateComponent } from "@/api/types";

/** A variable: `1`, `2`, … in positional templates, a name in named ones. */
export interface Variable {
  key: string;
  sample: string;
}

const VARIABLE = /\{\{\s*([\w]+)\s*\}\}/g;

export function part(template: Pick<Template, "components">, type: string): TemplateComponent | undefined {
  return template.components.find((component) => component.type.toUpperCase() === type);
}

export function variableKeys(text: string): string[] {
  return [...new Set([...text.matchAll(VARIABLE)].map((match) => match[1] ?? ""))];
}

/** The variables of a text component (HEADER or BODY), with Meta's samples. */
export function variables(component: TemplateComponent | undefined): Variable[] {
  if (!component?.text) return [];
  const { example } = component;
  const named = [...(example?.header_text_named_params ?? []), ...(example?.body_text_named_params ?? [])];
  const positional =
    component.type.toUpperCase() === "HEADER" ? example?.header_text : example?.body_text?.[0];
  return variableKeys(component.text).map((key) => ({
    key,
    sample: named.find((one) => one.param_name === key)?.example ?? positional?.[Number(key) - 1] ?? "",
  }));
}

/** The text with each known value in place; a missing one keeps its {{name}}. */
export function fillTemplate(text: string, values: Record<string, string>): string {
  return text.replace(VARIABLE, (whole, key: string) =>
    Object.hasOwn(values, key) && values[key] ? values[key] : whole,
  );
}

export function samples(component: TemplateComponent | undefined): Record<string, string> {
  return Object.fromEntries(variables(component).map(({ key, sample }) => [key, sample]));
}
