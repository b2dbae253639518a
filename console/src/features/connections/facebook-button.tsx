/** "Continue with Facebook": Embedded Signup from the press to the account, with every way it can end in words. */
import { Alert, Button, Group, Loader, Radio, Stack, Text } from "@mantine/core";
import { IconBrandFacebook } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useWorkspace } from "@/auth/workspace";
import { announce } from "@/components/announce";
import { GatedButton } from "@/components/gated";
import { useMessages } from "@/i18n";
import { useEmbeddedConnect } from "./api/accounts";
import type { Account, EmbeddedSignupConfig, SignupGrant } from "@/api/types";
import { messages } from "./connect-messages";
import { runSignup, type SignupResult } from "./embedded/signup";
import { type Choice, choicesOf, continuationOf } from "./fix";
import { useRefusal } from "./use-problem";

interface FacebookButtonProps {
  config: EmbeddedSignupConfig;
  onAnswer: (account: Account) => void;
  variant?: "filled" | "default";
}

type Stage = "idle" | "loading" | "open" | "checking";
interface Trouble {
  title: string;
  text: string;
}

export function FacebookButton({ config, onAnswer, variant = "filled" }: FacebookButtonProps) {
  const t = useMessages(messages);
  const refusal = useRefusal();
  const workspace = useWorkspace();
  const connect = useEmbeddedConnect(workspace.id);
  const [stage, setStage] = useState<Stage>("idle");
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [choices, setChoices] = useState<Choice[]>([]);
  const continuation = useRef<string | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const tell = (title: string, text: string) => {
    setTrouble({ title, text });
    setStage("idle");
  };
  const hand = (grant: SignupGrant) => {
    setStage("checking");
    setTrouble(null);
    connect.mutate(grant, {
      onSuccess: (account) => {
        setStage("idle");
        onAnswer(account);
      },
      onError: (error) => {
        const { title, advice } = refusal(error);
        const accounts = choicesOf(error);
        continuation.current = continuationOf(error);
        setChoices(continuation.current ? accounts : []);
        tell(title, accounts.length > 0 ? t(continuation.current ? "choose_text" : "choose_again") : advice);
      },
    });
  };
  const start = async () => {
    const stopper = new AbortController();
    running.current?.abort();
    running.current = stopper;
    setTrouble(null);
    setChoices([]);
    setStage("loading");
    announce(t("facebook_loading"));
    const result = await runSignup(config, stopper.signal, undefined, () => {
      setStage("open");
      announce(t("facebook_open"));
    });
    if (running.current !== stopper) return;
    // A code lives 30 seconds: nothing stands between its arrival and the server.
    if (result.end === "code") {
      hand({ code: result.code, waba_id: result.waba_id, number_id: result.number_id });
    } else if (result.end === "stopped") setStage("idle");
    else tell(...ending(result));
  };
  const ending = (result: Exclude<SignupResult, { end: "code" | "stopped" }>): [string, string] => {
    switch (result.end) {
      case "blocked":
        return [t("facebook_blocked"), t("facebook_blocked_do")];
      case "unavailable":
        return [t("facebook_unavailable"), t("facebook_unavailable_do")];
      case "failed":
        return [
          t("facebook_failed"),
          result.text ? t("facebook_failed_do", { text: result.text }) : t("facebook_failed_plain"),
        ];
      case "cancelled":
        return [
          result.step
            ? t("facebook_cancelled_at", { step: stepWords(result.step) })
            : t("facebook_cancelled"),
          t("facebook_cancelled_do"),
        ];
    }
  };
  const stop = () => {
    running.current?.abort();
    setStage("idle");
  };
  return (
    <Stack gap="sm">
      {trouble && (
        <Alert color="red" role="alert" title={trouble.title}>
          {trouble.text}
        </Alert>
      )}
      {choices.length > 0 && (
        <AccountChoice
          choices={choices}
          busy={stage === "checking"}
          onChoose={(waba_id) => hand({ continuation: continuation.current ?? undefined, waba_id })}
        />
      )}
      {stage === "idle" ? (
        <Group>
          <GatedButton
            permission="accounts.manage"
            variant={variant}
            leftSection={<IconBrandFacebook size={18} aria-hidden="true" />}
            onClick={() => void start()}
          >
            {t("facebook")}
          </GatedButton>
        </Group>
      ) : (
        <Group gap="sm" role="status">
          <Loader size="sm" aria-hidden="true" />
          <Text size="sm">{t(`facebook_${stage}`)}</Text>
          {stage !== "checking" && (
            <Button variant="subtle" color="gray" size="compact-sm" onClick={stop}>
              {t("facebook_stop")}
            </Button>
          )}
        </Group>
      )}
    </Stack>
  );
}

/** Facebook's own name of the step, readable: "PHONE_NUMBER_SETUP" → "phone number setup". */
function stepWords(step: string): string {
  return step.replaceAll("_", " ").toLowerCase();
}

interface AccountChoiceProps {
  choices: readonly Choice[];
  busy: boolean;
  onChoose: (waba: string) => void;
}

export function AccountChoice({ choices, busy, onChoose }: AccountChoiceProps) {
  const t = useMessages(messages);
  const [chosen, choose] = useState(choices[0]?.waba_id ?? "");
  return (
    <Stack gap="sm">
      <Radio.Group label={t("choose")} description={t("choose_text")} value={chosen} onChange={choose}>
        <Stack gap="xs" mt="xs">
          {choices.map((one) => (
            <Radio
              key={one.waba_id}
              value={one.waba_id}
              label={one.name || one.waba_id}
              description={one.name ? one.waba_id : undefined}
            />
          ))}
        </Stack>
      </Radio.Group>
      <Group>
        <GatedButton permission="accounts.manage" loading={busy} onClick={() => onChoose(chosen)}>
          {t("choose_go")}
        </GatedButton>
      </Group>
    </Stack>
  );
}
