/** Connecting with a pasted token: the token, a choice when it opens several accounts, and each refusal beside its field. */
import { Alert, Anchor, Collapse, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { ApiError } from "@/api/errors";
import { useGate, useWorkspace } from "@/auth/workspace";
import { announce } from "@/components/announce";
import { placeProblem } from "@/components/form-problem";
import { GatedButton } from "@/components/gated";
import { useMessages } from "@/i18n";
import { useConnect } from "./api/accounts";
import type { Account } from "@/api/types";
import { messages } from "./connect-messages";
import { filled, pinProblem, tokenProblem, wabaProblem } from "./credentials";
import { AccountChoice } from "./facebook-button";
import { type Choice, choicesOf } from "./fix";
import { useRefusal } from "./use-problem";

/** Refusals about the token itself stand at its field. */
const OF_TOKEN = [
  "token_invalid",
  "token_expired",
  "token_revoked",
  "wrong_app",
  "missing_permission",
  "no_access",
];
const OF_ACCOUNT = ["choose_account", "account_needed", "account_unknown", "account_missing", "bad_waba_id"];

export function TokenForm({ onAnswer }: { onAnswer: (account: Account) => void }) {
  const t = useMessages(messages);
  const refusal = useRefusal();
  const workspace = useWorkspace();
  const gate = useGate("accounts.manage");
  const connect = useConnect(workspace.id);
  const [more, setMore] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [choices, setChoices] = useState<Choice[]>([]);
  const word = (key: "token_missing" | "token_wrong" | "waba_wrong" | "pin_wrong" | null) =>
    key ? t(key) : null;
  const form = useForm({
    initialValues: { token: "", waba_id: "", pin: "" },
    validate: {
      token: (value) => word(tokenProblem(value)),
      waba_id: (value) => word(wabaProblem(value)),
      pin: (value) => word(pinProblem(value)),
    },
  });
  const tell = (error: unknown) => {
    const { title, advice } = refusal(error);
    return advice ? `${title}. ${advice}` : title;
  };
  const connectWith = (values: typeof form.values) => {
    setProblem(null);
    announce(t("working"));
    connect.mutate(filled(values), {
      onSuccess: onAnswer,
      onError: (error) => {
        const accounts = choicesOf(error);
        setChoices(accounts);
        if (accounts.length > 0) return;
        const at = (codes: readonly string[], field: string) =>
          codes.map((code) => [code, { field, text: tell(error) }] as const);
        const places = Object.fromEntries([...at(OF_TOKEN, "token"), ...at(OF_ACCOUNT, "waba_id")]);
        setProblem(placeProblem(error, form, ["token", "waba_id", "pin"], tell, places));
        // A missing or wrong account id hides behind "more options".
        if (error instanceof ApiError && OF_ACCOUNT.includes(error.code)) setMore(true);
      },
    });
  };
  return (
    <form onSubmit={form.onSubmit(connectWith)} noValidate>
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
        {choices.length > 0 ? (
          <AccountChoice
            choices={choices}
            busy={connect.isPending}
            onChoose={(waba_id) => connectWith({ ...form.getValues(), waba_id })}
          />
        ) : (
          <>
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
          </>
        )}
        {connect.isPending && (
          <Text size="sm" role="status">
            {t("working")}
          </Text>
        )}
      </Stack>
    </form>
  );
}
