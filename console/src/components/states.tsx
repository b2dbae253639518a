/** What shows instead of content: loading, empty, failed, not found, crashed. */
import { Button } from "@mantine/core";
import type { ErrorComponentProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ConnectionError } from "@/api/errors";
import { useMessages } from "@/i18n";
import { messages } from "./messages";
import { useTitle } from "./page";
import { useProblemText } from "./problem";
import classes from "./states.module.css";

interface StateProps {
  icon?: ReactNode;
  title: string;
  text?: ReactNode;
  /** The first thing to do from here. */
  action?: ReactNode;
  role?: "alert" | "status";
  level?: 1 | 2 | 3;
}

export function State({ icon, title, text, action, role, level = 2 }: StateProps) {
  const Heading = `h${level}` as const;
  return (
    <div className={classes.state} role={role}>
      {icon && <div className={classes.icon}>{icon}</div>}
      <Heading className={classes.title} tabIndex={level === 1 ? -1 : undefined}>
        {title}
      </Heading>
      {text && <p className={classes.text}>{text}</p>}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}

export function PendingPage() {
  const t = useMessages(messages);
  return (
    <div className={classes.state} role="status" aria-label={t("loading")}>
      <span className={classes.spinner} />
    </div>
  );
}

/** A read that failed, with the reason and a way to ask again. */
export function FailedState({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = useMessages(messages);
  const say = useProblemText();
  const title = error instanceof ConnectionError ? t("offline_title") : t("crash_title");
  return (
    <State
      role="alert"
      title={title}
      text={say(error)}
      action={retry && <Button onClick={retry}>{t("retry")}</Button>}
    />
  );
}

export function NotFoundPage() {
  const t = useMessages(messages);
  useTitle(t("not_found_title"));
  return (
    <State
      level={1}
      title={t("not_found_title")}
      text={t("not_found_text")}
      action={
        <Button component="a" href="/">
          {t("go_home")}
        </Button>
      }
    />
  );
}

/** The same two outside the frame, where no landmark is around them yet. */
export function AlonePendingPage() {
  return (
    <main>
      <PendingPage />
    </main>
  );
}

export function AloneNotFoundPage() {
  return (
    <main>
      <NotFoundPage />
    </main>
  );
}

/** The last resort of a route; a failed read is told apart from a defect of ours. */
export function CrashPage({ error, reset }: ErrorComponentProps) {
  const t = useMessages(messages);
  const say = useProblemText();
  // A part of the console itself that could not be fetched is a broken connection too (or a new version: reload).
  const part = error instanceof Error && /dynamically imported|preload|module script/i.test(error.message);
  const offline = part || error instanceof ConnectionError;
  return (
    <State
      level={1}
      role="alert"
      title={offline ? t("offline_title") : t("crash_title")}
      text={part ? t("offline_text") : offline ? say(error) : t("crash_text")}
      action={
        <Button.Group>
          <Button onClick={reset}>{t("retry")}</Button>
          <Button variant="default" onClick={() => window.location.reload()}>
            {t("reload")}
          </Button>
        </Button.Group>
      }
    />
  );
}
