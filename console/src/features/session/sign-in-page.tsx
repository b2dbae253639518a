/** /sign-in: where a stranger lands, and goes back from to the page they asked for. */
import { Alert, Anchor, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { configQuery } from "@/api/config";
import { AlonePage } from "@/components/alone";
import { useMessages } from "@/i18n";
import { messages } from "./messages";
import { SignInForm } from "./sign-in-form";

const route = getRouteApi("/sign-in");

export function SignInPage() {
  const t = useMessages(messages);
  const router = useRouter();
  const search = route.useSearch();
  // Where no mail can be sent, nobody could sign up or get a new password.
  const mails = useQuery(configQuery).data?.sign_up ?? false;
  return (
    <AlonePage
      title={t("sign_in")}
      lead={t("lead")}
      foot={
        mails && (
          <Anchor component={Link} to="/sign-up">
            {t("to_sign_up")}
          </Anchor>
        )
      }
    >
      <Stack gap="md">
        {search.reset && (
          <Alert color="pine" variant="light" role="status" p="sm">
            {t("reset_done")}
          </Alert>
        )}
        <SignInForm
          onDone={() => {
            void router.navigate({ href: search.return ?? "/", replace: true });
          }}
        />
        {mails && (
          <Anchor component={Link} to="/forgot-password" size="sm">
            {t("forgot")}
          </Anchor>
        )}
      </Stack>
    </AlonePage>
  );
}
