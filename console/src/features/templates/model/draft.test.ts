import { describe, expect, it } from "vitest";
import type { Template, TemplateComponent } from "@/api/types";
import { addCard, addCardButton, emptyCard, removeCardButton, withCardFormat, withCardTexts } from "./cards";
import {
  buttonsOf,
  draftOf,
  emptyDraft,
  handlesOf,
  kindOf,
  nextVariable,
  partOf,
  samplesOf,
  withFormat,
  withKind,
  withPart,
  withSampleFile,
  withText,
} from "./draft";

const BODY: TemplateComponent = { type: "BODY", text: "" };
const types = (components: readonly TemplateComponent[]) => components.map((one) => one.type);

const listed = (over: Partial<Template>): Template => ({
  id: "7701.order_update.en_GB",
  waba_id: "7701",
  name: "order_update",
  language: "en_GB",
  category: "UTILITY",
  status: "APPROVED",
  parameter_format: "POSITIONAL",
  components: [BODY],
  ttl_seconds: null,
  updated_at: null,
  revision: "1",
  ...over,
});

describe("a text with variables", () => {
  it("has its samples in a list in a list, as Meta wants them of a body", () => {
    const part = withText(BODY, "Hi {{1}}, order {{2}}.", { 1: "Mira", 2: "A-17" }, false);
    expect(part).toEqual({
      type: "BODY",
      text: "Hi {{1}}, order {{2}}.",
      example: { body_text: [["Mira", "A-17"]] },
    });
    expect(samplesOf(part)).toEqual({ 1: "Mira", 2: "A-17" });
  });

  it("has its samples in a list in a header, and in pairs by name", () => {
    const header = withText({ type: "HEADER", format: "TEXT" }, "Order {{1}}", { 1: "A-17" }, false);
    expect(header.example).toEqual({ header_text: ["A-17"] });
    const named = withText(BODY, "Hi {{first_name}}!", { first_name: "Mira", gone: "x" }, true);
    expect(named.example).toEqual({
      body_text_named_params: [{ param_name: "first_name", example: "Mira" }],
    });
    expect(samplesOf(named)).toEqual({ first_name: "Mira" });
  });

  it("has none without variables, and keeps what else the part holds", () => {
    const before = { ...BODY, extra: 1, example: { body_text: [["Mira"]] } };
    expect(withText(before, "Hello", { 1: "Mira" }, false)).toEqual({
      type: "BODY",
      text: "Hello",
      extra: 1,
    });
  });

  it("survives a number nobody would write", () => {
    const part = withText(BODY, "Hi {{999999999}}", {}, false);
    expect(part.example?.body_text?.[0]).toHaveLength(100);
  });

  it("offers the next number or a free name", () => {
    expect(nextVariable("Hi {{1}} {{3}}", false)).toBe("{{4}}");
    expect(nextVariable("", true)).toBe("{{first_name}}");
    expect(nextVariable("{{first_name}} {{value_1}}", true)).toBe("{{value_2}}");
  });
});

describe("names instead of numbers", () => {
  const draft = {
    ...emptyDraft("7701", "en_GB"),
    components: [
      withText({ type: "HEADER", format: "TEXT" }, "Order {{1}}", { 1: "A-17" }, false),
      withText(BODY, "Hi {{1}}, {{2}} is ready.", { 1: "Mira", 2: "your kettle" }, false),
    ],
  };

  it("keeps every sample, there and back", () => {
    const named = withFormat(draft, "NAMED");
    expect(named.components[1]?.text).toBe("Hi {{value_1}}, {{value_2}} is ready.");
    expect(samplesOf(named.components[1])).toEqual({ value_1: "Mira", value_2: "your kettle" });
    expect(withFormat(named, "POSITIONAL")).toEqual(draft);
  });

  it("changes the texts of cards too", () => {
    const card = { components: [withText(BODY, "Now {{1}} off.", { 1: "20 %" }, false)] };
    const named = withFormat({ ...draft, components: [BODY, { type: "CAROUSEL", cards: [card] }] }, "NAMED");
    expect(samplesOf(named.components[1]?.cards?.[0]?.components[0])).toEqual({ value_1: "20 %" });
  });
});

describe("parts and kinds", () => {
  it("stand in Meta's order, however they were added", () => {
    const footer = withPart([BODY], "FOOTER", { type: "FOOTER", text: "Bye" });
    expect(types(withPart(footer, "HEADER", { type: "HEADER", format: "IMAGE" }))).toEqual([
      "HEADER",
      "BODY",
      "FOOTER",
    ]);
    expect(types(withPart(footer, "FOOTER", null))).toEqual(["BODY"]);
  });

  it("keep the words from kind to kind", () => {
    const plain = [
      { type: "HEADER", format: "IMAGE" },
      { type: "BODY", text: "Winter is here." },
      { type: "FOOTER", text: "Bye" },
      { type: "BUTTONS", buttons: [{ type: "QUICK_REPLY", text: "More" }] },
    ];
    const offer = withKind(plain, "offer");
    expect(types(offer)).toEqual(["HEADER", "LIMITED_TIME_OFFER", "BODY", "BUTTONS"]);
    const cards = withKind(offer, "carousel");
    expect(types(cards)).toEqual(["BODY", "CAROUSEL"]);
    expect(partOf(withKind(cards, "plain"), "BODY")?.text).toBe("Winter is here.");
    const code = withKind(plain, "code");
    expect(kindOf({ category: "AUTHENTICATION", components: code })).toBe("code");
    const back = withKind(code, "plain");
    expect(back).toEqual([BODY]);
    expect(kindOf({ category: "UTILITY", components: back })).toBe("plain");
  });

  it("drop Meta's own words of an authentication template, and read its link as the button it is", () => {
    const draft = draftOf(
      listed({
        category: "AUTHENTICATION",
        components: [
          { type: "BODY", text: "*{{1}}* is your code.", add_security_recommendation: true },
          { type: "FOOTER", text: "Expires in 5 minutes.", code_expiration_minutes: 5 },
          {
            type: "BUTTONS",
            buttons: [
              { type: "URL", text: "Autofill", url: "https://x.test/otp/?otp_type=ONE_TAP&code=otp{{1}}" },
            ],
          },
        ],
      }),
    );
    expect(draft.components).toEqual([
      { type: "BODY", add_security_recommendation: true },
      { type: "FOOTER", code_expiration_minutes: 5 },
      { type: "BUTTONS", buttons: [{ type: "OTP", otp_type: "ONE_TAP", text: "Autofill" }] },
    ]);
  });

  it("of another kind than the editor knows stay as they are", () => {
    const odd = { type: "CALL_PERMISSION_REQUEST", anything: true };
    expect(draftOf(listed({ components: [odd, BODY] })).components).toContainEqual(odd);
  });
});

describe("cards", () => {
  it("are built alike", () => {
    const two = addCardButton(addCard([emptyCard()]), "URL");
    expect(two.map((card) => buttonsOf(card.components).map((one) => one.type))).toEqual([
      ["QUICK_REPLY", "URL"],
      ["QUICK_REPLY", "URL"],
    ]);
    const less = removeCardButton(two, 0);
    expect(less.map((card) => buttonsOf(card.components).map((one) => one.type))).toEqual([["URL"], ["URL"]]);
    const films = withCardFormat(withCardTexts(less, false), "VIDEO");
    expect(films.map((card) => types(card.components))).toEqual([
      ["HEADER", "BUTTONS"],
      ["HEADER", "BUTTONS"],
    ]);
    expect(films.map((card) => partOf(card.components, "HEADER")?.format)).toEqual(["VIDEO", "VIDEO"]);
    expect(withCardTexts(films, true).every((card) => partOf(card.components, "BODY"))).toBe(true);
  });

  it("give their samples in order, so that pictures find them again after saving", () => {
    const header = (handle: string): TemplateComponent => ({
      type: "HEADER",
      format: "IMAGE",
      example: { header_handle: [handle] },
    });
    const components = [
      BODY,
      { type: "CAROUSEL", cards: [{ components: [header("a")] }, { components: [header("b")] }] },
    ];
    expect(handlesOf(components)).toEqual(["a", "b"]);
    const late = withSampleFile(components, 1, "c");
    expect(handlesOf(late)).toEqual(["a", "c"]);
    expect(handlesOf(withSampleFile([header("a"), BODY], null, "b"))).toEqual(["b"]);
    expect(handlesOf([{ type: "HEADER", format: "IMAGE" }])).toEqual([""]);
  });
});
