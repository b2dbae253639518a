/** Settings → Connect a number: where the token comes from, the token, and what happens with it. */
import { Alert, Anchor, Collapse, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconCircleCheck } from "@tabler/icons-react";
import { useState } from "react";
import { ApiError } from "@/api/errors";
import type { Account } from "@/api/types";
import { useGate, useWorkspace } from "@/auth/workspace";
import { announce } from "@/components/announce";
import { placeProblem } from "@/components/form-problem";
import { GatedButton } from "@/components/gated";
import { LinkButton } from "@/components/link-button";
import { Page, Section } from "@/components/page";
import { useProblemText } from "@/components/problem";
import { State } from "@/components/states";
import { useMessages } from "@/i18n";
import { useConnect } from "./api/accounts";
import classes from "./connections.module.css";
import { filled, pinProblem, tokenProblem, wabaProblem } from "./credentials";
import { messages } from "./messages";
import { ResumeForm } from "./resume-form";
import { STEP_ORDER, Steps } from "./steps";
import { useConnectionProblem } from "./use-problem";

const SCOPES = ["whatsapp_business_management", "whatsapp_business_messaging", "business_management"];

export function ConnectPage() {
  const t = useMessages(messages);
  const [account, setAccount] = useState<Account | null>(null);
  return (
    <Page title={t("connect")} lead={t("connect_lead")}>
      {account === null ? (
        <div className={classes.columns}>
          <TokenForm onAnswer={setAccount} />
          <Guide />
        </div>
      ) : (
        <Outcome account={account} />
      )}
    </Page>
  );
}

function Guide() {
  const t = useMessages(messages);
  return (
    <Section title={t("guide")}>
      <div className={classes.pad}>
        <ol className={classes.guide}>
          <li>{t("guide_1")}</li>
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
      </div>
    </Section>
  );
}

function TokenForm({ onAnswer }: { onAnswer: (account: Account) => void }) {
  const t = useMessages(messages);
  const say = useProblemText();
  const workspace = useWorkspace();
  const gate = useGate("accounts.manage");
  const connect = useConnect(workspace.id);
  const words = useConnectionProblem();
  const [more, setMore] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const form = useForm({
    initialValues: { token: "", waba_id: "", pin: "" },
    validate: {
      token: (value) => word(tokenProblem(value)),
      waba_id: (value) => word(wabaProblem(value)),
      pin: (value) => word(pinProblem(value)),
    },
  });
  function word(key: Parameters<typeof t>[0] | null) {
    return key ? t(key as "token_missing") : null;
  }
  /** Refusals of connecting have their own words: what is wrong, then what to do. */
  const tell = (error: unknown) => {
    if (!(error instanceof ApiError)) return say(error);
    const { title, advice } = words({ code: error.code, title: error.title, advice: error.detail });
    return title === error.title ? say(error) : `${title}. ${advice}`;
  };
  const submit = form.onSubmit((values) => {
    setProblem(null);
    announce(t("working"));
    connect.mutate(filled(values), {
      onSuccess: onAnswer,
      onError: (error) => {
        const place = (field: string) => ({ field, text: tell(error) });
        setProblem(
          placeProblem(error, form, ["token", "waba_id", "pin"], tell, {
            choose_account: place("waba_id"),
            account_needed: place("waba_id"),
            account_unknown: place("waba_id"),
            account_missing: place("waba_id"),
            token_invalid: place("token"),
            token_expired: place("token"),
            token_revoked: place("token"),
            wrong_app: place("token"),
            missing_permission: place("token"),
          }),
        );
        // A missing or wrong account id hides behind "more options".
        if (error instanceof ApiError && /account|waba/.test(error.code)) setMore(true);
      },
    });
  });
  return (
    <Section title={t("token")}>
      <form onSubmit={submit} noValidate className={classes.pad}>
        <Stack gap="md">
          {problem && (
            <Alert color="red" role="alert">
              {problem}
            </Alert>
          )}
          <PasswordInput
            label={t("token")}
            visibilityToggleButtonProps={{ "aria-label": t("show_secret"), tabIndex: 0 }}
            description={t("token_hint")}
            autoComplete="off"
            spellCheck={false}
            disabled={!gate.allowed}
            {...form.getInputProps("token")}
          />
          <Anchor
            component="button"
            type="button"
            size="sm"
            ta="start"
            aria-expanded={more}
            onClick={() => setMore(!more)}
          >
            {t("more")}
          </Anchor>
          <Collapse expanded={more}>
            <Stack gap="md">
              <TextInput
                label={t("waba")}
                description={t("waba_hint")}
                inputMode="numeric"
                autoComplete="off"
                {...form.getInputProps("waba_id")}
              />
              <PasswordInput
                label={t("pin")}
                visibilityToggleButtonProps={{ "aria-label": t("show_secret"), tabIndex: 0 }}
                description={t("pin_hint")}
                inputMode="numeric"
                autoComplete="off"
                maxLength={6}
                {...form.getInputProps("pin")}
              />
            </Stack>
          </Collapse>
          <Group gap="sm">
            <GatedButton permission="accounts.manage" type="submit" loading={connect.isPending}>
              {t("start")}
            </GatedButton>
          </Group>
          <div>
            <Text size="sm" fw={560} mb={8}>
              {connect.isPending ? t("working") : t("progress_title")}
            </Text>
            <Steps steps={STEP_ORDER.map((step) => ({ step, state: "waiting" as const }))} />
          </div>
        </Stack>
      </form>
    </Section>
  );
}

function Outcome({ account }: { account: Account }) {
  const t = useMessages(messages);
  const workspace = useWorkspace();
  const params = { workspace: workspace.id };
  const [resuming, setResuming] = useState(false);
  if (account.status === "connected") {
    return (
      <Section>
        <State
          role="status"
          icon={<IconCircleCheck size={40} stroke={1.4} />}
          title={t("done_title", { name: account.name })}
          text={t("done_text")}
          action={
            <Group gap="xs">
              <LinkButton to="/w/$workspace/inbox/{-$conversation}" params={params}>
                {t("to_inbox")}
              </LinkButton>
              <LinkButton to="/w/$workspace/settings/connection" params={params} variant="default">
                {t("back")}
              </LinkButton>
            </Group>
          }
        />
      </Section>
    );
  }
  return (
    <Section title={account.name}>
      <div className={classes.pad}>
        <Text mb="md" role="alert">
          {t("partly")}
        </Text>
        <Steps steps={account.steps} />
        <Group mt="lg" gap="xs">
          <GatedButton permission="accounts.manage" onClick={() => setResuming(true)}>
            {t("resume")}
          </GatedButton>
          <LinkButton to="/w/$workspace/settings/connection" params={params} variant="default">
            {t("back")}
          </LinkButton>
        </Group>
      </div>
      {resuming && <ResumeForm account={account} onClose={() => setResuming(false)} />}
    </Section>
  );
}
