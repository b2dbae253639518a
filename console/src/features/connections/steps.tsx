/** The way of a connection as a checklist: what is done, what failed and what to do about it, what waits. */
import { IconCheck, IconX } from "@tabler/icons-react";
import type { ConnectStep } from "@/api/types";
import { useMessages } from "@/i18n";
import classes from "./connections.module.css";
import { messages } from "./messages";
import { useConnectionProblem } from "./use-problem";

export const STEP_ORDER = ["token", "waba", "subscribe", "numbers", "register", "templates"] as const;

export function Steps({ steps }: { steps: readonly ConnectStep[] }) {
  const t = useMessages(messages);
  const words = useConnectionProblem();
  return (
    <ol className={classes.steps} aria-label={t("steps")}>
      {steps.map(({ step, state, problem }, at) => (
        <li key={step} className={classes.step} data-state={state}>
          <span className={classes.stepIcon} aria-hidden="true">
            {state === "done" ? (
              <IconCheck size={14} stroke={2.4} />
            ) : state === "failed" ? (
              <IconX size={14} stroke={2.4} />
            ) : (
              at + 1
            )}
          </span>
          <div>
            <span className={classes.stepText}>
              {t(`step_${step}`)}
              <span className="wl-sr-only">: {t(`state_${state}`)}</span>
            </span>
            {problem && (
              <div className={classes.problem}>
                <strong>{words(problem).title}</strong>
                <p>{words(problem).advice}</p>
              </div>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
