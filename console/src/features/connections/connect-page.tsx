/** Settings → Connect a number: two ways in, side by side. Both end at the account's own page, which goes on from there. */
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { configQuery } from "@/api/config";
import { useWorkspace } from "@/auth/workspace";
import { LinkButton } from "@/components/link-button";
import { Page, Section } from "@/components/page";
import { PendingPage } from "@/components/states";
import { useMessages } from "@/i18n";
import { accountsQuery } from "@/api/shared";
import type { Account } from "@/api/types";
import { messages } from "./connect-messages";
import classes from "./connections.module.css";
import { FacebookButton } from "./facebook-button";
import { STEP_ORDER, Steps } from "./steps";
import { TokenForm } from "./token-form";
import { TokenGuide } from "./token-guide";

export function ConnectPage() {
  const t = useMessages(messages);
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const config = useQuery(configQuery);
  const accounts = useQuery(accountsQuery(workspace.id));
  const facebook = config.data?.embedded_signup;
  const unfinished = accounts.data?.items.filter((one) => one.status === "incomplete") ?? [];
  const goOn = (account: Account) => {
    void navigate({
      to: "/w/$workspace/settings/connection/$account",
      params: { workspace: workspace.id, account: account.waba_id },
    });
  };
  return (
    <Page title={t("connect")} lead={facebook ? t("connect_lead") : undefined}>
      {unfinished.map((one) => (
        <div key={one.waba_id} className={classes.unfinished} role="status">
          <span>{t("unfinished", { name: one.name })}</span>
          <LinkButton
            to="/w/$workspace/settings/connection/$account"
            params={{ workspace: workspace.id, account: one.waba_id }}
            size="xs"
            variant="default"
          >
            {t("unfinished_go", { name: one.name })}
          </LinkButton>
        </div>
      ))}
      {config.isPending ? (
        <PendingPage />
      ) : (
        <div className={classes.columns}>
          {facebook && (
            <Section title={t("facebook_title")}>
              <div className={classes.pad}>
                <Text mb="sm">{t("facebook_text")}</Text>
                <ul className={classes.guide}>
                  <li>{t("facebook_1")}</li>
                  <li>{t("facebook_2")}</li>
                  <li>{t("facebook_3")}</li>
                </ul>
                <div className={classes.way}>
                  <FacebookButton config={facebook} onAnswer={goOn} />
                </div>
              </div>
            </Section>
          )}
          <Section title={t("token_title")}>
            <div className={classes.pad}>
              <TokenForm onAnswer={goOn} />
            </div>
          </Section>
          <Section title={t("guide")}>
            <div className={classes.pad}>
              <TokenGuide />
            </div>
          </Section>
          <Section title={t("progress_title")}>
            <div className={classes.pad}>
              <Steps steps={STEP_ORDER.map((step) => ({ step, state: "waiting" as const }))} />
            </div>
          </Section>
        </div>
      )}
    </Page>
  );
}
