/** A modal window with a name and a named close button; what opened it has the focus again when it goes. */
import { Modal, type ModalProps } from "@mantine/core";
import { useEffect, useState } from "react";
import { useMessages } from "@/i18n";
import { messages } from "./messages";

export function Dialog(props: ModalProps & { title: string }) {
  const t = useMessages(messages);
  // Mantine gives the focus back when `opened` turns false; ours are taken off the page instead.
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // After the page has redrawn: the opener may be a row that was just deleted.
      setTimeout(() => {
        if (opener instanceof HTMLElement && opener.isConnected && document.activeElement === document.body) {
          opener.focus({ preventScroll: true });
        }
      });
    },
    [opener],
  );
  return <Modal closeButtonProps={{ "aria-label": t("close") }} returnFocus={false} {...props} />;
}
