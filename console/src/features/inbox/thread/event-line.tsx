/** A grey line of the thread: who did what, or what WhatsApp told about the customer. */
import type { Message } from "@/api/types";
import { useFormat, useLookUp, useMessages } from "@/i18n";
import { text } from "../model/content";
import { events } from "./event-messages";
import classes from "./thread.module.css";

export function EventLine({ message }: { message: Message }) {
  const t = useMessages(events);
  const look = useLookUp(events);
  const format = useFormat();
  const { content } = message;
  const event = text(content.event) || text(content.type);
  const by = text(content.by);
  const to = text(content.to);
  const words = () => {
    switch (event) {
      case "assigned":
        return by === to ? t("took", { by }) : t("assigned", { by, to });
      case "unassigned":
      case "resolved":
      case "reopened":
      case "pending":
        return t(event, { by });
      case "snoozed":
        return t("snoozed", { by, until: text(content.until) ? format.dateTime(text(content.until)) : "" });
      default:
        return look(
          event,
          text(content.body) || text(content.text) || t("other", { event: event || message.kind }),
        );
    }
  };
  return (
    <div className={classes.event} data-line={message.id}>
      {words()}{" "}
      <time dateTime={message.at} title={format.dateTime(message.at)} className="wl-num">
        {format.time(message.at)}
      </time>
    </div>
  );
}
