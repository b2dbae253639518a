/** The person's own menu: profile, language, theme, sign out. Loaded when first opened. */
import { Menu, useMantineColorScheme } from "@mantine/core";
import { IconBell, IconCheck, IconLogout, IconShieldLock, IconUser } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { session } from "@/auth/session";
import { useSession, useWorkspace } from "@/auth/workspace";
import { notify } from "@/components/notify";
import type { OnDemandMenuProps } from "@/components/on-demand";
import { LANGUAGE_NAMES, LANGUAGES, useLanguage, useMessages } from "@/i18n";
import classes from "./frame.module.css";
import { messages } from "./messages";

const OWN_PAGES = [
  { key: "your_profile", to: "/w/$workspace/settings/profile", icon: IconUser },
  { key: "your_security", to: "/w/$workspace/settings/security", icon: IconShieldLock },
  { key: "your_notices", to: "/w/$workspace/settings/notices", icon: IconBell },
] as const;
const SCHEMES = ["light", "dark", "auto"] as const;

export default function ProfileMenu({ face, className, label }: OnDemandMenuProps) {
  const t = useMessages(messages);
  const navigate = useNavigate();
  const workspace = useWorkspace();
  const { user } = useSession();
  const { language, setLanguage } = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  if (!user) return null;
  const check = (on: boolean) => (on ? <IconCheck size={16} /> : null);

  const signOut = async () => {
    try {
      await session.signOut();
      // A whole new page: nothing read in this session stays in memory.
      window.location.assign("/sign-in");
    } catch {
      await notify(t("sign_out_failed"), "bad");
    }
  };

  return (
    <Menu position="right-end" width={240} defaultOpened>
      <Menu.Target>
        <button type="button" className={`wl-plain ${className ?? ""}`} aria-label={label}>
          {face}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.menuHead}>
          <strong>{user.name}</strong>
          <span>{user.email}</span>
        </div>
        {OWN_PAGES.map((page) => (
          <Menu.Item
            key={page.key}
            leftSection={<page.icon size={16} />}
            onClick={() => void navigate({ to: page.to, params: { workspace: workspace.id } })}
          >
            {t(page.key)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t("language")}</Menu.Label>
        {LANGUAGES.map((one) => (
          <Menu.Item
            key={one}
            lang={one}
            aria-current={one === language || undefined}
            rightSection={check(one === language)}
            onClick={() => setLanguage(one)}
          >
            {LANGUAGE_NAMES[one]}
          </Menu.Item>
        ))}
        <Menu.Label>{t("theme")}</Menu.Label>
        {SCHEMES.map((one) => (
          <Menu.Item
            key={one}
            aria-current={one === colorScheme || undefined}
            rightSection={check(one === colorScheme)}
            onClick={() => setColorScheme(one)}
          >
            {t(`theme_${one}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
          {t("sign_out")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
