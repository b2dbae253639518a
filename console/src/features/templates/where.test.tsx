import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { show } from "@/test/render";
import { useWhere } from "./where";

function Where({ path }: { path: string }) {
  return <p>{useWhere()(path)}</p>;
}

it.each([
  ["body.text", "Body"],
  ["body.example.first_name", "Body, sample for first_name"],
  ["cards.1.buttons.0.url", "Card 2, button 1, address"],
  ["header.example.header_handle.0", "Header, sample"],
  ["buttons", "Buttons"],
  ["name", "Name"],
  ["something.new", "something.new"],
])("tells %s as %s", (path, words) => {
  show(<Where path={path} />);
  expect(screen.getByText(new RegExp(`^${words}$`, "i"))).toBeVisible();
});

it("speaks the reader's language", () => {
  show(<Where path="cards.0.body.text" />, { language: "pt" });
  expect(screen.getByText("Cartão 1, corpo")).toBeVisible();
});
