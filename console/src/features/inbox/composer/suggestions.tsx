/** The list that opens above the box while "/" or "@" is typed. The focus stays in the box; arrows choose. */
import { useMessages } from "@/i18n";
import { messages } from "./messages";
import classes from "./composer.module.css";

export interface Suggestion {
  id: string;
  title: string;
  detail: string;
  insert: string;
}

interface SuggestionsProps {
  id: string;
  items: readonly Suggestion[];
  active: number;
  onChoose: (item: Suggestion) => void;
}

export function Suggestions({ id, items, active, onChoose }: SuggestionsProps) {
  const t = useMessages(messages);
  return (
    <div className={classes.suggest} role="listbox" id={id} aria-label={t("suggestions")}>
      {items.map((item, at) => (
        <div
          key={item.id}
          id={`${id}-${at}`}
          role="option"
          tabIndex={-1}
          aria-selected={at === active}
          ref={at === active ? (row) => row?.scrollIntoView({ block: "nearest" }) : undefined}
          // The box keeps the focus, so choosing must not take it.
          onMouseDown={(event) => {
            event.preventDefault();
            onChoose(item);
          }}
        >
          <strong>{item.title}</strong>
          <span dir="auto">{item.detail}</span>
        </div>
      ))}
    </div>
  );
}
