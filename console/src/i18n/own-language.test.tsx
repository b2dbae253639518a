import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { remember } from "@/lib/storage";
import { LanguageProvider, useLanguage, useOwnLanguage } from "./context";

function Shown({ own }: { own: string | undefined }) {
  useOwnLanguage(own);
  return <p>{useLanguage().language}</p>;
}

it("a browser without a choice speaks the signed-in person's language, if it is one of ours", () => {
  const page = (own: string | undefined) => (
    <LanguageProvider initial="en">
      <Shown own={own} />
    </LanguageProvider>
  );
  const { rerender } = render(page(undefined));
  rerender(page("tlh"));
  expect(screen.getByText("en")).toBeInTheDocument();
  rerender(page("pt"));
  expect(screen.getByText("pt")).toBeInTheDocument();
});

it("a choice made in this browser stands", () => {
  remember("waloom.language", "es");
  render(
    <LanguageProvider initial="en">
      <Shown own="pt" />
    </LanguageProvider>,
  );
  expect(screen.getByText("en")).toBeInTheDocument();
});
