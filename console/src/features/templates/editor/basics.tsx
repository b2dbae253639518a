/** What a template is: its account, name, language, category, kind, and how its variables are called. */
import { Group, Radio, Select } from "@mantine/core";
import { memo, useMemo } from "react";
import type { Account, TemplateDraft } from "@/api/types";
import { CountedInput } from "@/components/counted";
import { useFormat, useLanguage, useMessages } from "@/i18n";
import { CATEGORIES, type Category, type Kind, withFormat, withKind } from "../model/draft";
import { languageChoices } from "../model/languages";
import { ROOM, WAITS } from "../model/limits";
import classes from "./editor.module.css";
import { useField } from "./findings";
import { messages } from "./messages";
import type { SetDraft } from "./use-draft";

const KINDS = ["plain", "offer", "carousel"] as const;

interface BasicsProps extends Omit<TemplateDraft, "components"> {
  kind: Kind;
  set: SetDraft;
  accounts: readonly Account[];
  /** The account of a template is chosen once. */
  fresh: boolean;
}

/** Remembered: these choices stay as they are while a text is typed. */
export const Basics = memo(function Basics({ kind, set, accounts, fresh, ...draft }: BasicsProps) {
  const t = useMessages(messages);
  const { language } = useLanguage();
  const languages = useMemo(() => languageChoices(language), [language]);
  const name = useField("name");
  const tongue = useField("language");
  const category = useField("category");
  const format = useField("parameter_format");
  const setKind = (next: Kind) => set((now) => ({ components: withKind(now.components, next) }));
  const setCategory = (next: Category) =>
    set((now) => {
      const [was, will] = [now.category === "AUTHENTICATION", next === "AUTHENTICATION"];
      return {
        category: next,
        ttl_seconds: null,
        ...(was !== will && { components: withKind(now.components, will ? "code" : "plain") }),
        ...(will && { parameter_format: "POSITIONAL" as const }),
      };
    });
  return (
    <div className={classes.stack}>
      {accounts.length > 1 && (
        <Select
          label={t("account")}
          value={draft.waba_id}
          disabled={!fresh}
          data={accounts.map((one) => ({ value: one.waba_id, label: one.name || one.waba_id }))}
          allowDeselect={false}
          onChange={(next) => next && set({ waba_id: next })}
        />
      )}
      <CountedInput
        {...name}
        label={t("name")}
        hint={t("name_hint")}
        limit={ROOM.name}
        value={draft.name}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => set({ name: event.currentTarget.value.toLowerCase().replace(/[\s-]+/g, "_") })}
      />
      <Select
        {...tongue}
        label={t("language")}
        searchable
        value={draft.language}
        data={languages}
        nothingFoundMessage={t("language_nothing")}
        allowDeselect={false}
        onChange={(next) => next && set({ language: next })}
      />
      <Radio.Group
        label={t("category")}
        error={category.error}
        value={draft.category}
        onChange={(next) => setCategory(next as Category)}
      >
        <div className={classes.choices}>
          {CATEGORIES.map((value, at) => (
            <Radio
              key={value}
              {...(at === 0 && { "data-at": "category" })}
              value={value}
              disabled={category.disabled}
              label={t(`category_${value}`)}
              description={t(`category_${value}_hint`)}
            />
          ))}
        </div>
      </Radio.Group>
      <Group grow align="flex-start">
        {kind !== "code" && (
          <Select
            label={t("kind")}
            value={kind}
            data={KINDS.map((value) => ({ value, label: t(`is_${value}`) }))}
            allowDeselect={false}
            onChange={(next) => next && setKind(next as Kind)}
          />
        )}
        {kind !== "code" && (
          <Select
            {...format}
            label={t("variables")}
            value={draft.parameter_format}
            data={[
              { value: "POSITIONAL", label: t("variables_POSITIONAL", { sample: "{{1}}" }) },
              { value: "NAMED", label: t("variables_NAMED", { sample: "{{first_name}}" }) },
            ]}
            allowDeselect={false}
            onChange={(next) =>
              next && set((now) => withFormat(now, next === "NAMED" ? "NAMED" : "POSITIONAL"))
            }
          />
        )}
      </Group>
      <Waiting category={draft.category} wait={draft.ttl_seconds} set={set} />
    </div>
  );
});

/** How long Meta tries to reach a phone that is off. */
function Waiting({ category, wait, set }: { category: Category; wait: number | null; set: SetDraft }) {
  const t = useMessages(messages);
  const format = useFormat();
  const field = useField("ttl_seconds");
  const usual = WAITS[category] ?? [];
  const all = wait === null || usual.includes(wait) ? usual : [...usual, wait];
  return (
    <Select
      {...field}
      label={t("wait")}
      description={t("wait_hint")}
      value={wait === null ? "" : String(wait)}
      data={[
        { value: "", label: t("wait_meta") },
        ...all.map((seconds) => ({
          value: String(seconds),
          label: seconds === -1 ? t("wait_longest") : waitWords(seconds, t, format.number),
        })),
      ]}
      allowDeselect={false}
      onChange={(next) => set({ ttl_seconds: next ? Number(next) : null })}
    />
  );
}

const DAY = 86_400;

function waitWords(
  seconds: number,
  t: ReturnType<typeof useMessages<(typeof messages)["en"]>>,
  number: (value: number) => string,
): string {
  if (seconds % DAY === 0) return t("days", { count: seconds / DAY });
  if (seconds % 3600 === 0) return t("hours", { count: seconds / 3600 });
  if (seconds % 60 === 0) return t("minutes", { count: seconds / 60 });
  return t("seconds", { seconds: number(seconds) });
}
