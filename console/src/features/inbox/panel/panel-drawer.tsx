/** The contact panel where there is no room beside the thread: from the side, or from below on a phone. */
import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import { useMessages } from "@/i18n";
import { messages } from "./messages";

interface PanelDrawerProps {
  phone: boolean;
  onClose: () => void;
  children: ReactNode;
}

export default function PanelDrawer({ phone, onClose, children }: PanelDrawerProps) {
  const t = useMessages(messages);
  return (
    <Drawer
      opened
      onClose={onClose}
      position={phone ? "bottom" : "right"}
      size={phone ? "85%" : "22rem"}
      title={t("title")}
      padding="sm"
      closeButtonProps={{ "aria-label": t("close") }}
      styles={{ body: { padding: 0 } }}
      transitionProps={{ duration: 120 }}
    >
      {children}
    </Drawer>
  );
}
