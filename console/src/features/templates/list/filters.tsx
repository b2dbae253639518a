/** Search and filters of the list; each offers what there is. */
import { Select, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import type { Template } from "@/api/types";
import { useLanguage, useLookUp, useMessages } from "@/i18n";
import { qualityOf } from "../filter";
import { messages } from "../messages";
import { languageName } from "../model/languages";
import type { TemplatesSearch } from "../search";
import classes from "../templates.module.css";

interface FiltersProps {
  templates: readonly Template[];
  search: TemplatesSearch;
  onChange: (next: TemplatesSearch) => void;
}

export function Filters({ templates, search, onChange }: FiltersProps) {
  const t = useMessages(messages);
  const word = useLookUp(messages);
  const { language } = useLanguage();
  const choices = (of: (template: Template) => string, name: (value: string) => string) =>
    [...new Set(templates.map(of))].sort().map((value) => ({ value, label: name(value) }));
  const selects = [
    {
      key: "state",
      data: choices(
        (one) => one.status,
        (value) => word(`status_${value}`, value),
      ),
    },
    {
      key: "category",
      data: choices(
        (one) => one.category,
        (value) => word(`category_${value}`, value),
      ),
    },
    { key: "quality", data: choices(qualityOf, (value) => word(`quality_${value}`, value)) },
    {
      key: "language",
      data: choices(
        (one) => one.language,
        (value) => languageName(value, language),
      ),
    },
  ] as const;
  return (
    <div className={classes.filters}>
      <TextInput
        className={classes.search}
        aria-label={t("search")}
        placeholder={t("search")}
        leftSection={<IconSearch size={16} stroke={1.6} />}
        defaultValue={search.q}
        onChange={(event) => onChange({ q: event.currentTarget.value || undefined, show: undefined })}
      />
      {selects.map(({ key, data }) => (
        <Select
          key={key}
          className={classes.filter}
          aria-label={t(`filter_${key}`)}
          value={search[key] ?? ""}
          onChange={(next) => onChange({ [key]: next || undefined, show: undefined })}
          data={[{ value: "", label: t(`any_${key}`) }, ...data]}
          allowDeselect={false}
        />
      ))}
    </div>
  );
}
