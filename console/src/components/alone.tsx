/** A page outside any workspace: the brand, one box with one task, the languages. Signing in, signing up, choosing. */
import { type ReactNode, useEffect, useRef } from "react";
import { LANGUAGE_NAMES, LANGUAGES, useLanguage, useMessages } from "@/i18n";
import classes from "./alone.module.css";
import { messages } from "./messages";
import { useTitle } from "./page";

interface AlonePageProps {
  title: string;
  lead?: ReactNode;
  wide?: boolean;
  /** Below the box: the other ways from here. */
  foot?: ReactNode;
  children?: ReactNode;
}

export function AlonePage({ title, lead, wide, foot, children }: AlonePageProps) {
  const t = useMessages(messages);
  const { language, setLanguage } = useLanguage();
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(title);
  useTitle(title);
  // A next step in the same box starts with its title for keyboard and screen reader, unless a field took the focus.
  useEffect(() => {
    if (shown.current === title) return;
    shown.current = title;
    if (document.activeElement === document.body) heading.current?.focus();
  }, [title]);
  return (
    <div className={classes.page}>
      <main className={classes.card} data-wide={wide || undefined}>
        <div className={classes.brand}>
          <img src="/icon.svg" alt="" />
          WALoom
        </div>
        <div className={classes.box}>
          <h1 className={classes.title} tabIndex={-1} ref={heading}>
            {title}
          </h1>
          {lead && <p className={classes.lead}>{lead}</p>}
          {children}
        </div>
        {foot && <div className={classes.foot}>{foot}</div>}
      </main>
      <footer className={classes.languages} aria-label={t("language")}>
        {LANGUAGES.map((one) => (
          <button
            key={one}
            type="button"
            lang={one}
            aria-pressed={one === language}
            onClick={() => setLanguage(one)}
          >
            {LANGUAGE_NAMES[one]}
          </button>
        ))}
      </footer>
    </div>
  );
}
