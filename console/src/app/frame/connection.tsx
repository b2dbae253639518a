/** Whether the page hears of new messages by itself: always visible, never only by colour. */
import { useEffect, useRef } from "react";
import { announce } from "@/components/announce";
import { useLiveState } from "@/components/live";
import { useMessages } from "@/i18n";
import classes from "./frame.module.css";
import { messages } from "./messages";

export function ConnectionState({ compact }: { compact: boolean }) {
  const t = useMessages(messages);
  const live = useLiveState();
  const state = live === "off" ? "connecting" : live;
  const interrupted = useRef(false);
  useEffect(() => {
    // Only a break and its end are worth a word; connecting at the start is not.
    if (state === "waiting" && !interrupted.current) {
      interrupted.current = true;
      announce(t("waiting_long"));
    } else if (state === "live" && interrupted.current) {
      interrupted.current = false;
      announce(t("back_live"));
    }
  }, [state, t]);
  return (
    <div
      className={classes.connection}
      data-state={state}
      role="img"
      aria-label={t(`${state}_long`)}
      data-tip={t(`${state}_long`)}
    >
      <span className={classes.dot} />
      {!compact && <span className={classes.connectionText}>{t(state)}</span>}
    </div>
  );
}
