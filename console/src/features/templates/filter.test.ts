import { describe, expect, it } from "vitest";
import type { Template } from "@/api/types";
import { matching } from "./filter";
import { templatesSearch } from "./search";

const template = (over: Partial<Template>): Template => ({
  id: `7701.${over.name ?? "one"}.en_GB`,
  waba_id: "7701",
  name: "one",
  language: "en_GB",
  category: "UTILITY",
  status: "APPROVED",
  parameter_format: "POSITIONAL",
  components: [{ type: "BODY", text: "Olá, seu pedido saiu." }],
  ttl_seconds: null,
  updated_at: null,
  revision: "1",
  ...over,
});

const all = [
  template({ name: "order_sent", quality: "GREEN" }),
  template({ name: "winter", category: "MARKETING", status: "DRAFT", language: "pt_BR" }),
  template({ name: "old", quality: "RED", status: "PAUSED" }),
];
const names = (raw: Record<string, unknown>) => matching(all, templatesSearch(raw)).map((one) => one.name);

describe("the list of templates", () => {
  it.each([
    [{}, ["order_sent", "winter", "old"]],
    [{ q: "order sent" }, ["order_sent"]],
    [{ q: "ola PEDIDO" }, ["order_sent", "winter", "old"]],
    [{ state: "PAUSED" }, ["old"]],
    [{ category: "MARKETING" }, ["winter"]],
    [{ language: "pt_BR" }, ["winter"]],
    [{ quality: "GREEN" }, ["order_sent"]],
    [{ quality: "UNKNOWN" }, ["winter"]],
    [{ quality: "RED", q: "order" }, []],
  ])("%j shows %j", (raw, shown) => {
    expect(names(raw)).toEqual(shown);
  });

  it("takes only texts from the address", () => {
    expect(templatesSearch({ q: "", state: 7, show: "7701.one.en_GB", other: "x" })).toEqual({
      show: "7701.one.en_GB",
    });
  });
});
