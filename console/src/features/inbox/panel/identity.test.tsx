import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { WorkspaceProvider } from "@/auth/workspace";
import { LanguageProvider } from "@/i18n/context";
import { workspaceAs } from "@/test/render";
import { conversation } from "../fixtures";
import { Identity } from "./identity";

const panel = (masked: boolean, phone: string) =>
  render(
    <MantineProvider env="test">
      <LanguageProvider initial="en">
        <QueryClientProvider client={new QueryClient()}>
          <WorkspaceProvider workspace={{ ...workspaceAs("agent"), masked }}>
            <Identity workspace="ws_test" contact={{ ...conversation().contact, phone }} />
          </WorkspaceProvider>
        </QueryClientProvider>
      </LanguageProvider>
    </MantineProvider>,
  );

it("a hidden number is shown as it comes, with the reason, and cannot be copied as if it were one", () => {
  panel(true, "+44 ••••••••56");
  expect(screen.getByText("+44 ••••••••56")).toBeInTheDocument();
  expect(screen.getByText(/Phone numbers are hidden from you/)).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: /^Copy: Phone/ })).not.toBeInTheDocument();
});

it("whoever may see numbers may copy them", () => {
  panel(false, "447700900456");
  expect(screen.getByText("+44 7700900456")).toBeInTheDocument();
  expect(screen.getByRole("button", { name: /^Copy: Phone/ })).toBeInTheDocument();
  expect(screen.queryByText(/hidden from you/)).not.toBeInTheDocument();
});
