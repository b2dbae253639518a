/** What a template asks for before it can be sent, what it will look like, and the request that sends it. */
import type { MessageDraft, Template, TemplateComponent } from "@/api/types";
import { record, text } from "./content";

export type Place = "header" | "body" | "button";

export interface Variable {
  /** Unique in the template: "body:first_name", "button:0". */
  key: string;
  place: Place;
  /** "1", "2" … in positional templates, else the variable's name. */
  name: string;
  example: string;
  /** Position in the whole list of buttons. */
  button: number | null;
  /** Longest value Meta takes. */
  limit: number;
}

export type HeaderMedia = "image" | "video" | "document";
export type Values = Readonly<Record<string, string>>;

const VARIABLE = /\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g;
const HEADER_MEDIA: Record<string, HeaderMedia> = { IMAGE: "image", VIDEO: "video", DOCUMENT: "document" };
const BODY_LIMIT = 1024;
const COUPON_LIMIT = 15;

function component(template: Template, type: string): TemplateComponent | undefined {
  return template.components.find((one) => one.type.toUpperCase() === type);
}

function namesIn(words: string): string[] {
  return [...new Set([...words.matchAll(VARIABLE)].map((match) => match[1] ?? ""))];
}

export interface TemplateButtonView {
  type: string;
  text: string;
  url: string;
}

export function buttonsOf(template: Template): TemplateButtonView[] {
  return (component(template, "BUTTONS")?.buttons ?? []).map((button) => ({
    type: button.type.toUpperCase(),
    text: button.text ?? "",
    url: button.url ?? "",
  }));
}

export function headerMedia(template: Template): HeaderMedia | null {
  return HEADER_MEDIA[component(template, "HEADER")?.format?.toUpperCase() ?? ""] ?? null;
}

/** Templates of kinds this composer cannot fill (carousels, offers, products, locations) are shown, but not offered. */
export function fillable(template: Template): boolean {
  const format = component(template, "HEADER")?.format?.toUpperCase() ?? "TEXT";
  const known = new Set(["HEADER", "BODY", "FOOTER", "BUTTONS"]);
  const simple = new Set([
    "QUICK_REPLY",
    "URL",
    "PHONE_NUMBER",
    "COPY_CODE",
    "OTP",
    "FLOW",
    "VOICE_CALL",
    "REQUEST_CONTACT_INFO",
  ]);
  return (
    template.components.every((one) => known.has(one.type.toUpperCase())) &&
    (format === "TEXT" || format in HEADER_MEDIA) &&
    buttonsOf(template).every((button) => simple.has(button.type))
  );
}

export function variablesOf(template: Template): Variable[] {
  const header = component(template, "HEADER");
  const body = component(template, "BODY");
  const found: Variable[] = [];
  const exampleOf = (one: TemplateComponent | undefined, name: string, at: number, positional?: string[]) => {
    const named = [
      ...(one?.example?.header_text_named_params ?? []),
      ...(one?.example?.body_text_named_params ?? []),
    ].find((param) => param.param_name === name);
    return named?.example ?? positional?.[Number(name) - 1] ?? positional?.[at] ?? "";
  };
  namesIn(header?.text ?? "").forEach((name, at) =>
    found.push({
      key: `header:${name}`,
      place: "header",
      name,
      example: exampleOf(header, name, at, header?.example?.header_text),
      button: null,
      limit: 60,
    }),
  );
  namesIn(body?.text ?? "").forEach((name, at) =>
    found.push({
      key: `body:${name}`,
      place: "body",
      name,
      example: exampleOf(body, name, at, body?.example?.body_text?.[0]),
      button: null,
      limit: BODY_LIMIT,
    }),
  );
  buttonsOf(template).forEach((button, at) => {
    const examples = record(component(template, "BUTTONS")?.buttons?.[at]).example;
    const example = Array.isArray(examples) ? text(examples[0]) : text(examples);
    if (button.type === "URL" && namesIn(button.url).length > 0)
      found.push({
        key: `button:${at}`,
        place: "button",
        name: button.text,
        example: suffix(button.url, example),
        button: at,
        limit: 2000,
      });
    if (button.type === "COPY_CODE")
      found.push({
        key: `button:${at}`,
        place: "button",
        name: button.text,
        example,
        button: at,
        limit: COUPON_LIMIT,
      });
  });
  return found;
}

/** Meta's sample of a link is the whole address; the variable is only its end. */
function suffix(url: string, example: string): string {
  const start = url.slice(0, url.search(VARIABLE));
  return example.startsWith(start) ? example.slice(start.length) : example;
}

/** Meta refuses line breaks, tabs and runs of spaces in a value. */
export function clean(value: string): string {
  return value
    .replace(/[\n\t\r]+/g, " ")
    .replace(/ {4,}/g, "   ")
    .trim();
}

/** Fills what has a value; what has none stays visible as {{name}}. */
export function fillText(words: string, place: Place, values: Values): string {
  return words.replace(VARIABLE, (whole, name: string) => clean(values[`${place}:${name}`] ?? "") || whole);
}

export interface TemplateView {
  header: string;
  media: HeaderMedia | null;
  body: string;
  footer: string;
  buttons: TemplateButtonView[];
}

export function viewOf(template: Template, values: Values): TemplateView {
  return {
    header: fillText(component(template, "HEADER")?.text ?? "", "header", values),
    media: headerMedia(template),
    body: fillText(component(template, "BODY")?.text ?? "", "body", values),
    footer: component(template, "FOOTER")?.text ?? "",
    buttons: buttonsOf(template).map((button, at) => ({
      ...button,
      url: button.url.replace(VARIABLE, (whole) => clean(values[`button:${at}`] ?? "") || whole),
    })),
  };
}

export type TemplateProblem =
  | { kind: "empty" | "too_long"; key: string; limit: number }
  | { kind: "body_too_long"; key: "body"; limit: number }
  | { kind: "media_missing"; key: "media"; limit: 0 };

export function problemsOf(template: Template, values: Values, hasMedia: boolean): TemplateProblem[] {
  const found: TemplateProblem[] = [];
  for (const { key, limit } of variablesOf(template)) {
    const value = clean(values[key] ?? "");
    if (value === "") found.push({ kind: "empty", key, limit });
    else if (value.length > limit) found.push({ kind: "too_long", key, limit });
  }
  if (viewOf(template, values).body.length > BODY_LIMIT)
    found.push({ kind: "body_too_long", key: "body", limit: BODY_LIMIT });
  if (headerMedia(template) && !hasMedia) found.push({ kind: "media_missing", key: "media", limit: 0 });
  return found;
}

export type TemplateRequest = NonNullable<MessageDraft["template"]>;

export function requestOf(template: Template, values: Values): TemplateRequest {
  const variables = variablesOf(template);
  const value = (variable: Variable) => clean(values[variable.key] ?? "");
  const of = (place: Place) => variables.filter((variable) => variable.place === place);
  const named = template.parameter_format.toUpperCase() === "NAMED";
  const body = of("body").toSorted((a, b) => (named ? 0 : Number(a.name) - Number(b.name)));
  const buttons = Object.fromEntries(of("button").map((one) => [String(one.button), value(one)]));
  // A one-time code stands in the text and in its button, which Meta lists as a link.
  if (template.category.toUpperCase() === "AUTHENTICATION" && body[0]) {
    for (const one of of("button")) buttons[String(one.button)] = value(body[0]);
  }
  return {
    name: template.name,
    language: template.language,
    ...(of("header").length > 0 && {
      header: named ? byName(of("header"), value) : of("header").map(value),
    }),
    ...(body.length > 0 && { body: named ? byName(body, value) : body.map(value) }),
    ...(Object.keys(buttons).length > 0 && { buttons }),
  };
}

function byName(
  variables: readonly Variable[],
  value: (variable: Variable) => string,
): Record<string, string> {
  return Object.fromEntries(variables.map((one) => [one.name, value(one)]));
}
