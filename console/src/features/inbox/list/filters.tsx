/** Further filters and the views a person saved in this browser. Loaded when opened. */
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { numbersQuery, tagsQuery } from "@/api/shared";
import { useMessages } from "@/i18n";
import { messages } from "../messages";
import { remember, remembered } from "../model/store";
import { type InboxSearch, inboxSearch } from "../search";
import classes from "./list.module.css";

interface FiltersProps {
  workspace: string;
  search: InboxSearch;
  onSearch: (change: Partial<InboxSearch>) => void;
}

interface SavedView {
  name: string;
  search: InboxSearch;
}

const CLEARED = {
  tab: undefined,
  status: undefined,
  number: undefined,
  tag: undefined,
  unread: undefined,
  window: undefined,
  sort: undefined,
  q: undefined,
} satisfies { [K in keyof Required<InboxSearch>]: undefined };

function readViews(key: string): SavedView[] {
  try {
    const kept = JSON.parse(remembered(key) ?? "[]") as SavedView[];
    return kept.map(({ name, search }) => ({ name, search: inboxSearch({ ...search }) }));
  } catch {
    return [];
  }
}

export default function Filters({ workspace, search, onSearch }: FiltersProps) {
  const id = useId();
  const t = useMessages(messages);
  const numbers = useQuery(numbersQuery(workspace)).data?.items ?? [];
  const tags = useQuery(tagsQuery(workspace)).data?.items ?? [];
  const choose = (key: "number" | "tag" | "window") => (event: { currentTarget: { value: string } }) =>
    onSearch({ [key]: event.currentTarget.value || undefined });
  return (
    <div className={classes.filters}>
      <div className={classes.field}>
        <label htmlFor={`${id}-number`}>{t("filter_number")}</label>
        <select
          id={`${id}-number`}
          className={classes.select}
          value={search.number ?? ""}
          onChange={choose("number")}
        >
          <option value="">{t("any")}</option>
          {numbers.map((one) => (
            <option key={one.id} value={one.id}>
              {one.verified_name} {one.display_phone_number}
            </option>
          ))}
        </select>
      </div>
      <div className={classes.field}>
        <label htmlFor={`${id}-tag`}>{t("filter_tag")}</label>
        <select id={`${id}-tag`} className={classes.select} value={search.tag ?? ""} onChange={choose("tag")}>
          <option value="">{t("any")}</option>
          {tags.map((tag) => (
            <option key={tag.id} value={tag.id}>
              {tag.name}
            </option>
          ))}
        </select>
      </div>
      <div className={classes.field}>
        <label htmlFor={`${id}-window`}>{t("filter_window")}</label>
        <select
          id={`${id}-window`}
          className={classes.select}
          value={search.window ?? ""}
          onChange={choose("window")}
        >
          <option value="">{t("any")}</option>
          <option value="open">{t("window_open")}</option>
          <option value="closed">{t("window_closed")}</option>
        </select>
      </div>
      <label className={classes.tick}>
        <input
          type="checkbox"
          checked={search.unread ?? false}
          onChange={(event) => onSearch({ unread: event.currentTarget.checked ? true : undefined })}
        />
        {t("only_unread")}
      </label>
      <SavedViews workspace={workspace} search={search} onSearch={onSearch} />
    </div>
  );
}

function SavedViews({ workspace, search, onSearch }: FiltersProps) {
  const t = useMessages(messages);
  const key = `waloom.views.${workspace}`;
  const [views, setViews] = useState(() => readViews(key));
  const [naming, setNaming] = useState(false);
  const [name, setName] = useState("");
  const store = (next: SavedView[]) => {
    setViews(next);
    remember(key, JSON.stringify(next));
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    const wanted = name.trim();
    if (wanted === "") return;
    store([...views.filter((view) => view.name !== wanted), { name: wanted, search }]);
    setNaming(false);
    setName("");
  };
  return (
    <>
      {views.length > 0 && (
        <div className={classes.views} role="group" aria-label={t("views")}>
          {views.map((view) => (
            <span key={view.name} className={classes.view}>
              <button type="button" onClick={() => onSearch({ ...CLEARED, ...view.search })}>
                {view.name}
              </button>
              <button
                type="button"
                aria-label={t("view_remove", { name: view.name })}
                onClick={() => store(views.filter((one) => one !== view))}
              >
                ×
              </button>
            </span>
          ))}
        </div>
      )}
      {naming ? (
        <form className={classes.filterActions} onSubmit={save}>
          <input
            className={classes.small}
            aria-label={t("view_name")}
            placeholder={t("view_name")}
            value={name}
            maxLength={40}
            // The person just asked for this field.
            ref={(field) => field?.focus()}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <button type="submit" className={classes.small} disabled={name.trim() === ""}>
            {t("save")}
          </button>
        </form>
      ) : (
        <div className={classes.filterActions}>
          <button type="button" className={classes.small} onClick={() => setNaming(true)}>
            {t("save_view")}
          </button>
          <button
            type="button"
            className={classes.small}
            disabled={Object.keys(search).length === 0}
            onClick={() => onSearch(CLEARED)}
          >
            {t("clear_filters")}
          </button>
        </div>
      )}
    </>
  );
}
