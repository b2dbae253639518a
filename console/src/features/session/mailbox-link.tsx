/** On a developer's machine mails land in the sandbox; its page is one click away. In the cloud there is no such link. */
import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { configQuery } from "@/api/config";
import { useMessages } from "@/i18n";
import { messages } from "./messages";

export function MailboxLink() {
  const t = useMessages(messages);
  const { data } = useQuery(configQuery);
  if (!data?.mailbox_url) return null;
  return (
    <Anchor href={data.mailbox_url} target="_blank" rel="noreferrer" size="sm">
      {t("sandbox_mail")}
    </Anchor>
  );
}
