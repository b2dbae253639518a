/** What the product has to say about numbers, templates and the account; loaded when first opened. */
import { Button, Popover } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Notice } from "@/api/types";
import { useWorkspace } from "@/auth/workspace";
import type { OnDemandMenuProps } from "@/components/on-demand";
import { useFormat, useMessages } from "@/i18n";
import classes from "./frame.module.css";
import { messages } from "./messages";
import { noticesQuery, useMarkAllRead, useMarkRead } from "./notices-api";

interface NoticesProps extends OnDemandMenuProps {
  below?: boolean;
}

export default function Notices({ face, className, label, below }: NoticesProps) {
  const t = useMessages(messages);
  const workspace = useWorkspace();
  const [open, setOpen] = useState(true);
  const { data } = useQuery(noticesQuery(workspace.id));
  const markRead = useMarkRead(workspace.id);
  const markAllRead = useMarkAllRead(workspace.id);
  const notices = data?.items ?? [];
  const unread = notices.filter((one) => !one.read);
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position={below ? "bottom-end" : "right-end"}
      width="min(24rem, calc(100vw - 2rem))"
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <button
          type="button"
          className={`wl-plain ${className ?? ""}`}
          aria-label={label}
          onClick={() => setOpen(!open)}
        >
          {face}
        </button>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={t("notices")}>
        <div className={classes.noticesHead}>
          <h2>{t("notices")}</h2>
          {unread.length > 0 && (
            <Button variant="subtle" size="compact-sm" onClick={() => markAllRead.mutate()}>
              {t("mark_all_read")}
            </Button>
          )}
        </div>
        {notices.length === 0 ? (
          <p className={classes.noticesEmpty}>{t("notices_empty")}</p>
        ) : (
          <ul className={classes.notices}>
            {notices.map((one) => (
              <NoticeRow key={one.id} notice={one} onRead={() => markRead.mutate(one.id)} />
            ))}
          </ul>
        )}
        <Link
          to="/w/$workspace/settings/notices"
          params={{ workspace: workspace.id }}
          className={classes.noticesFoot}
          onClick={() => setOpen(false)}
        >
          {t("choose_notices")}
        </Link>
      </Popover.Dropdown>
    </Popover>
  );
}

function NoticeRow({ notice, onRead }: { notice: Notice; onRead: () => void }) {
  const t = useMessages(messages);
  const format = useFormat();
  const Icon = notice.severity === "info" ? IconInfoCircle : IconAlertTriangle;
  return (
    <li className={classes.notice} data-unread={!notice.read || undefined}>
      <Icon
        size={18}
        stroke={1.7}
        className={classes.noticeIcon}
        data-severity={notice.severity}
        aria-hidden="true"
      />
      <div className={classes.noticeBody}>
        <strong>{notice.title}</strong>
        <p>{notice.detail}</p>
        <time dateTime={notice.at} title={format.dateTime(notice.at)}>
          {format.relative(notice.at)}
        </time>
      </div>
      {!notice.read && (
        <button
          type="button"
          className={`wl-plain ${classes.noticeRead}`}
          onClick={onRead}
          aria-label={t("mark_read")}
          title={t("mark_read")}
        >
          <IconCircleCheck size={18} stroke={1.6} />
        </button>
      )}
    </li>
  );
}
