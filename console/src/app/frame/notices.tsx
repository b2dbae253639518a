/** The bell: what the product has to say about numbers, templates and the account. */
import { Button, Popover, UnstyledButton } from "@mantine/core";
import { IconAlertTriangle, IconBell, IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Notice } from "@/api/types";
import { useWorkspace } from "@/auth/workspace";
import { useFormat, useMessages } from "@/i18n";
import classes from "./frame.module.css";
import { messages } from "./messages";
import { noticesQuery, useMarkRead } from "./notices-api";

export function NoticesBell({ compact, below }: { compact: boolean; below?: boolean }) {
  const t = useMessages(messages);
  const workspace = useWorkspace();
  const [open, setOpen] = useState(false);
  const { data } = useQuery(noticesQuery(workspace.id));
  const markRead = useMarkRead(workspace.id);
  const notices = data?.items ?? [];
  const unread = notices.filter((one) => !one.read);
  const label = unread.length > 0 ? t("notices_unread", { count: unread.length }) : t("notices");
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
        <UnstyledButton className={classes.item} aria-label={label} onClick={() => setOpen(!open)}>
          <span className={classes.bell}>
            <IconBell size={20} stroke={1.6} />
            {unread.length > 0 && compact && <span className={classes.badgeDot} />}
          </span>
          {!compact && <span className={classes.itemText}>{t("notices")}</span>}
          {!compact && unread.length > 0 && <span className={classes.badge}>{unread.length}</span>}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={t("notices")}>
        <div className={classes.noticesHead}>
          <h2>{t("notices")}</h2>
          {unread.length > 0 && (
            <Button
              variant="subtle"
              size="compact-sm"
              onClick={() => markRead.mutate(unread.map((one) => one.id))}
            >
              {t("mark_all_read")}
            </Button>
          )}
        </div>
        {notices.length === 0 ? (
          <p className={classes.noticesEmpty}>{t("notices_empty")}</p>
        ) : (
          <ul className={classes.notices}>
            {notices.map((one) => (
              <NoticeRow key={one.id} notice={one} onRead={() => markRead.mutate([one.id])} />
            ))}
          </ul>
        )}
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
        <UnstyledButton
          className={classes.noticeRead}
          onClick={onRead}
          aria-label={t("mark_read")}
          title={t("mark_read")}
        >
          <IconCircleCheck size={18} stroke={1.6} />
        </UnstyledButton>
      )}
    </li>
  );
}
