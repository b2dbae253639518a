import { describe, expect, it } from "vitest";
import { defineMessages, detectLanguage, lookUp, placeholders, translator } from "./catalogue";
import { formatter } from "./format";

const sample = defineMessages({
  en: { hello: "Hello {name}", unread: { one: "{count} message", other: "{count} messages" }, plain: "Yes" },
  pt: { hello: "Olá {name}", unread: { one: "{count} mensagem", other: "{count} mensagens" }, plain: "Sim" },
  es: { hello: "Hola {name}", unread: { one: "{count} mensaje", other: "{count} mensajes" }, plain: "Sí" },
});

describe("texts", () => {
  it("are filled with values", () => {
    expect(translator(sample, "es")("hello", { name: "Mira" })).toBe("Hola Mira");
  });

  it("never read a value as a pattern", () => {
    expect(translator(sample, "en")("hello", { name: "{count} $& {name}" })).toBe("Hello {count} $& {name}");
  });

  it("take the plural form of the language: zero is singular in Brazil", () => {
    expect(translator(sample, "en")("unread", { count: 0 })).toBe("0 messages");
    expect(translator(sample, "pt")("unread", { count: 0 })).toBe("0 mensagem");
    expect(translator(sample, "es")("unread", { count: 1 })).toBe("1 mensaje");
  });

  it("write numbers as the language does", () => {
    expect(translator(sample, "pt")("unread", { count: 12345 })).toBe("12.345 mensagens");
  });

  it("are found by a code, or not at all", () => {
    expect(lookUp(sample, "pt", "plain")).toBe("Sim");
    expect(lookUp(sample, "pt", "toString")).toBeUndefined();
  });

  it("know their placeholders", () => {
    expect(placeholders({ one: "{b} {a}", other: "{c}" })).toEqual(["a", "b", "c"]);
  });
});

describe("the language", () => {
  it.each([
    [["pt-PT", "en"], null, "pt"],
    [["de", "es-MX"], null, "es"],
    [["de"], null, "en"],
    [["es"], "pt", "pt"],
    [["es"], "xx", "es"],
  ])("of %j with %s remembered is %s", (preferred, remembered, language) => {
    expect(detectLanguage(preferred, remembered)).toBe(language);
  });
});

describe("dates and sizes", () => {
  const london = formatter("en", "Europe/London");
  const saoPaulo = formatter("pt", "America/Sao_Paulo");
  const late = "2026-02-03T01:30:00Z";

  it("belong to the workspace's zone, not the browser's", () => {
    expect(london.time(late)).toBe("01:30");
    expect(saoPaulo.time(late)).toBe("22:30");
    expect(london.dayKey(late)).toBe("2026-02-03");
    expect(saoPaulo.dayKey(late)).toBe("2026-02-02");
  });

  it("in lists are as short as they can be", () => {
    const now = new Date("2026-02-03T12:00:00Z");
    expect(london.short("2026-02-03T09:05:00Z", now)).toBe("09:05");
    expect(london.short("2026-02-02T23:00:00Z", now)).toBe("Yesterday");
    expect(london.short("2026-01-30T10:00:00Z", now)).toBe("Fri");
    expect(london.short("2026-01-03T10:00:00Z", now)).toBe("3 Jan");
    expect(london.short("2025-11-03T10:00:00Z", now)).toBe("3 Nov 25");
  });

  it("name the day of a separator in the reader's language", () => {
    const now = new Date("2026-02-03T12:00:00Z");
    expect(formatter("es", "Europe/Madrid").day("2026-02-03T09:00:00Z", now)).toBe("Hoy");
    expect(saoPaulo.day("2026-02-02T12:00:00Z", now)).toBe("Ontem");
    expect(london.day("2025-12-31T12:00:00Z", now)).toMatch(/^Wednesday,? 31 December 2025$/);
  });

  it("durations count down in hours and minutes", () => {
    expect(london.duration(21 * 3_600_000 + 4 * 60_000 + 59_000)).toBe("21h 4m");
    expect(london.duration(59_000)).toBe("59s");
    expect(london.duration(-5)).toBe("0s");
  });

  it("sizes are readable", () => {
    expect(london.bytes(999)).toBe("999B");
    expect(london.bytes(1_240_000)).toBe("1.2MB");
  });

  it("an unknown zone falls back to the browser's instead of breaking the page", () => {
    expect(() => formatter("en", "Mars/Olympus").time(late)).not.toThrow();
  });
});
