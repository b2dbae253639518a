/** Settings → Security: password, authenticator, where this account is signed in. */
import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { Page, Section } from "@/components/page";
import { useMessages } from "@/i18n";
import classes from "./account.module.css";
import { messages } from "./messages";
import { PasswordDialog } from "./password-dialog";
import { SecondFactor } from "./second-factor";
import { Sessions } from "./sessions";

export function SecurityPage() {
  const t = useMessages(messages);
  const [changing, setChanging] = useState(false);
  return (
    <Page title={t("security")} lead={t("security_lead")}>
      <Section
        title={t("password")}
        actions={
          <Button variant="default" size="xs" onClick={() => setChanging(true)}>
            {t("password_change")}
          </Button>
        }
      >
        <Text className={classes.pad} c="dimmed">
          {t("password_text")}
        </Text>
      </Section>
      <SecondFactor />
      <Sessions />
      {changing && <PasswordDialog onClose={() => setChanging(false)} />}
    </Page>
  );
}
