/** Any emoji as a reaction. */
import { Dialog } from "@/components/dialog";
import { useMessages } from "@/i18n";
import { messages } from "./dialog-messages";
import EmojiGrid from "./emoji-grid";

export default function EmojiDialog({
  onPick,
  onClose,
}: {
  onPick: (emoji: string) => void;
  onClose: () => void;
}) {
  const t = useMessages(messages);
  return (
    <Dialog opened onClose={onClose} title={t("emoji_title")} size="sm">
      <EmojiGrid onPick={onPick} />
    </Dialog>
  );
}
