/** A state in words with its sign: never by colour alone. */
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import classes from "./connections.module.css";
import type { Tone } from "./number-words";

const ICON = { good: IconCircleCheck, warn: IconAlertTriangle, bad: IconCircleX };

export function ToneText({ tone, children }: { tone: Tone; children: string }) {
  const Icon = tone === "plain" ? null : ICON[tone];
  return (
    <span className={classes.state} data-tone={tone}>
      {Icon && <Icon size={16} stroke={1.8} aria-hidden="true" />}
      {children}
    </span>
  );
}
