/** Settings → Profile: who you are here, and the choices of this browser. */
import { SegmentedControl, Text, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { messages as roleMessages } from "@/auth/messages";
import { useSession, useWorkspace } from "@/auth/workspace";
import { Page, Section } from "@/components/page";
import { LANGUAGE_NAMES, LANGUAGES, useFormat, useLanguage, useLookUp, useMessages } from "@/i18n";
import { messages } from "./messages";
import classes from "./workspaces.module.css";

const SCHEMES = ["light", "dark", "auto"] as const;

export function ProfilePage() {
  const t = useMessages(messages);
  const role = useLookUp(roleMessages);
  const format = useFormat();
  const workspace = useWorkspace();
  const { user } = useSession();
  const { language, setLanguage } = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Page title={t("profile")} lead={t("profile_lead")}>
      <Section>
        <dl className={classes.facts}>
          <dt>{t("name")}</dt>
          <dd>{user?.name}</dd>
          <dt>{t("email")}</dt>
          <dd>{user?.email}</dd>
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
      </Section>
      <Section title={t("this_browser")}>
        <div className={classes.choices}>
          <div>
            <Text size="sm" fw={560} mb={4} id="choose-language">
              {t("language")}
            </Text>
            <SegmentedControl
              aria-labelledby="choose-language"
              value={language}
              onChange={(next) => setLanguage(LANGUAGES.find((one) => one === next) ?? "en")}
              data={LANGUAGES.map((one) => ({ value: one, label: LANGUAGE_NAMES[one] }))}
            />
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
        </div>
      </Section>
    </Page>
  );
}
