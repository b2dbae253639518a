import { describe, expect, it } from "vitest";
import { type Catalogue, LANGUAGES, placeholders, type Text } from "./catalogue";

/** Every catalogue of the console: whatever a messages file exports that has the three languages. */
const modules = import.meta.glob<Record<string, unknown>>(["../**/*messages.ts", "!../**/api/**"], {
  eager: true,
});
const catalogues = Object.entries(modules).flatMap(([file, exported]) =>
  Object.values(exported)
    .filter((one): one is Catalogue => typeof one === "object" && one !== null && "en" in one)
    .map((catalogue) => ({ file, catalogue })),
);

it("finds the catalogues", () => {
  expect(Object.keys(modules).length).toBeGreaterThanOrEqual(9);
  expect(catalogues.length).toBeGreaterThanOrEqual(Object.keys(modules).length);
});

describe.each(catalogues)("$file", ({ catalogue }) => {
  const forms = (text: Text) => (typeof text === "string" ? [text] : [text.one, text.other]);
  const keys = Object.keys(catalogue.en).sort();

  it.each(LANGUAGES)("has every text in %s", (language) => {
    expect(Object.keys(catalogue[language]).sort()).toEqual(keys);
    for (const [key, text] of Object.entries(catalogue[language])) {
      for (const form of forms(text)) expect(form.trim(), `${language}.${key}`).not.toBe("");
    }
  });

  it.each(LANGUAGES)("keeps every placeholder in %s", (language) => {
    for (const key of keys) {
      const own = catalogue[language][key];
      const english = catalogue.en[key];
      if (own === undefined || english === undefined) continue;
      expect(placeholders(own), `${language}.${key}`).toEqual(placeholders(english));
    }
  });

  it.each(LANGUAGES)("has plural forms where English has them, in %s", (language) => {
    for (const key of keys) {
      expect(typeof catalogue[language][key], `${language}.${key}`).toBe(typeof catalogue.en[key]);
    }
  });
});
