/**
 * A template as the editor holds it: Meta's own JSON, so that what the editor does not show is not lost on the way.
 * Every change returns a new value. Rules are the API's (`/templates/lint`); here is only how the JSON is built.
 */
import type { Template, TemplateButton, TemplateComponent, TemplateDraft } from "@/api/types";
import { variableKeys } from "@/components/whatsapp/template-values";
import { emptyCard } from "./cards";

export const CATEGORIES = ["MARKETING", "UTILITY", "AUTHENTICATION"] as const;
export type Category = (typeof CATEGORIES)[number];
export type Kind = "plain" | "offer" | "carousel" | "code";
export type Components = TemplateComponent[];

/** The order Meta shows the parts in. */
const ORDER = ["HEADER", "LIMITED_TIME_OFFER", "BODY", "FOOTER", "BUTTONS", "CAROUSEL"];

export function emptyDraft(waba: string, language: string): TemplateDraft {
  return {
    waba_id: waba,
    name: "",
    language,
    category: "UTILITY",
    parameter_format: "POSITIONAL",
    components: [{ type: "BODY", text: "" }],
    ttl_seconds: null,
  };
}

/** What is edited of a template there is. Meta lists an authentication template with words that it wrote itself. */
export function draftOf(template: Template): TemplateDraft {
  const components = template.components.map((one) => ({ ...one, type: one.type.toUpperCase() }));
  return {
    waba_id: template.waba_id,
    name: template.name,
    language: template.language,
    category: CATEGORIES.find((one) => one === template.category) ?? "MARKETING",
    parameter_format: template.parameter_format.toUpperCase() === "NAMED" ? "NAMED" : "POSITIONAL",
    components: template.category === "AUTHENTICATION" ? withoutMetasWords(components) : components,
    ttl_seconds: template.ttl_seconds,
  };
}

function withoutMetasWords(components: Components): Components {
  const footer = partOf(components, "FOOTER");
  const button = buttonsOf(components)[0];
  return [
    {
      type: "BODY",
      add_security_recommendation: partOf(components, "BODY")?.add_security_recommendation ?? false,
    },
    ...(footer?.code_expiration_minutes == null
      ? []
      : [{ type: "FOOTER", code_expiration_minutes: footer.code_expiration_minutes }]),
    { type: "BUTTONS", buttons: [codeButton(button)] },
  ];
}

/** Read back, the button for the code is a link of Meta's that says which kind it is. */
function codeButton(button: TemplateButton | undefined): TemplateButton {
  if (button?.type.toUpperCase() === "OTP") return button;
  const kind = /[?&]otp_type=(COPY_CODE|ONE_TAP|ZERO_TAP)\b/.exec(button?.url ?? "")?.[1] ?? "COPY_CODE";
  return { type: "OTP", otp_type: kind, ...(button?.text && { text: button.text }) };
}

// ── parts ─────────────────────────────────────────────────────────────────────────────────────────────────────

export function partOf(
  components: readonly TemplateComponent[],
  type: string,
): TemplateComponent | undefined {
  return components.find((one) => one.type.toUpperCase() === type);
}

export function buttonsOf(components: readonly TemplateComponent[]): TemplateButton[] {
  return partOf(components, "BUTTONS")?.buttons ?? [];
}

/** The part in its place; null takes it away. */
export function withPart(components: Components, type: string, part: TemplateComponent | null): Components {
  const others = components.filter((one) => one.type.toUpperCase() !== type);
  if (part === null) return others;
  const rank = (one: TemplateComponent) => ORDER.indexOf(one.type.toUpperCase());
  return [...others, part].sort((a, b) => rank(a) - rank(b));
}

/** Buttons in place; a template without any has no list of buttons at all. */
export function withButtons(components: Components, buttons: TemplateButton[]): Components {
  return withPart(components, "BUTTONS", buttons.length > 0 ? { type: "BUTTONS", buttons } : null);
}

// ── texts with variables ──────────────────────────────────────────────────────────────────────────────────────

export type Samples = Record<string, string>;

const placeOf = (part: TemplateComponent) => (part.type.toUpperCase() === "HEADER" ? "header" : "body");

export function samplesOf(part: TemplateComponent | undefined): Samples {
  if (!part?.example) return {};
  const place = placeOf(part);
  const named = part.example[`${place}_text_named_params`];
  const listed = place === "header" ? part.example.header_text : part.example.body_text?.[0];
  return {
    ...Object.fromEntries((listed ?? []).map((sample, at) => [String(at + 1), sample])),
    ...Object.fromEntries((named ?? []).map((one) => [one.param_name, one.example])),
  };
}

/** A text and the samples of just its variables, in the shape Meta wants for names or for numbers. */
export function withText(
  part: TemplateComponent,
  text: string,
  samples: Samples,
  named: boolean,
): TemplateComponent {
  const rest = { ...part };
  delete rest.example;
  const keys = variableKeys(text);
  if (keys.length === 0) return { ...rest, text };
  const place = placeOf(part);
  if (named) {
    const pairs = keys.map((key) => ({ param_name: key, example: samples[key] ?? "" }));
    return { ...rest, text, example: { [`${place}_text_named_params`]: pairs } };
  }
  const last = Math.max(0, ...keys.map(Number).filter(Number.isInteger));
  const listed = Array.from({ length: Math.min(last, 100) }, (_, at) => samples[String(at + 1)] ?? "");
  return {
    ...rest,
    text,
    example: place === "header" ? { header_text: listed } : { body_text: [listed] },
  };
}

/** What to write for one more variable: the next number, or a name nothing has yet. */
export function nextVariable(text: string, named: boolean): string {
  const known = new Set(variableKeys(text));
  if (!named) {
    const numbers = [...known].map(Number).filter(Number.isInteger);
    return `{{${Math.max(0, ...numbers) + 1}}}`;
  }
  let name = "first_name";
  for (let at = 1; known.has(name); at += 1) name = `value_${at}`;
  return `{{${name}}}`;
}

/** Numbers become names and names numbers, in texts and samples alike, so that nothing has to be typed again. */
export function withFormat(draft: TemplateDraft, format: "POSITIONAL" | "NAMED"): TemplateDraft {
  const named = format === "NAMED";
  const renamed = (part: TemplateComponent): TemplateComponent => {
    if (part.cards) {
      return { ...part, cards: part.cards.map((card) => ({ components: card.components.map(renamed) })) };
    }
    if (part.text === undefined || !["HEADER", "BODY"].includes(part.type.toUpperCase())) return part;
    const before = samplesOf(part);
    const fits = (key: string) => /^\d+$/.test(key) !== named;
    const keys = variableKeys(part.text);
    const names = new Map(
      keys.map((key, at) => [key, named ? (fits(key) ? key : `value_${key}`) : String(at + 1)]),
    );
    const text = part.text.replace(
      /\{\{\s*(\w+)\s*\}\}/g,
      (_whole, key: string) => `{{${names.get(key) ?? key}}}`,
    );
    const samples = Object.fromEntries(keys.map((key) => [names.get(key) ?? key, before[key] ?? ""]));
    return withText(part, text, samples, named);
  };
  return { ...draft, parameter_format: format, components: draft.components.map(renamed) };
}

// ── kinds of templates ────────────────────────────────────────────────────────────────────────────────────────

export function kindOf(draft: Pick<TemplateDraft, "category" | "components">): Kind {
  if (draft.category === "AUTHENTICATION") return "code";
  if (partOf(draft.components, "CAROUSEL")) return "carousel";
  return partOf(draft.components, "LIMITED_TIME_OFFER") ? "offer" : "plain";
}

const CODE: Components = [
  { type: "BODY", add_security_recommendation: true },
  { type: "FOOTER", code_expiration_minutes: 10 },
  { type: "BUTTONS", buttons: [{ type: "OTP", otp_type: "COPY_CODE" }] },
];

/** Another kind keeps the words it can hold. */
export function withKind(components: Components, kind: Kind): Components {
  if (kind === "code") return CODE;
  const body = partOf(components, "BODY");
  const words: TemplateComponent = body?.text === undefined ? { type: "BODY", text: "" } : body;
  if (kind === "carousel") return [words, { type: "CAROUSEL", cards: [emptyCard(), emptyCard()] }];
  const buttons = buttonsOf(components).filter((button) => button.type !== "OTP");
  const kept = withButtons(
    components.filter(
      (one) => ["HEADER", "FOOTER"].includes(one.type) && !("code_expiration_minutes" in one),
    ),
    buttons,
  );
  const plain = withPart(kept, "BODY", words);
  if (kind === "plain") return plain;
  const offer = { type: "LIMITED_TIME_OFFER", limited_time_offer: { text: "", has_expiration: true } };
  return withPart(withPart(plain, "FOOTER", null), "LIMITED_TIME_OFFER", offer);
}

// ── sample files ──────────────────────────────────────────────────────────────────────────────────────────────

/** The sample of the template's header, or of one card's. An upload takes its time: what was written meanwhile stays. */
export function withSampleFile(components: Components, card: number | null, handle: string): Components {
  return components.map((one) => {
    if (card === null) {
      return one.type.toUpperCase() === "HEADER" ? { ...one, example: { header_handle: [handle] } } : one;
    }
    if (!one.cards) return one;
    const cards = one.cards.map((each, at) =>
      at === card ? { components: withSampleFile(each.components, null, handle) } : each,
    );
    return { ...one, cards };
  });
}

/** Every header's sample, in the order of the template. */
export function handlesOf(components: readonly TemplateComponent[]): string[] {
  return components.flatMap((one) => [
    ...(one.type.toUpperCase() === "HEADER" ? [one.example?.header_handle?.[0] ?? ""] : []),
    ...(one.cards ?? []).flatMap((card) => handlesOf(card.components)),
  ]);
}
