/** Status and quality of a template, as small marks. */
import { useLookUp } from "@/i18n";
import { messages } from "../messages";
import classes from "../templates.module.css";

const TONES: Record<string, string> = {
  APPROVED: "good",
  PENDING: "warn",
  IN_APPEAL: "warn",
  DRAFT: "plain",
};
const QUALITY: Record<string, string> = { GREEN: "good", YELLOW: "warn", RED: "bad" };

export function Status({ status }: { status: string }) {
  const word = useLookUp(messages);
  return (
    <span className={classes.status} data-tone={TONES[status] ?? "bad"}>
      {word(`status_${status}`, status)}
    </span>
  );
}

/** Nothing for a quality Meta does not know. */
export function Quality({ quality }: { quality: string }) {
  const word = useLookUp(messages);
  const tone = QUALITY[quality];
  if (!tone) return null;
  return (
    <span className={classes.status} data-tone={tone}>
      {word(`quality_${quality}`, quality)}
    </span>
  );
}
