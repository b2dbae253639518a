/** The inbox page: three panes. */
import { useTitle } from "@/components/page";
import { useMessages } from "@/i18n";
import { messages } from "./messages";

export function InboxPage() {
  const t = useMessages(messages);
  useTitle(t("title"));
  return <h1>{t("title")}</h1>;
}
