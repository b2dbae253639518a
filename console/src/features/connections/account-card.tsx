/** One WhatsApp Business Account: its token, review and numbers, what is wrong with it, what may be done. */
import { Button, Group } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconPlugConnectedX, IconRefresh } from "@tabler/icons-react";
import { useState } from "react";
import { useSyncTemplates } from "@/api/sync";
import { useGate, useWorkspace } from "@/auth/workspace";
import { GatedButton } from "@/components/gated";
import { LinkButton } from "@/components/link-button";
import { notify } from "@/components/notify";
import { Section } from "@/components/page";
import { useProblemText } from "@/components/problem";
import { useFormat, useMessages } from "@/i18n";
import { AccountEvents } from "./account-events";
import { needsYou, review, tokenWords } from "./account-words";
import { useCheckAccount } from "./api/accounts";
import type { Account } from "@/api/types";
import classes from "./connections.module.css";
import { DisconnectDialog } from "./disconnect-dialog";
import { messages } from "./messages";
import { NumberRows } from "./number-rows";
import { ProblemBox } from "./steps";
import { ToneText } from "./tone-text";
import { useRefusal } from "./use-problem";

const TONE = { connected: "good", incomplete: "warn", disconnected: "bad" } as const;

export function AccountCard({ account }: { account: Account }) {
  const t = useMessages(messages);
  const format = useFormat();
  const say = useProblemText();
  const refusal = useRefusal();
  const workspace = useWorkspace();
  const sync = useSyncTemplates(workspace.id);
  const check = useCheckAccount(workspace.id, account.waba_id);
  const [events, setEvents] = useState(false);
  const [disconnecting, setDisconnecting] = useState(false);
  const { status, token } = account;
  const problem = account.problem ?? account.steps.find((step) => step.problem)?.problem;

  const syncNow = () =>
    sync.mutate([account.waba_id], {
      onSuccess: (count) => void notify(t("synced", { count }), "good"),
      onError: (error) => void notify(say(error), "bad"),
    });
  const checkNow = () =>
    check.mutate(undefined, {
      onSuccess: (now) => {
        const fine = !needsYou(now);
        void notify(t(fine ? "checked" : "checked_bad", { name: now.name }), fine ? "good" : "bad");
      },
      onError: (error) => void notify(refusal(error).title, "bad"),
    });

  return (
    <Section>
      <div className={classes.accountHead}>
        <div>
          <h2 className={classes.accountName}>
            {account.name || account.waba_id}
            <ToneText tone={TONE[status]}>{t(`status_${status}`)}</ToneText>
          </h2>
          <p className={classes.meta}>
            {t("account_id", { id: account.waba_id })}
            {account.connected_at && ` · ${t("connected_at", { at: format.date(account.connected_at) })}`}
          </p>
        </div>
        <Group gap="xs">
          <MainAct account={account} />
          {status !== "disconnected" && (
            <>
              <GatedButton
                permission="accounts.manage"
                variant="default"
                loading={check.isPending}
                onClick={checkNow}
              >
                {t("check")}
              </GatedButton>
              <GatedButton
                permission="templates.sync"
                variant="default"
                leftSection={<IconRefresh size={16} />}
                loading={sync.isPending}
                onClick={syncNow}
              >
                {t("sync")}
              </GatedButton>
            </>
          )}
        </Group>
      </div>
      {problem && (
        <div className={classes.trouble}>
          <ProblemBox problem={problem} role="status" mild={status === "connected"} />
        </div>
      )}
      <Facts account={account} />
      <NumberRows account={account} />
      <div className={classes.eventsFoot}>
        <Group justify="space-between" gap="xs">
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            ml={-8}
            rightSection={events ? <IconChevronUp size={15} /> : <IconChevronDown size={15} />}
            onClick={() => setEvents(!events)}
            aria-expanded={events}
          >
            {t(events ? "events" : "events_show")}
          </Button>
          {(status !== "disconnected" || token.state !== "gone") && (
            <GatedButton
              permission="accounts.manage"
              variant="subtle"
              color="red"
              size="compact-sm"
              leftSection={<IconPlugConnectedX size={16} />}
              onClick={() => setDisconnecting(true)}
            >
              {t("disconnect")}
            </GatedButton>
          )}
        </Group>
        {events && <AccountEvents waba={account.waba_id} />}
      </div>
      {disconnecting && <DisconnectDialog account={account} onClose={() => setDisconnecting(false)} />}
    </Section>
  );
}

/** The one way on: finish, reconnect, renew, or look at the steps. */
function MainAct({ account }: { account: Account }) {
  const t = useMessages(messages);
  const workspace = useWorkspace();
  const gate = useGate("accounts.manage");
  const renew = account.token.state === "expiring";
  const key =
    account.status === "disconnected"
      ? "reconnect"
      : account.status === "incomplete"
        ? "resume"
        : renew
          ? "renew"
          : "see_steps";
  if (!gate.allowed && key !== "see_steps") {
    return <GatedButton permission="accounts.manage">{t(key)}</GatedButton>;
  }
  return (
    <LinkButton
      to="/w/$workspace/settings/connection/$account"
      params={{ workspace: workspace.id, account: account.waba_id }}
      variant={key === "see_steps" ? "default" : "filled"}
    >
      {t(key)}
    </LinkButton>
  );
}

function Facts({ account }: { account: Account }) {
  const t = useMessages(messages);
  const format = useFormat();
  const { token } = account;
  const words = tokenWords(token);
  const reviewed = review(account.review ?? null);
  const date = token.expires_at ? format.date(token.expires_at) : "";
  const when = token.expires_at ? format.relative(token.expires_at) : "";
  return (
    <dl className={classes.facts}>
      <div>
        <dt>{t("token")}</dt>
        <dd>
          <ToneText tone={words.tone}>
            {words.key === "token_expiring"
              ? t("token_expiring", { when })
              : words.key === "token_good_until"
                ? t("token_good_until", { date })
                : t(words.key)}
          </ToneText>
          {token.checked_at && (
            <span className={classes.stepNote}>
              {t("token_checked", { when: format.relative(token.checked_at) })}
            </span>
          )}
        </dd>
      </div>
      <div>
        <dt>{t("review")}</dt>
        <dd>
          <ToneText tone={reviewed.tone}>{t(reviewed.key)}</ToneText>
        </dd>
      </div>
    </dl>
  );
}
