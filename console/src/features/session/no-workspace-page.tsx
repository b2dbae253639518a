/** Signed in, but a member of nothing. */
import { Button } from "@mantine/core";
import { session } from "@/auth/session";
import { useSession } from "@/auth/workspace";
import { useTitle } from "@/components/page";
import { State } from "@/components/states";
import { useMessages } from "@/i18n";
import { messages } from "./messages";

export function NoWorkspacePage() {
  const t = useMessages(messages);
  const { user } = useSession();
  useTitle(t("no_workspace_title"));
  return (
    <main>
      <State
        level={1}
        title={t("no_workspace_title")}
        text={t("no_workspace_text", { email: user?.email ?? "" })}
        action={
          <Button onClick={() => void session.signOut().then(() => window.location.assign("/sign-in"))}>
            {t("sign_out")}
          </Button>
        }
      />
    </main>
  );
}
