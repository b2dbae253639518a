/** Settings → Numbers & connection. */
import { IconPlugConnected, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useGate, useWorkspace } from "@/auth/workspace";
import { GatedButton } from "@/components/gated";
import { LinkButton } from "@/components/link-button";
import { Page, Section } from "@/components/page";
import { FailedState, PendingPage, State } from "@/components/states";
import { useMessages } from "@/i18n";
import { AccountCard } from "./account-card";
import { accountsQuery } from "@/api/shared";
import { messages } from "./messages";

export function ConnectionPage() {
  const t = useMessages(messages);
  const workspace = useWorkspace();
  const gate = useGate("accounts.manage");
  const accounts = useQuery(accountsQuery(workspace.id));
  const connect = gate.allowed ? (
    <LinkButton
      to="/w/$workspace/settings/connection/new"
      params={{ workspace: workspace.id }}
      leftSection={<IconPlus size={16} />}
    >
      {t("connect")}
    </LinkButton>
  ) : (
    <GatedButton permission="accounts.manage" leftSection={<IconPlus size={16} />}>
      {t("connect")}
    </GatedButton>
  );
  return (
    <Page title={t("title")} lead={t("lead")} actions={connect}>
      {accounts.isPending ? (
        <PendingPage />
      ) : accounts.isError ? (
        <FailedState error={accounts.error} retry={() => void accounts.refetch()} />
      ) : accounts.data.items.length === 0 ? (
        <Section>
          <State
            icon={<IconPlugConnected size={36} stroke={1.4} />}
            title={t("empty")}
            text={t("empty_text")}
            action={connect}
          />
        </Section>
      ) : (
        accounts.data.items.map((account) => <AccountCard key={account.waba_id} account={account} />)
      )}
    </Page>
  );
}
