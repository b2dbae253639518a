import { expect, test } from "vitest";
import { template } from "../fixtures";
import { fillable, problemsOf, requestOf, variablesOf, viewOf } from "./template";

const order = template({
  components: [
    { type: "HEADER", format: "TEXT", text: "Order {{1}}", example: { header_text: ["QK-1"] } },
    {
      type: "BODY",
      text: "Hi {{1}}, it comes {{2}}. Bye {{1}}",
      example: { body_text: [["Mira", "Tuesday"]] },
    },
    { type: "FOOTER", text: "Quill" },
    {
      type: "BUTTONS",
      buttons: [
        { type: "QUICK_REPLY", text: "Thanks" },
        { type: "URL", text: "Track", url: "https://quill.example/t/{{1}}" },
      ],
    },
  ],
});
const filled = { "header:1": "QK-2", "body:1": "Ada", "body:2": "on\nFriday", "button:1": "QK-2" };

test("each variable is asked for once, with its place and sample", () => {
  expect(variablesOf(order).map(({ key, example }) => [key, example])).toEqual([
    ["header:1", "QK-1"],
    ["body:1", "Mira"],
    ["body:2", "Tuesday"],
    ["button:1", ""],
  ]);
});

test("positional values go in order, the button by its position in the whole list", () => {
  expect(requestOf(order, filled)).toEqual({
    name: "order_update",
    language: "en_GB",
    header: ["QK-2"],
    body: ["Ada", "on Friday"],
    buttons: { "1": "QK-2" },
  });
});

test("positional values are ordered by number, not by where they stand", () => {
  const swapped = template({ components: [{ type: "BODY", text: "{{2}} then {{1}}" }] });
  expect(requestOf(swapped, { "body:1": "one", "body:2": "two" }).body).toEqual(["one", "two"]);
});

test("named values go by name", () => {
  const named = template({
    parameter_format: "NAMED",
    components: [
      {
        type: "BODY",
        text: "Hi {{first_name}}",
        example: { body_text_named_params: [{ param_name: "first_name", example: "Mira" }] },
      },
    ],
  });
  expect(variablesOf(named)).toMatchObject([{ key: "body:first_name", example: "Mira" }]);
  expect(requestOf(named, { "body:first_name": "Ada" }).body).toEqual({ first_name: "Ada" });
});

test("a template without variables sends its name only", () => {
  const plain = template({ components: [{ type: "BODY", text: "Ready." }] });
  expect(requestOf(plain, {})).toEqual({ name: "order_update", language: "en_GB" });
});

test("the preview fills what is known and shows what is missing", () => {
  const view = viewOf(order, { "body:1": "Ada" });
  expect(view.body).toBe("Hi Ada, it comes {{2}}. Bye Ada");
  expect(view.header).toBe("Order {{1}}");
  expect(viewOf(order, filled).buttons[1]?.url).toBe("https://quill.example/t/QK-2");
});

test("missing values, a text over 1,024 and a missing header file are problems", () => {
  expect(problemsOf(order, {}, false).map((one) => one.key)).toEqual([
    "header:1",
    "body:1",
    "body:2",
    "button:1",
  ]);
  expect(problemsOf(order, filled, false)).toEqual([]);
  expect(problemsOf(order, { ...filled, "body:2": "x".repeat(1020) }, false)).toMatchObject([
    { kind: "body_too_long" },
  ]);
  const offer = template({
    components: [
      { type: "HEADER", format: "IMAGE" },
      { type: "BODY", text: "Look" },
    ],
  });
  expect(problemsOf(offer, {}, false)).toMatchObject([{ kind: "media_missing" }]);
  expect(problemsOf(offer, {}, true)).toEqual([]);
});

test("what the composer cannot fill is not offered", () => {
  expect(fillable(order)).toBe(true);
  expect(fillable(template({ components: [{ type: "CAROUSEL", cards: [] }] }))).toBe(false);
  expect(fillable(template({ components: [{ type: "HEADER", format: "LOCATION" }] }))).toBe(false);
});
