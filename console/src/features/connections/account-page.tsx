/** Settings → one account's way: every step with its state, the control for what failed, and the first message. */
import { Anchor, Group } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useWorkspace } from "@/auth/workspace";
import { announce } from "@/components/announce";
import { LinkButton } from "@/components/link-button";
import { notify } from "@/components/notify";
import { Page, Section } from "@/components/page";
import { FailedState, PendingPage, State } from "@/components/states";
import { useMessages } from "@/i18n";
import { accountsQuery } from "@/api/shared";
import { type Credentials, useGoOn } from "./api/accounts";
import type { Account, ConnectStep } from "@/api/types";
import { messages } from "./connect-messages";
import classes from "./connections.module.css";
import { FirstMessage, ManagerLink } from "./first-message";
import { GoOn, NewToken } from "./go-on";
import { ProblemBox, runningStep, Steps } from "./steps";

const route = getRouteApi("/signed-in/w/$workspace/settings/connection/$account");

export function AccountPage() {
  const t = useMessages(messages);
  const { account: waba } = route.useParams();
  const workspace = useWorkspace();
  const accounts = useQuery(accountsQuery(workspace.id));
  const back = (
    <LinkButton to="/w/$workspace/settings/connection" params={{ workspace: workspace.id }} variant="default">
      {t("back")}
    </LinkButton>
  );
  if (accounts.isPending) return <PendingPage />;
  if (accounts.isError) {
    return <FailedState error={accounts.error} retry={() => void accounts.refetch()} />;
  }
  const account = accounts.data.items.find((one) => one.waba_id === waba);
  if (!account) {
    return <State level={1} title={t("account_gone")} text={t("account_gone_text")} action={back} />;
  }
  return (
    <Page title={account.name || account.waba_id} lead={t("account_lead")} actions={back}>
      <Way key={account.waba_id} account={account} />
    </Page>
  );
}

function Way({ account }: { account: Account }) {
  const t = useMessages(messages);
  const workspace = useWorkspace();
  const goOn = useGoOn(workspace.id, account);
  const [error, setError] = useState<unknown>(null);
  const [renewing, setRenewing] = useState(account.token.state === "expiring");
  const connected = account.status === "connected";
  // Asked once: what is shown for the last step stays when a message ticks it off.
  const [untried] = useState(() =>
    account.steps.some((step) => step.step === "test" && step.state !== "done"),
  );
  const failed = account.steps.find((step) => step.state === "failed");
  const next = account.steps.find((step) => step.state === "waiting");
  // What keeps a whole account from working stands above its steps, not at one of them.
  const overall = account.problem && !account.steps.some((step) => step.problem) ? account.problem : null;
  const finished = account.steps.every((step) => step.state === "done" || step.state === "skipped");

  const answered = (now: Account) => {
    setError(null);
    setRenewing(now.token.state === "expiring");
    const through = now.status === "connected";
    void notify(t(through ? "connected_now" : "still"), through ? "good" : "bad");
  };
  const way = {
    busy: goOn.isPending,
    error,
    onAnswer: answered,
    go: (credentials: Omit<Credentials, "waba_id">) => {
      setError(null);
      announce(t("under_way"));
      goOn.mutate(credentials, { onSuccess: answered, onError: setError });
    },
  };
  const control = (problem: ConnectStep["problem"]) => (
    <GoOn key={problem?.code ?? "next"} account={account} problem={problem ?? null} {...way} />
  );
  const below = (step: ConnectStep) => {
    if (step.step === "test" && connected && untried) {
      return <FirstMessage numbers={account.numbers} done={step.state === "done"} />;
    }
    if (step === failed) return control(step.problem);
    if (step.step === "token" && connected) {
      return renewing ? (
        <div className={classes.fix}>
          <NewToken {...way} />
        </div>
      ) : (
        <div>
          <Anchor component="button" type="button" size="sm" onClick={() => setRenewing(true)}>
            {t("renew")}
          </Anchor>
        </div>
      );
    }
    // Nothing failed and nothing runs here: the last try was cut short.
    return !failed && !overall && !connected && step === next ? control(null) : null;
  };
  return (
    <>
      {connected && (
        <Section>
          <div className={classes.success} role="status">
            <IconCircleCheck size={32} stroke={1.5} aria-hidden="true" />
            <div>
              <h2>{t("complete", { name: account.name })}</h2>
              <p>{t(finished ? "complete_text" : "complete_first")}</p>
            </div>
            <LinkButton to="/w/$workspace/inbox/{-$conversation}" params={{ workspace: workspace.id }}>
              {t("to_inbox")}
            </LinkButton>
          </div>
        </Section>
      )}
      {overall && (
        <Section>
          <div className={classes.pad}>
            <ProblemBox problem={overall} role="status" mild={connected} />
            {connected ? (
              <Group mt="sm">
                <ManagerLink label={t("open_manager")} />
              </Group>
            ) : (
              control(overall)
            )}
          </div>
        </Section>
      )}
      <Section>
        <div className={classes.pad}>
          {failed && account.status === "incomplete" && (
            <p className={classes.unfinished} role="status">
              {t("partly")}
            </p>
          )}
          <Steps
            steps={account.steps}
            running={goOn.isPending ? runningStep(account.steps) : null}
            below={below}
          />
          {connected && account.numbers.length > 0 && (
            <Group mt="lg" gap="xs">
              {account.numbers.map((number) => (
                <LinkButton
                  key={number.id}
                  to="/w/$workspace/settings/connection/numbers/$number"
                  params={{ workspace: workspace.id, number: number.id }}
                  variant="default"
                >
                  {t("to_number", { number: number.display_phone_number })}
                </LinkButton>
              ))}
            </Group>
          )}
        </div>
      </Section>
    </>
  );
}
