/** Where at Meta a system-user token comes from. */
import { Anchor } from "@mantine/core";
import { useMessages } from "@/i18n";
import { messages } from "./connect-messages";
import classes from "./connections.module.css";

const SCOPES = ["whatsapp_business_management", "whatsapp_business_messaging", "business_management"];
const SYSTEM_USERS = "https://business.facebook.com/settings/system-users";

export function TokenGuide() {
  const t = useMessages(messages);
  return (
    <>
      <ol className={classes.guide}>
        <li>
          {t("guide_1")}{" "}
          <Anchor href={SYSTEM_USERS} target="_blank" rel="noreferrer" size="sm" underline="always">
            {t("guide_open")}
          </Anchor>
        </li>
        <li>{t("guide_2")}</li>
        <li>{t("guide_3")}</li>
        <li>
          {t("guide_4")}
          <span className={classes.scopes}>
            {SCOPES.map((scope) => (
              <code key={scope}>{scope}</code>
            ))}
          </span>
        </li>
      </ol>
    </>
  );
}
