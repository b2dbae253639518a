/**
 * A small typed catalogue. Each feature keeps its texts in messages.ts in three languages; a key or placeholder that one
 * language lacks is a type error or fails catalogues.test.ts. Plurals go by Intl.PluralRules over `count`.
 */
export const LANGUAGES = ["en", "pt", "es"] as const;
export type Language = (typeof LANGUAGES)[number];
/** Written in their own language, for the switch. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: "English", pt: "Português", es: "Español" };
/** The regional form that dates, numbers and the html `lang` use. */
export const LOCALES: Record<Language, string> = { en: "en-GB", pt: "pt-BR", es: "es" };

export interface Plural {
  one: string;
  other: string;
}
export type Text = string | Plural;
export type Value = string | number;

type Names<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type TextNames<T> = T extends string
  ? Names<T>
  : T extends { one: infer A extends string; other: infer B extends string }
    ? Names<A> | Names<B> | "count"
    : never;
type SameShape<T> = T extends string ? string : Plural;

export type Texts = Record<string, Text>;
export interface Catalogue<E extends Texts = Texts> {
  en: E;
  pt: { [K in keyof E]: SameShape<E[K]> };
  es: { [K in keyof E]: SameShape<E[K]> };
}

/** Values a text needs: none for plain texts, `count` a number. */
type Needs<T, V> = [TextNames<T>] extends [never]
  ? []
  : [values: { [N in TextNames<T>]: N extends "count" ? number : V }];

export interface Translate<E extends Texts> {
  <K extends keyof E & string>(key: K, ...values: Needs<E[K], Value>): string;
}
export type ValuesOf<E extends Texts, K extends keyof E, V> = Needs<E[K], V>;

export function defineMessages<const E extends Texts>(catalogue: Catalogue<E>): Catalogue<E> {
  return catalogue;
}

const PLACEHOLDER = /\{(\w+)\}/g;

export function placeholders(text: Text): string[] {
  const forms = typeof text === "string" ? [text] : [text.one, text.other];
  const names = forms.flatMap((form) => [...form.matchAll(PLACEHOLDER)].map((match) => match[1] ?? ""));
  return [...new Set(names)].sort();
}

/** Intl's objects are dear to make and every row of a list needs them: one of each per language. */
function perLanguage<T>(make: (locale: string) => T): (language: Language) => T {
  const made = new Map<Language, T>();
  return (language) => {
    let one = made.get(language);
    if (!one) made.set(language, (one = make(LOCALES[language])));
    return one;
  };
}
const plurals = perLanguage((locale) => new Intl.PluralRules(locale));
const counts = perLanguage((locale) => new Intl.NumberFormat(locale));

/** The form of a text that fits the count, placeholders still in it. */
export function pick(text: Text, language: Language, count: unknown): string {
  if (typeof text === "string") return text;
  return plurals(language).select(Number(count)) === "one" ? text.one : text.other;
}

/** Splits "Hello {name}!" into ["Hello ", {name}, "!"] and fills it; used for strings and for React nodes alike. */
export function fill<V>(form: string, values: Record<string, V>, write: (value: V) => V): (string | V)[] {
  const parts: (string | V)[] = [];
  let end = 0;
  for (const match of form.matchAll(PLACEHOLDER)) {
    parts.push(form.slice(end, match.index));
    const value = values[match[1] ?? ""];
    parts.push(value === undefined ? match[0] : write(value));
    end = match.index + match[0].length;
  }
  parts.push(form.slice(end));
  return parts;
}

export function translator<E extends Texts>(catalogue: Catalogue<E>, language: Language): Translate<E> {
  const numbers = counts(language);
  return (key, ...[values]) => {
    const known: Record<string, Value> = values ?? {};
    const form = pick(catalogue[language][key] ?? key, language, known.count);
    return fill<Value>(form, known, (value) =>
      typeof value === "number" ? numbers.format(value) : value,
    ).join("");
  };
}

/** A text by a key known only at run time (an API's code); undefined when the catalogue has none. */
export function lookUp(catalogue: Catalogue, language: Language, key: string): string | undefined {
  const texts: Texts = catalogue[language];
  const text = Object.hasOwn(texts, key) ? texts[key] : undefined;
  return text === undefined ? undefined : pick(text, language, 2);
}

export function detectLanguage(preferred: readonly string[], remembered: string | null): Language {
  const known = (tag: string) => LANGUAGES.find((language) => language === tag.toLowerCase().split("-")[0]);
  for (const tag of remembered ? [remembered, ...preferred] : preferred) {
    const language = known(tag);
    if (language) return language;
  }
  return "en";
}
