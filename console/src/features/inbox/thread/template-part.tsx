/** A template as it looks on the customer's phone, from what was sent and what Meta's list says about it. */
import { useQuery } from "@tanstack/react-query";
import { templatesQuery } from "@/api/shared";
import type { Template } from "@/api/types";
import { WhatsAppText } from "@/components/whatsapp/text";
import { useMessages } from "@/i18n";
import { Icon, type IconName } from "../icons";
import { type Json, list, record, text } from "../model/content";
import { type TemplateView, type Values, variablesOf, viewOf } from "../model/template";
import { messages } from "./messages";
import classes from "./parts.module.css";

const BUTTON_ICONS: Record<string, IconName> = { URL: "link", PHONE_NUMBER: "phone", QUICK_REPLY: "reply" };

export function TemplateFace({ view, media }: { view: TemplateView; media?: React.ReactNode }) {
  return (
    <div>
      {media}
      {view.header && (
        <div className={classes.header} dir="auto">
          {view.header}
        </div>
      )}
      {view.body && <WhatsAppText>{view.body}</WhatsAppText>}
      {view.footer && (
        <div className={classes.footer} dir="auto">
          {view.footer}
        </div>
      )}
      {view.buttons.length > 0 && (
        <div className={classes.buttons}>
          {view.buttons.map((button, at) => (
            <span key={at} dir="auto">
              <Icon name={BUTTON_ICONS[button.type] ?? "buttons"} size={13} /> {button.text}
            </span>
          ))}
        </div>
      )}
    </div>
  );
}

/** Values of a sent template back to the variables of its definition. */
export function sentValues(template: Template, content: Json): Values {
  const values: Record<string, string> = {};
  const header = content.header;
  const body = content.body;
  const buttons = record(content.buttons);
  variablesOf(template).forEach((variable) => {
    const of = variablesOf(template).filter((one) => one.place === variable.place);
    const at = of.findIndex((one) => one.key === variable.key);
    if (variable.place === "header")
      values[variable.key] = text(Array.isArray(header) ? header[at] : record(header)[variable.name]);
    else if (variable.place === "body")
      values[variable.key] = Array.isArray(body)
        ? text(body[Number(variable.name) - 1] ?? body[at])
        : text((body as Json | undefined)?.[variable.name]);
    else values[variable.key] = text(buttons[String(variable.button)]);
  });
  return values;
}

/** The API keeps what was sent as it read then; what is on its way is drawn from Meta's definition. */
export function templateView(content: Json, template: Template | undefined): TemplateView {
  const sent = record(content.template);
  if (text(sent.body) || text(content.rendered)) {
    return {
      header: text(sent.header),
      media: null,
      body: text(sent.body) || text(content.rendered),
      footer: text(sent.footer),
      buttons: list(sent.buttons).map((button) => ({
        type: text(button.type),
        text: text(button.text),
        url: "",
      })),
    };
  }
  return template
    ? viewOf(template, sentValues(template, content))
    : { header: "", media: null, body: "", footer: "", buttons: [] };
}

interface TemplatePartProps {
  workspace: string;
  content: Json;
  media?: React.ReactNode;
}

export function TemplatePart({ workspace, content, media }: TemplatePartProps) {
  const t = useMessages(messages);
  const templates = useQuery(templatesQuery(workspace)).data?.items;
  const name = text(content.name);
  const language = text(content.language) || text((content.language as Json | undefined)?.code);
  const template = templates?.find((one) => one.name === name && one.language === language);
  const view = templateView(content, template);
  return (
    <div>
      <span className={classes.tagline}>
        <Icon name="template" size={13} /> {t("template_name", { name })}
      </span>
      <TemplateFace view={view} media={media} />
    </div>
  );
}
