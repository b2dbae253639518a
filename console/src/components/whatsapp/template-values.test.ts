import { describe, expect, it } from "vitest";
import { fillTemplate, variables } from "./template-values";

describe("template variables", () => {
  it("carry Meta's samples, by position", () => {
    expect(
      variables({
        type: "BODY",
        text: "Hi {{1}}, {{2}} and {{1}}",
        example: { body_text: [["Mira", "Tuesday"]] },
      }),
    ).toEqual([
      { key: "1", sample: "Mira" },
      { key: "2", sample: "Tuesday" },
    ]);
  });

  it("carry Meta's samples, by name", () => {
    const example = { body_text_named_params: [{ param_name: "first_name", example: "Juno" }] };
    expect(variables({ type: "body", text: "Hi {{first_name}} {{other}}", example })).toEqual([
      { key: "first_name", sample: "Juno" },
      { key: "other", sample: "" },
    ]);
  });

  it("stay visible while they have no value", () => {
    expect(fillTemplate("{{1}} {{ 2 }} {{constructor}}", { 1: "A {{2}}", 2: "" })).toBe(
      "A {{2}} {{ 2 }} {{constructor}}",
    );
  });
});
