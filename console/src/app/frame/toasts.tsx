/** The corner where short notes appear; loaded after the page works. */
import "@mantine/notifications/styles.css";
import { Notifications } from "@mantine/notifications";

export default function Toasts({ phone }: { phone: boolean }) {
  return <Notifications position={phone ? "top-center" : "bottom-right"} limit={4} zIndex={400} />;
}
