/** Who is signed in and the way out, on pages without the frame's own menu. */
import { Anchor, Text } from "@mantine/core";
import { session } from "@/auth/session";
import { useSession } from "@/auth/workspace";
import { notify } from "@/components/notify";
import { useProblemText } from "@/components/problem";
import { useMessages } from "@/i18n";
import { messages } from "./workspace-messages";

export function SignedInAs() {
  const t = useMessages(messages);
  const say = useProblemText();
  const { user } = useSession();
  const signOut = async () => {
    try {
      await session.signOut();
      // A whole new page: nothing read in this session stays in memory.
      window.location.assign("/sign-in");
    } catch (error) {
      await notify(say(error), "bad");
    }
  };
  return (
    <Text size="sm">
      {t("signed_in_as", { email: user?.email ?? "" })}{" "}
      <Anchor component="button" type="button" size="sm" onClick={() => void signOut()}>
        {t("sign_out")}
      </Anchor>
    </Text>
  );
}
