/** The common shape of a page that is not the inbox: title, one line of purpose, actions, content. */
import { type ReactNode, useEffect } from "react";
import classes from "./page.module.css";

/** Sets the document title; `count` shows waiting work in the tab: "(3) Inbox · WALoom". */
export function useTitle(title: string, count = 0): void {
  useEffect(() => {
    document.title = `${count > 0 ? `(${count}) ` : ""}${title} · WALoom`;
  }, [title, count]);
}

interface PageProps {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function Page({ title, lead, actions, children }: PageProps) {
  useTitle(title);
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <div className={classes.heading}>
          <h1 className={classes.title} tabIndex={-1}>
            {title}
          </h1>
          {lead && <p className={classes.lead}>{lead}</p>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A titled part of a page on its own ground. */
export function Section({
  title,
  actions,
  children,
}: {
  title?: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={classes.section}>
      {(title ?? actions) && (
        <div className={classes.sectionHead}>
          {title && <h2 className={classes.sectionTitle}>{title}</h2>}
          {actions}
        </div>
      )}
      {children}
    </section>
  );
}
