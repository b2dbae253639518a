/** The bell with what is unread; the list behind it is loaded when first opened. */
import { IconBell } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useWorkspace } from "@/auth/workspace";
import { onDemand } from "@/components/on-demand";
import { useMessages } from "@/i18n";
import classes from "./frame.module.css";
import { messages } from "./messages";
import { noticesQuery } from "./notices-api";

const Notices = onDemand(() => import("./notices"), "dialog");

export function NoticesBell({ compact, below }: { compact: boolean; below?: boolean }) {
  const t = useMessages(messages);
  const workspace = useWorkspace();
  const { data } = useQuery(noticesQuery(workspace.id));
  const unread = (data?.items ?? []).filter((one) => !one.read).length;
  const label = unread > 0 ? t("notices_unread", { count: unread }) : t("notices");
  return (
    <Notices
      below={below}
      className={classes.item}
      label={label}
      tip={compact && !below ? label : undefined}
      face={
        <>
          <span className={classes.bell}>
            <IconBell size={20} stroke={1.6} />
            {unread > 0 && compact && <span className={classes.badgeDot} />}
          </span>
          {!compact && <span className={classes.itemText}>{t("notices")}</span>}
          {!compact && unread > 0 && <span className={classes.badge} data-letters={unread} />}
        </>
      }
    />
  );
}
