/** Trouble of a WhatsApp account, above every page until it is solved. */
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { accountsQuery } from "@/api/shared";
import { useWorkspace } from "@/auth/workspace";
import { useMessages } from "@/i18n";
import classes from "./frame.module.css";
import { messages } from "./messages";

export function AccountBanner() {
  const t = useMessages(messages);
  const workspace = useWorkspace();
  const { data } = useQuery(accountsQuery(workspace.id));
  const troubled =
    data?.items.find((one) => one.status === "disconnected") ??
    data?.items.find((one) => one.status === "incomplete");
  if (!troubled) return null;
  const bad = troubled.status === "disconnected";
  return (
    <div className={classes.banner} role="status" data-bad={bad || undefined}>
      <IconAlertTriangle size={18} stroke={1.7} aria-hidden="true" />
      <span>{t(bad ? "account_disconnected" : "account_incomplete", { name: troubled.name })}</span>
      <Link
        to="/w/$workspace/settings/connection"
        params={{ workspace: workspace.id }}
        className={classes.bannerLink}
      >
        {t("fix")}
      </Link>
    </div>
  );
}
