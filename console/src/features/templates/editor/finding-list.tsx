/** Everything that stands between a template and its review, as a list that leads to the fields. */
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import type { TemplateFinding } from "@/api/types";
import { useMessages } from "@/i18n";
import { useWhere } from "../where";
import { controlOf, useFindingWords } from "./findings";
import classes from "./editor.module.css";
import { messages } from "./messages";

interface FindingListProps {
  found: readonly TemplateFinding[];
  /** The lint has not answered for what is written now. */
  checking: boolean;
}

export function FindingList({ found, checking }: FindingListProps) {
  const t = useMessages(messages);
  const words = useFindingWords();
  const where = useWhere();
  return (
    <section className={classes.findings} aria-label={t("findings")} aria-busy={checking}>
      <p role="status" className={classes.findingsHead} data-fine={found.length === 0 || undefined}>
        {found.length === 0 ? (
          <IconCheck size={17} aria-hidden="true" />
        ) : (
          <IconAlertTriangle size={17} aria-hidden="true" />
        )}
        {checking && found.length === 0
          ? t("findings_checking")
          : found.length === 0
            ? t("findings_none")
            : t("findings_count", { count: found.length })}
      </p>
      {found.length > 0 && (
        <ul>
          {found.map((finding, at) => (
            <li key={at}>
              <button type="button" onClick={() => controlOf(finding.path)?.focus()}>
                <strong>{where(finding.path)}</strong> {words(finding)}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
