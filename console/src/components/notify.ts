/** Short notes about what just happened. The library is loaded with the first one. */
import { detectLanguage, translator } from "@/i18n/catalogue";
import { messages } from "./messages";

export async function notify(
  message: string,
  tone: "good" | "bad" | "plain" = "plain",
  title?: string,
): Promise<void> {
  const { notifications } = await import("@mantine/notifications");
  notifications.show({
    title,
    message,
    color: tone === "bad" ? "red" : tone === "good" ? "pine" : "gray",
    autoClose: tone === "bad" ? 8000 : 4000,
    withBorder: true,
    // Called from anywhere, so the language is the page's own.
    closeButtonProps: {
      "aria-label": translator(messages, detectLanguage([document.documentElement.lang], null))("close"),
    },
    role: tone === "bad" ? "alert" : "status",
  });
}
