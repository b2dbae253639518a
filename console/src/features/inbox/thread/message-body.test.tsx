/** Whatever a customer or Meta sends is drawn: as text, never as markup, and never by breaking the thread. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Message } from "@/api/types";
import { message } from "../fixtures";
import { MessageBody } from "./message-body";

const KINDS = [
  "text", "image", "video", "audio", "document", "sticker", "location", "contacts", "interactive", "button",
  "order", "template", "unsupported", "reaction", "note", "hologram",
]; // prettier-ignore

function show(over: Partial<Message>) {
  const client = new QueryClient({ defaultOptions: { queries: { enabled: false } } });
  return render(
    <QueryClientProvider client={client}>
      <MessageBody workspace="ws" message={message(over)} />
    </QueryClientProvider>,
  );
}

const HOSTILE: Record<string, unknown>[] = [
  {},
  { body: 7, caption: null, text: ["x"], type: {}, name: 3, latitude: "x", longitude: null },
  { contacts: "none", product_items: [null, 4, "x"], action: [], sections: 1, buttons: null },
  { nfm_reply: { response_json: "{not json" }, button_reply: 3, list_reply: [] },
  { action: { buttons: [null], sections: [{ rows: [null] }, null] }, body: { text: null } },
];

test.each(KINDS)("a %s of any shape is drawn", (kind) => {
  for (const content of HOSTILE) {
    const { container, unmount } = show({ kind, content });
    expect(container).toBeTruthy();
    unmount();
  }
});

test("markup in a customer's words stays words", () => {
  const { container } = show({ content: { body: '<img src=x onerror="alert(1)"> *bold*' } });
  expect(container.querySelector("img")).toBeNull();
  expect(container.querySelector("strong")?.textContent).toBe("bold");
});

test("an address that is no web address is not linked", () => {
  const { container } = show({
    kind: "text",
    content: { body: "Hi" },
    referral: { headline: "Offer", source_url: "javascript:alert(1)" },
  });
  expect(screen.getByText("Offer")).toBeInTheDocument();
  expect(container.querySelector("a")).toBeNull();
});

test("kinds that are new to us are named, not dropped", () => {
  show({ kind: "hologram", content: {} });
  expect(screen.getByText(/hologram/)).toBeInTheDocument();
});

test("a deleted message shows nothing of what it said", () => {
  show({ kind: "text", content: { body: "secret" }, revoked_at: "2026-11-22T10:05:00Z" });
  expect(screen.queryByText("secret")).toBeNull();
});

test("a template is shown as it was sent", () => {
  show({
    kind: "template",
    direction: "out",
    content: {
      name: "order_update",
      template: {
        header: "Order 7",
        body: "It is *on its way*",
        footer: "Quill",
        buttons: [{ type: "URL", text: "Track" }],
      },
      rendered: "It is *on its way*",
    },
  });
  for (const words of ["Order 7", "on its way", "Quill", "Track"])
    expect(screen.getByText(words)).toBeInTheDocument();
});

test("a form's answers are listed without its token", () => {
  show({
    kind: "interactive",
    content: {
      type: "nfm_reply",
      nfm_reply: { body: "Sent", response_json: '{"flow_token":"t","size":"1.7"}' },
    },
  });
  expect(screen.getByText("size")).toBeInTheDocument();
  expect(screen.queryByText("flow_token")).toBeNull();
});
