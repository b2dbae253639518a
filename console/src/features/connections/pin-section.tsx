/** A number's two-step PIN and its registration; on a number shared with a phone both are done on that phone. */
import { Alert, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useWorkspace } from "@/auth/workspace";
import { placeProblem } from "@/components/form-problem";
import { GatedButton } from "@/components/gated";
import { notify } from "@/components/notify";
import { Section } from "@/components/page";
import { useMessages } from "@/i18n";
import { useChangePin, useRegister } from "./api/numbers";
import type { NumberDetails } from "@/api/types";
import classes from "./connections.module.css";
import { filled, pinProblem } from "./credentials";
import { messages } from "./number-messages";
import { useConnectionProblem, useRefusal } from "./use-problem";

/** Refusals that are about the PIN stand at its field. */
const OF_PIN = ["pin_wrong", "pin_tries", "bad_pin"];

function usePlaces() {
  const refusal = useRefusal();
  const tell = (error: unknown) => {
    const { title, advice } = refusal(error);
    return advice ? `${title}. ${advice}` : title;
  };
  const places = (error: unknown) =>
    Object.fromEntries(OF_PIN.map((code) => [code, { field: "pin", text: tell(error) }]));
  return { tell, places };
}

export function PinSection({ number }: { number: NumberDetails }) {
  const t = useMessages(messages);
  const workspace = useWorkspace();
  // Held here: a live note may say "registered" before the answer does, and the form is gone by then.
  const register = useRegister(workspace.id, number.id);
  return (
    <Section title={number.registered ? t("pin") : t("register")}>
      <div className={classes.pad}>
        {number.coexistence ? (
          <Text>{t("coexistence_note")}</Text>
        ) : number.registered ? (
          <ChangePin number={number} />
        ) : (
          <Register register={register} />
        )}
      </div>
    </Section>
  );
}

function ChangePin({ number }: { number: NumberDetails }) {
  const t = useMessages(messages);
  const { tell, places } = usePlaces();
  const workspace = useWorkspace();
  const change = useChangePin(workspace.id, number.id);
  const [problem, setProblem] = useState<string | null>(null);
  const form = useForm({
    initialValues: { pin: "", repeat: "" },
    validate: {
      pin: (value) => (value === "" || pinProblem(value) ? t("pin_wrong") : null),
      repeat: (value, values) => (value === values.pin ? null : t("pin_differs")),
    },
  });
  const submit = form.onSubmit(({ pin }) => {
    setProblem(null);
    change.mutate(pin.trim(), {
      onSuccess: () => {
        form.reset();
        void notify(t("pin_saved"), "good");
      },
      onError: (error) => setProblem(placeProblem(error, form, ["pin"], tell, places(error))),
    });
  });
  const field = {
    visibilityToggleButtonProps: { "aria-label": t("show_secret"), tabIndex: 0 },
    inputMode: "numeric" as const,
    autoComplete: "off",
    maxLength: 6,
    w: 220,
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Text c="dimmed" maw={620}>
          {t("pin_lead")}
        </Text>
        {problem && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <Group gap="md" align="flex-start">
          <PasswordInput label={t("pin_new")} {...field} {...form.getInputProps("pin")} />
          <PasswordInput label={t("pin_repeat")} {...field} {...form.getInputProps("repeat")} />
        </Group>
        <Group>
          <GatedButton
            permission="accounts.manage"
            type="submit"
            variant="default"
            loading={change.isPending}
          >
            {t("pin_save")}
          </GatedButton>
        </Group>
      </Stack>
    </form>
  );
}

function Register({ register }: { register: ReturnType<typeof useRegister> }) {
  const t = useMessages(messages);
  const { tell, places } = usePlaces();
  const words = useConnectionProblem();
  const [problem, setProblem] = useState<string | null>(null);
  const form = useForm({
    initialValues: { pin: "" },
    validate: { pin: (value) => (pinProblem(value) ? t("pin_wrong") : null) },
  });
  const submit = form.onSubmit((values) => {
    setProblem(null);
    register.mutate(filled(values), {
      // Meta's refusal is no failure of the call: it stands on the number's page from then on.
      onSuccess: (now) => {
        if (now.registered) void notify(t("registered"), "good");
        else if (now.problem) {
          const { title, advice } = words(now.problem);
          if (OF_PIN.includes(now.problem.code)) form.setFieldError("pin", `${title}. ${advice}`);
          else setProblem(`${title}. ${advice}`);
        }
      },
      onError: (error) => setProblem(placeProblem(error, form, ["pin"], tell, places(error))),
    });
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Text c="dimmed">{t("register_lead")}</Text>
        {problem && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <Group gap="sm" align="flex-end">
          <PasswordInput
            label={t("register_pin")}
            visibilityToggleButtonProps={{ "aria-label": t("show_secret"), tabIndex: 0 }}
            inputMode="numeric"
            autoComplete="off"
            maxLength={6}
            w={280}
            {...form.getInputProps("pin")}
          />
          <GatedButton permission="accounts.manage" type="submit" loading={register.isPending}>
            {t("register_go")}
          </GatedButton>
        </Group>
      </Stack>
    </form>
  );
}
