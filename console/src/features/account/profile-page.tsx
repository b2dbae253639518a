/** Settings → Profile: who you are, your address, language and theme. */
import {
  Alert,
  Button,
  Group,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
  useMantineColorScheme,
  type MantineColorScheme,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { messages as roleMessages } from "@/auth/messages";
import { useSession, useWorkspace } from "@/auth/workspace";
import { placeProblem } from "@/components/form-problem";
import { notify } from "@/components/notify";
import { Page, Section } from "@/components/page";
import { useProblemText } from "@/components/problem";
import { LANGUAGE_NAMES, LANGUAGES, useFormat, useLanguage, useLookUp, useMessages } from "@/i18n";
import classes from "./account.module.css";
import { useChangePerson } from "./api/person";
import { EmailDialog } from "./email-dialog";
import { messages } from "./messages";

const SCHEMES = ["light", "dark", "auto"] as const;

export function ProfilePage() {
  const t = useMessages(messages);
  return (
    <Page title={t("profile")} lead={t("profile_lead")}>
      <You />
      <Looks />
    </Page>
  );
}

function You() {
  const t = useMessages(messages);
  const say = useProblemText();
  const role = useLookUp(roleMessages);
  const format = useFormat();
  const workspace = useWorkspace();
  const { user } = useSession();
  const change = useChangePerson();
  const [moving, setMoving] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const form = useForm({
    initialValues: { name: user?.name ?? "" },
    validate: { name: (value) => (value.trim() ? null : t("name_missing")) },
  });
  const submit = form.onSubmit(({ name }) => {
    setProblem(null);
    change.mutate(
      { name: name.trim() },
      {
        onSuccess: () => void notify(t("saved"), "good"),
        onError: (error) => setProblem(placeProblem(error, form, ["name"], say)),
      },
    );
  });
  return (
    <Section title={t("you")}>
      <div className={classes.pad}>
        <Stack gap="lg">
          <form onSubmit={submit} noValidate>
            <Stack gap="md" maw="26rem">
              {problem && (
                <Alert color="red" variant="light" role="alert" p="sm">
                  {problem}
                </Alert>
              )}
              <TextInput
                label={t("name")}
                description={t("name_hint")}
                autoComplete="name"
                {...form.getInputProps("name")}
              />
              <div>
                <Button type="submit" loading={change.isPending}>
                  {t("save")}
                </Button>
              </div>
            </Stack>
          </form>
          <dl className={classes.facts}>
            <dt>{t("email")}</dt>
            <dd>
              <Group gap="sm">
                {user?.email}
                <Button variant="default" size="xs" onClick={() => setMoving(true)}>
                  {t("email_change")}
                </Button>
              </Group>
            </dd>
            <dt>{t("role", { workspace: workspace.name })}</dt>
            <dd>
              <span className={classes.capital}>{role(`role_${workspace.role}`, workspace.role)}</span>
            </dd>
            <dt>{t("zone")}</dt>
            <dd>
              {workspace.time_zone}
              <div className={classes.small}>{t("zone_text", { now: format.dateTime(new Date()) })}</div>
            </dd>
          </dl>
        </Stack>
      </div>
      {moving && <EmailDialog onClose={() => setMoving(false)} />}
    </Section>
  );
}

function Looks() {
  const t = useMessages(messages);
  const say = useProblemText();
  const change = useChangePerson();
  const { language, setLanguage } = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const speak = (chosen: string) => {
    const next = LANGUAGES.find((one) => one === chosen) ?? "en";
    setLanguage(next);
    change.mutate({ language: next }, { onError: (error) => void notify(say(error), "bad") });
  };
  return (
    <Section title={t("this_browser")}>
      <div className={classes.pad}>
        <Stack gap="md">
          <div>
            <Text size="sm" fw={560} mb={4} id="choose-language">
              {t("language")}
            </Text>
            <SegmentedControl
              aria-labelledby="choose-language"
              value={language}
              onChange={speak}
              data={LANGUAGES.map((one) => ({ value: one, label: LANGUAGE_NAMES[one] }))}
            />
            <div className={classes.small}>{t("language_text")}</div>
          </div>
          <div>
            <Text size="sm" fw={560} mb={4} id="choose-theme">
              {t("theme")}
            </Text>
            <SegmentedControl
              aria-labelledby="choose-theme"
              value={colorScheme}
              onChange={(next) => setColorScheme(next as MantineColorScheme)}
              data={SCHEMES.map((one) => ({ value: one, label: t(`theme_${one}`) }))}
            />
          </div>
        </Stack>
      </div>
    </Section>
  );
}
