/** The phone beside the form: what is written, with its samples, as it is typed. */
import type { TemplateComponent, TemplateDraft } from "@/api/types";
import { TemplatePreview } from "@/components/whatsapp/template-preview";
import { useMessages } from "@/i18n";
import { kindOf, partOf } from "../model/draft";
import classes from "./editor.module.css";
import { messages } from "./messages";
import { usePictures } from "./pictures";

export function Preview({ draft }: { draft: TemplateDraft }) {
  const t = useMessages(messages);
  const { urls } = usePictures();
  const code = kindOf(draft) === "code";
  const body = partOf(draft.components, "BODY");
  const minutes = partOf(draft.components, "FOOTER")?.code_expiration_minutes;
  // Meta writes these words itself, in the template's language: here they are told in the reader's.
  const metas: TemplateComponent[] = [
    {
      type: "BODY",
      text: t("code_words") + (body?.add_security_recommendation ? ` ${t("code_words_security")}` : ""),
    },
    ...(minutes ? [{ type: "FOOTER", text: t("code_words_expiry", { count: minutes }) }] : []),
    ...draft.components.filter((one) => one.type === "BUTTONS"),
  ];
  const empty = !code && !draft.components.some((one) => one.type !== "BODY" || one.text?.trim());
  return (
    <section className={classes.side} aria-label={t("preview")}>
      <h2>{t("preview")}</h2>
      <div className={classes.phone}>
        {empty ? (
          <p className={classes.note}>{t("preview_empty")}</p>
        ) : (
          <TemplatePreview template={{ components: code ? metas : draft.components }} pictures={urls} />
        )}
      </div>
      <p className={classes.note}>{code ? t("preview_code") : t("preview_note")}</p>
    </section>
  );
}
