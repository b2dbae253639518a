import { describe, expect, it } from "vitest";
import { blocks, type Inline, inlines, plainText } from "./markup";

/** The tree as one readable line. */
const shape = (nodes: Inline[]): string =>
  nodes
    .map((node) =>
      node.kind === "text"
        ? node.text
        : "children" in node
          ? `<${node.kind}>${shape(node.children)}</>`
          : `<${node.kind}>${node.text}</>`,
    )
    .join("");

describe("WhatsApp's marks", () => {
  it.each([
    ["a *b* c", "a <bold>b</> c"],
    ["_a_ ~b~", "<italic>a</> <strike>b</>"],
    ["*_both_*", "<bold><italic>both</></>"],
    ["`x*y*`", "<code>x*y*</>"],
    ["2*3*4 and snake_case_name", "2*3*4 and snake_case_name"],
    ["* not bold *", "* not bold *"],
    ["*open", "*open"],
    ["(*ok*).", "(<bold>ok</>)."],
    ["**", "**"],
    ["see https://quill.example/a_b_c. Now", "see <link>https://quill.example/a_b_c</>. Now"],
    ["www.quill.example", "<link>www.quill.example</>"],
    ["*see https://a.example/x*", "<bold>see <link>https://a.example/x</></>"],
  ])("%s", (text, expected) => {
    expect(shape(inlines(text))).toBe(expected);
  });

  it("never makes a link of anything but http", () => {
    const found = inlines("javascript:alert(1) data:text/html,x www.a.example");
    expect(found.filter((node) => node.kind === "link")).toEqual([
      { kind: "link", text: "www.a.example", href: "https://www.a.example" },
    ]);
  });

  it("knows quotes, lists and blocks of lines", () => {
    expect(
      blocks("> one\n> two\nplain\n- a\n- b\n3. c\n```\ncode *x*\n```\nend").map((block) => block.kind),
    ).toEqual(["quote", "lines", "bullets", "numbers", "pre", "lines"]);
  });

  it("keeps every character of plain text", () => {
    const text = "line 1\n\n  line 3 <b>&amp;</b>";
    const [only] = blocks(text);
    expect(only?.kind === "lines" && only.lines.map(shape).join("\n")).toBe(text);
  });

  it("is quick on hostile text", () => {
    const started = performance.now();
    inlines("*a ".repeat(1300));
    expect(performance.now() - started).toBeLessThan(500);
  });

  it("leaves one plain line for previews", () => {
    expect(plainText("*Hi* _you_\n- a\n- b\n```x```")).toBe("Hi you a b x");
  });
});
