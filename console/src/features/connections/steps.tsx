/** The way of a connection as a checklist: what is done, what failed and what to do about it, what waits. */
import { IconCheck, IconMinus, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useMessages } from "@/i18n";
import type { AccountProblem, ConnectStep, ConnectStepName } from "@/api/types";
import { messages } from "./connect-messages";
import classes from "./connections.module.css";
import { useConnectionProblem } from "./use-problem";

export const STEP_ORDER = [
  "token",
  "waba",
  "bind",
  "subscribe",
  "numbers",
  "register",
  "profile",
  "templates",
  "test",
] as const satisfies readonly ConnectStepName[];

const ICONS = { done: IconCheck, failed: IconX, skipped: IconMinus };

interface StepsProps {
  steps: readonly ConnectStep[];
  /** The step Meta is being asked about now. */
  running?: ConnectStepName | null;
  /** What stands below a step: the control that fixes it, or what to do in it. */
  below?: (step: ConnectStep) => ReactNode;
}

export function Steps({ steps, running, below }: StepsProps) {
  const t = useMessages(messages);
  return (
    <ol className={classes.steps} aria-label={t("steps")}>
      {steps.map((step, at) => {
        const busy = running === step.step;
        const Icon = step.state === "waiting" || busy ? null : ICONS[step.state];
        return (
          <li
            key={step.step}
            className={classes.step}
            data-state={busy ? "running" : step.state}
            aria-current={busy ? "step" : undefined}
          >
            <span className={classes.stepIcon} aria-hidden="true">
              {Icon ? <Icon size={14} stroke={2.4} /> : at + 1}
            </span>
            <div className={classes.stepBody}>
              <span className={classes.stepText}>
                {t(`step_${step.step}`)}
                <span className="wl-sr-only">: {t(`state_${busy ? "running" : step.state}`)}</span>
              </span>
              {step.state === "skipped" && (
                <span className={classes.stepNote}> · {t(`state_${step.state}`)}</span>
              )}
              {!busy && step.problem && <ProblemBox problem={step.problem} />}
              {!busy && below?.(step)}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

/** What is wrong, then what to do. */
export function ProblemBox({
  problem,
  role,
  mild,
}: {
  problem: AccountProblem;
  role?: "status";
  /** It works all the same. */
  mild?: boolean;
}) {
  const words = useConnectionProblem()(problem);
  return (
    <div className={classes.problem} role={role} data-mild={mild || undefined}>
      <strong>{words.title}</strong>
      <p>{words.advice}</p>
    </div>
  );
}

/** The first step that is not through, when somebody is working on it. */
export function runningStep(steps: readonly ConnectStep[]): ConnectStepName | null {
  return steps.find(({ state }) => state === "failed" || state === "waiting")?.step ?? null;
}
