/** A modal window with a name and a named close button. */
import { Modal, type ModalProps } from "@mantine/core";
import { useMessages } from "@/i18n";
import { messages } from "./messages";

export function Dialog(props: ModalProps & { title: string }) {
  const t = useMessages(messages);
  return <Modal closeButtonProps={{ "aria-label": t("close") }} {...props} />;
}
