/** /sign-in: where a stranger lands, and goes back from to the page they asked for. */
import { Paper, Stack, Text, Title } from "@mantine/core";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useTitle } from "@/components/page";
import { useMessages } from "@/i18n";
import { messages } from "./messages";
import { SignInForm } from "./sign-in-form";

const route = getRouteApi("/sign-in");

export function SignInPage() {
  const t = useMessages(messages);
  const router = useRouter();
  const search = route.useSearch();
  useTitle(t("sign_in"));
  return (
    <main>
      <Stack align="center" mt="15vh">
        <Paper withBorder p="xl" w="24rem" maw="100%">
          <Title order={1}>{t("sign_in")}</Title>
          <Text c="dimmed">{t("lead")}</Text>
          <SignInForm
            onDone={() => {
              void router.navigate({ href: search.return ?? "/", replace: true });
            }}
          />
        </Paper>
      </Stack>
    </main>
  );
}
