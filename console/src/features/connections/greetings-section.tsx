/** Conversational components: first questions and commands, with what the customer's phone makes of them beside. */
import { ActionIcon, Alert, Button, Group, Stack, Switch, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useGate, useWorkspace } from "@/auth/workspace";
import { CountedInput } from "@/components/counted";
import { placeProblem } from "@/components/form-problem";
import { GatedButton } from "@/components/gated";
import { notify } from "@/components/notify";
import { Section } from "@/components/page";
import { FailedState, PendingPage } from "@/components/states";
import { useMessages } from "@/i18n";
import { automationQuery, useSaveAutomation } from "./api/numbers";
import type { Automation, NumberDetails } from "@/api/types";
import classes from "./connections.module.css";
import { messages } from "./number-messages";
import { AUTOMATION_LIMITS as LIMITS, automationProblems } from "./profile-words";
import { useRefusal } from "./use-problem";

export function GreetingsSection({ number }: { number: NumberDetails }) {
  const t = useMessages(messages);
  const workspace = useWorkspace();
  const automation = useQuery(automationQuery(workspace.id, number.id));
  return (
    <Section title={t("greetings")}>
      <div className={classes.pad}>
        {automation.isPending ? (
          <PendingPage />
        ) : automation.isError ? (
          <FailedState error={automation.error} retry={() => void automation.refetch()} />
        ) : (
          <GreetingsForm number={number} automation={automation.data} />
        )}
      </div>
    </Section>
  );
}

function GreetingsForm({ number, automation }: { number: NumberDetails; automation: Automation }) {
  const t = useMessages(messages);
  const refusal = useRefusal();
  const workspace = useWorkspace();
  const gate = useGate("accounts.manage");
  const save = useSaveAutomation(workspace.id, number.id);
  const [problem, setProblem] = useState<string | null>(null);
  const form = useForm<Automation>({
    initialValues: automation,
    validate: (values) =>
      Object.fromEntries(Object.entries(automationProblems(values)).map(([field, key]) => [field, t(key)])),
  });
  const { prompts, commands } = form.values;
  const tell = (error: unknown) => {
    const { title, advice } = refusal(error);
    return advice ? `${title}. ${advice}` : title;
  };
  const submit = form.onSubmit((values) => {
    setProblem(null);
    save.mutate(values, {
      onSuccess: () => void notify(t("greetings_saved"), "good"),
      onError: (error) => setProblem(placeProblem(error, form, ["prompts", "commands"], tell)),
    });
  });
  const fixed = !gate.allowed;
  return (
    <div className={classes.withPreview}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Text c="dimmed">{t("greetings_lead")}</Text>
          {problem && (
            <Alert color="red" role="alert">
              {problem}
            </Alert>
          )}
          <Switch
            label={t("welcome")}
            description={t("welcome_hint")}
            disabled={fixed}
            {...form.getInputProps("welcome_message", { type: "checkbox" })}
          />
          <fieldset className={classes.group}>
            <legend>{t("prompts")}</legend>
            <Text size="xs" c="dimmed">
              {t("prompts_hint")}
            </Text>
            {prompts.map((prompt, at) => (
              <div key={at} className={classes.line}>
                <CountedInput
                  label={t("prompt", { n: at + 1 })}
                  limit={LIMITS.prompt}
                  readOnly={fixed}
                  {...form.getInputProps(`prompts.${at}`)}
                  value={prompt}
                />
                <Remove
                  label={t("prompt_remove", { n: at + 1 })}
                  disabled={fixed}
                  onClick={() => form.removeListItem("prompts", at)}
                />
              </div>
            ))}
            {prompts.length < LIMITS.prompts && (
              <Add
                label={t("prompt_add")}
                disabled={fixed}
                onClick={() => form.insertListItem("prompts", "")}
              />
            )}
          </fieldset>
          <fieldset className={classes.group}>
            <legend>{t("commands")}</legend>
            <Text size="xs" c="dimmed">
              {t("commands_hint")}
            </Text>
            {commands.map((command, at) => (
              <div key={at} className={classes.line}>
                <CountedInput
                  label={t("command", { n: at + 1 })}
                  limit={LIMITS.command}
                  readOnly={fixed}
                  leftSection="/"
                  {...form.getInputProps(`commands.${at}.name`)}
                  value={command.name}
                />
                <CountedInput
                  label={t("command_text", { n: at + 1 })}
                  limit={LIMITS.description}
                  readOnly={fixed}
                  {...form.getInputProps(`commands.${at}.description`)}
                  value={command.description}
                />
                <Remove
                  label={t("command_remove", { n: at + 1 })}
                  disabled={fixed}
                  onClick={() => form.removeListItem("commands", at)}
                />
              </div>
            ))}
            {commands.length < LIMITS.commands && (
              <Add
                label={t("command_add")}
                disabled={fixed}
                onClick={() => form.insertListItem("commands", { name: "", description: "" })}
              />
            )}
          </fieldset>
          <Group>
            <GatedButton permission="accounts.manage" type="submit" loading={save.isPending}>
              {t("save_greetings")}
            </GatedButton>
          </Group>
        </Stack>
      </form>
      <Preview number={number} draft={form.values} />
    </div>
  );
}

interface LineProps {
  label: string;
  disabled: boolean;
  onClick: () => void;
}

function Add({ label, disabled, onClick }: LineProps) {
  return (
    <Group>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlus size={14} />}
        disabled={disabled}
        onClick={onClick}
      >
        {label}
      </Button>
    </Group>
  );
}

function Remove({ label, disabled, onClick }: LineProps) {
  return (
    <ActionIcon aria-label={label} title={label} disabled={disabled} onClick={onClick}>
      <IconTrash size={17} stroke={1.6} />
    </ActionIcon>
  );
}

function Preview({ number, draft }: { number: NumberDetails; draft: Automation }) {
  const t = useMessages(messages);
  const prompts = draft.prompts.filter((prompt) => prompt.trim());
  const commands = draft.commands.filter(({ name }) => name.trim());
  return (
    <section className={classes.phone} aria-label={t("preview")}>
      <div className={classes.phoneHead}>
        <strong>{number.verified_name || number.display_phone_number}</strong>
        <span>{t("preview_business")}</span>
      </div>
      <div className={classes.phoneBody}>
        {prompts.length === 0 && commands.length === 0 && (
          <p className={classes.stepNote}>{t("preview_empty")}</p>
        )}
        {prompts.length > 0 && (
          <ul className={classes.chips}>
            {prompts.map((prompt, at) => (
              <li key={at} dir="auto">
                {prompt}
              </li>
            ))}
          </ul>
        )}
        {commands.length > 0 && (
          <ul className={classes.slashes}>
            {commands.map(({ name, description }, at) => (
              <li key={at}>
                <strong>/{name}</strong>
                <span dir="auto">{description}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}
