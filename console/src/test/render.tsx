/** Draws a component inside the providers it expects, signed in to a workspace with the given role. */
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import type { Role, WorkspaceSummary } from "@/api/types";
import { includes, PERMISSIONS } from "@/auth/permissions";
import { WorkspaceProvider } from "@/auth/workspace";
import type { Language } from "@/i18n";
import { LanguageProvider } from "@/i18n/context";

export function workspaceAs(role: Role): WorkspaceSummary {
  return {
    id: "ws_test",
    name: "Quill Kettles",
    role,
    time_zone: "Europe/London",
    language: "en",
    logo_url: null,
    limited: false,
    masked: false,
    permissions: PERMISSIONS.filter((permission) => includes(role, permission)),
  };
}

export function show(
  element: ReactNode,
  { role = "owner", language = "en" }: { role?: Role; language?: Language } = {},
) {
  const queries = new QueryClient({
    defaultOptions: { queries: { retry: false }, mutations: { retry: false } },
  });
  const user = userEvent.setup();
  const drawn = render(
    <MantineProvider env="test">
      <LanguageProvider initial={language}>
        <QueryClientProvider client={queries}>
          <WorkspaceProvider workspace={workspaceAs(role)}>{element}</WorkspaceProvider>
        </QueryClientProvider>
      </LanguageProvider>
    </MantineProvider>,
  );
  return { ...drawn, user, queries };
}
