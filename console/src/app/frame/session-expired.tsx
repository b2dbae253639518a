/** The session ended under the person's hands: sign in here, and the page behind is as it was. */
import { Anchor, Text } from "@mantine/core";
import { Dialog } from "@/components/dialog";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { session } from "@/auth/session";
import { useSession } from "@/auth/workspace";
import { messages } from "@/features/session/messages";
import { SignInForm } from "@/features/session/sign-in-form";
import { useMessages } from "@/i18n";

export default function SessionExpired() {
  const t = useMessages(messages);
  const router = useRouter();
  const queries = useQueryClient();
  const { user } = useSession();
  return (
    <Dialog
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={t("expired_title")}
    >
      <Text c="dimmed" mb="md">
        {t("expired_text")}
      </Text>
      <SignInForm email={user?.email} onDone={() => void queries.invalidateQueries()} />
      <Text ta="center" mt="md" size="sm">
        <Anchor
          component="button"
          type="button"
          onClick={() => {
            const back = router.state.location.href;
            queries.clear();
            session.forget();
            window.location.assign(`/sign-in?return=${encodeURIComponent(back)}`);
          }}
        >
          {t("someone_else")}
        </Anchor>
      </Text>
    </Dialog>
  );
}
