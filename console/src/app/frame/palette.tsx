/** The command palette: pages, settings, people, actions. Loaded when first opened. */
import "@mantine/spotlight/styles.css";
import { useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Spotlight } from "@mantine/spotlight";
import { IconArrowRight, IconLanguage, IconMoon, IconSearch, IconSun } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, path } from "@/api/client";
import type { Contact, Page } from "@/api/types";
import { useGate, useWorkspace } from "@/auth/workspace";
import { PersonAvatar, usePersonName } from "@/components/person";
import { LANGUAGE_NAMES, LANGUAGES, useLanguage, useMessages } from "@/i18n";
import { SETTINGS } from "../settings/pages";
import { messages as settingsMessages } from "../settings/messages";
import { AREAS } from "./areas";
import { messages } from "./messages";

interface Entry {
  id: string;
  label: string;
  description?: string;
  icon: React.ReactNode;
  run: () => void;
}

export default function Palette({ onClose }: { onClose: () => void }) {
  const t = useMessages(messages);
  const ts = useMessages(settingsMessages);
  const navigate = useNavigate();
  const workspace = useWorkspace();
  const contactsGate = useGate("contacts.read");
  const nameOf = usePersonName();
  const { language, setLanguage } = useLanguage();
  const { setColorScheme } = useMantineColorScheme();
  const [query, setQuery] = useState("");
  const [asked] = useDebouncedValue(query.trim(), 200);
  const params = { workspace: workspace.id };

  const people = useQuery({
    queryKey: ["contacts", workspace.id, "palette", asked],
    queryFn: ({ signal }) =>
      api.get<Page<Contact>>(path`/v1/workspaces/${workspace.id}/contacts`, {
        signal,
        query: { q: asked, limit: 6 },
      }),
    enabled: contactsGate.allowed && asked.length >= 2,
    placeholderData: (before) => before,
  });

  const allowed = (permission: string) => workspace.permissions.includes(permission);
  const groups: { title: string; entries: Entry[] }[] = [
    {
      title: t("palette_pages"),
      entries: [
        ...AREAS.filter((area) => allowed(area.permission)).map((area) => ({
          id: area.key,
          label: t(area.key),
          icon: <area.icon size={18} stroke={1.6} />,
          run: () => void navigate({ to: area.to, params }),
        })),
        ...SETTINGS.map((page) => ({
          id: page.key,
          label: ts(page.key),
          description: t("settings"),
          icon: <page.icon size={18} stroke={1.6} />,
          run: () => void navigate({ to: page.to, params }),
        })),
      ].filter((entry) => matches(entry.label, query)),
    },
    {
      title: t("palette_people"),
      entries:
        asked.length < 2
          ? []
          : (people.data?.items ?? []).map((one) => ({
              id: one.id,
              label: nameOf(one),
              description: one.phone ?? (one.username ? `@${one.username}` : undefined),
              icon: <PersonAvatar id={one.id} name={nameOf(one)} size={24} />,
              run: () => void navigate({ to: "/w/$workspace/contacts", params, search: { contact: one.id } }),
            })),
    },
    {
      title: t("palette_actions"),
      entries: [
        {
          id: "light",
          label: `${t("theme")}: ${t("theme_light")}`,
          icon: <IconSun size={18} stroke={1.6} />,
          run: () => setColorScheme("light"),
        },
        {
          id: "dark",
          label: `${t("theme")}: ${t("theme_dark")}`,
          icon: <IconMoon size={18} stroke={1.6} />,
          run: () => setColorScheme("dark"),
        },
        ...LANGUAGES.filter((one) => one !== language).map((one) => ({
          id: one,
          label: `${t("language")}: ${LANGUAGE_NAMES[one]}`,
          icon: <IconLanguage size={18} stroke={1.6} />,
          run: () => setLanguage(one),
        })),
      ].filter((entry) => matches(entry.label, query)),
    },
  ].filter((group) => group.entries.length > 0);

  return (
    <Spotlight.Root
      forceOpened
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={onClose}
      shortcut={null}
      centered={false}
      yOffset="12vh"
      overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
      attributes={{ content: { "aria-label": t("palette") } }}
      scrollable
      maxHeight={440}
    >
      <Spotlight.Search
        placeholder={t("palette_hint")}
        aria-label={t("palette")}
        leftSection={<IconSearch size={20} stroke={1.6} />}
        onKeyDown={(event) => {
          if (event.key === "Escape") onClose();
        }}
      />
      <Spotlight.ActionsList>
        {groups.map((group) => (
          <Spotlight.ActionsGroup key={group.title} label={group.title}>
            {group.entries.map((entry) => (
              <Spotlight.Action
                key={entry.id}
                label={entry.label}
                description={entry.description}
                leftSection={entry.icon}
                rightSection={<IconArrowRight size={16} stroke={1.6} opacity={0.5} />}
                onClick={() => {
                  onClose();
                  entry.run();
                }}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {groups.length === 0 && <Spotlight.Empty>{t("palette_nothing")}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

/** Every typed word starts some word of the label, accents aside. */
export function matches(label: string, query: string): boolean {
  const bare = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const words = bare(label).split(/[\s:&]+/);
  return bare(query)
    .split(/\s+/)
    .filter(Boolean)
    .every((typed) => words.some((word) => word.startsWith(typed)));
}
