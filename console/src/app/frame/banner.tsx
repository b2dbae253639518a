/** Trouble of a WhatsApp account, above every page until it is solved: the worst of it, with the way to its solution. */
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { accountsQuery } from "@/api/shared";
import { useWorkspace } from "@/auth/workspace";
import { useFormat, useMessages } from "@/i18n";
import { worst } from "./account-trouble";
import classes from "./frame.module.css";
import { messages } from "./messages";

export function AccountBanner() {
  const t = useMessages(messages);
  const format = useFormat();
  const workspace = useWorkspace();
  const { data } = useQuery(accountsQuery(workspace.id));
  const trouble = data && worst(data.items);
  if (!trouble) return null;
  const { kind, account } = trouble;
  const name = account.name || account.waba_id;
  return (
    <div className={classes.banner} role="status" data-bad={trouble.bad || undefined}>
      <IconAlertTriangle size={18} stroke={1.7} aria-hidden="true" />
      <span>
        {kind === "expiring"
          ? t("account_expiring", { name, when: format.relative(trouble.expires) })
          : kind === "number"
            ? t("account_number", { number: trouble.number })
            : t(`account_${kind}`, { name })}
      </span>
      <Link
        to="/w/$workspace/settings/connection/$account"
        params={{ workspace: workspace.id, account: account.waba_id }}
        className={classes.bannerLink}
      >
        {t("fix")}
      </Link>
    </div>
  );
}
