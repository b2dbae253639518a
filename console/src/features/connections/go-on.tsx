/** Beside a failed step: the one control that solves it, then on. */
import { Alert, Anchor, Collapse, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { configQuery } from "@/api/config";
import { GatedButton } from "@/components/gated";
import { useFormat, useMessages } from "@/i18n";
import type { Credentials } from "./api/accounts";
import type { Account, AccountProblem } from "@/api/types";
import { messages } from "./connect-messages";
import classes from "./connections.module.css";
import { filled, pinProblem, tokenProblem } from "./credentials";
import { FacebookButton } from "./facebook-button";
import { ManagerLink } from "./first-message";
import { fixOf } from "./fix";
import { TokenGuide } from "./token-guide";
import { useRefusal } from "./use-problem";

interface GoOnProps {
  account: Account;
  problem: AccountProblem | null;
  busy: boolean;
  error: unknown;
  go: (credentials: Omit<Credentials, "waba_id">) => void;
  onAnswer: (account: Account) => void;
}

export function GoOn({ account, problem, ...rest }: GoOnProps) {
  const fix = problem ? fixOf(problem.code, account.status) : "retry";
  return (
    <div className={classes.fix}>
      {fix === "token" ? (
        <NewToken {...rest} />
      ) : fix === "pin" ? (
        <Pin {...rest} />
      ) : (
        <Again {...rest} problem={problem} fix={fix} />
      )}
    </div>
  );
}

type FixProps = Omit<GoOnProps, "account" | "problem">;

export function NewToken({ busy, error, go, onAnswer }: FixProps) {
  const t = useMessages(messages);
  const refusal = useRefusal();
  const config = useQuery(configQuery);
  const facebook = config.data?.embedded_signup;
  const [guide, setGuide] = useState(false);
  const form = useForm({
    initialValues: { token: "" },
    validate: {
      token: (value) => {
        const problem = tokenProblem(value);
        return problem && t(problem);
      },
    },
  });
  return (
    <Stack gap="sm">
      <form onSubmit={form.onSubmit((values) => go(filled(values)))} noValidate>
        <Stack gap="sm">
          <PasswordInput
            label={t("new_token")}
            visibilityToggleButtonProps={{ "aria-label": t("show_secret"), tabIndex: 0 }}
            description={t("token_hint")}
            autoComplete="off"
            spellCheck={false}
            {...form.getInputProps("token")}
            error={form.errors.token ?? told(refusal, error)}
          />
          <Group gap="sm">
            <GatedButton permission="accounts.manage" type="submit" loading={busy}>
              {t("check_go_on")}
            </GatedButton>
            <Anchor
              component="button"
              type="button"
              size="sm"
              aria-expanded={guide}
              onClick={() => setGuide(!guide)}
            >
              {t("guide")}
            </Anchor>
          </Group>
        </Stack>
      </form>
      <Collapse expanded={guide}>{guide && <TokenGuide />}</Collapse>
      {facebook && <FacebookButton config={facebook} onAnswer={onAnswer} variant="default" />}
    </Stack>
  );
}

function Pin({ busy, error, go }: FixProps) {
  const t = useMessages(messages);
  const refusal = useRefusal();
  const form = useForm({
    initialValues: { pin: "" },
    validate: {
      pin: (value) => (value.trim() === "" || pinProblem(value) ? t("pin_wrong") : null),
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => go(filled(values)))} noValidate>
      <Group gap="sm" align="flex-end">
        <PasswordInput
          label={t("pin")}
          visibilityToggleButtonProps={{ "aria-label": t("show_secret"), tabIndex: 0 }}
          inputMode="numeric"
          autoComplete="off"
          maxLength={6}
          w={220}
          {...form.getInputProps("pin")}
          error={form.errors.pin ?? told(refusal, error)}
        />
        <GatedButton permission="accounts.manage" type="submit" loading={busy}>
          {t("go_on")}
        </GatedButton>
        <ManagerLink label={t("open_manager")} />
      </Group>
    </form>
  );
}

function Again({
  busy,
  error,
  go,
  problem,
  fix,
}: FixProps & { problem: AccountProblem | null; fix: "manager" | "wait" | "retry" }) {
  const t = useMessages(messages);
  const format = useFormat();
  const refusal = useRefusal();
  return (
    <Stack gap="sm">
      {error !== null && (
        <Alert color="red" role="alert">
          {told(refusal, error)}
        </Alert>
      )}
      {problem?.until && (
        <Text size="sm">
          {t("wait_until", { at: format.dateTime(problem.until), relative: format.relative(problem.until) })}
        </Text>
      )}
      <Group gap="sm">
        {fix === "manager" && <ManagerLink label={t("open_manager")} />}
        <GatedButton permission="accounts.manage" loading={busy} onClick={() => go({})}>
          {t(problem ? "try_again" : "go_on")}
        </GatedButton>
      </Group>
    </Stack>
  );
}

function told(refusal: ReturnType<typeof useRefusal>, error: unknown): string | null {
  if (error === null || error === undefined) return null;
  const { title, advice } = refusal(error);
  return advice ? `${title}. ${advice}` : title;
}
