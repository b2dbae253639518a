/**
 * A template as the customer's phone shows it. `values` fill header and body; without them Meta's samples do.
 * Built from text nodes only.
 */
import {
  IconArrowBackUp,
  IconCopy,
  IconExternalLink,
  IconFileText,
  IconForms,
  IconGift,
  IconList,
  IconMapPin,
  IconPhone,
  IconPhoto,
  IconVideo,
} from "@tabler/icons-react";
import type { Template, TemplateComponent } from "@/api/types";
import { useLookUp, useMessages } from "@/i18n";
import { messages } from "../messages";
import { messages as own } from "./messages";
import { fillTemplate, part, samples } from "./template-values";
import classes from "./template-preview.module.css";
import { WhatsAppText } from "./text";

const MEDIA_ICON = {
  IMAGE: IconPhoto,
  VIDEO: IconVideo,
  GIF: IconVideo,
  DOCUMENT: IconFileText,
  LOCATION: IconMapPin,
};
const BUTTON_ICON = {
  URL: IconExternalLink,
  PHONE_NUMBER: IconPhone,
  QUICK_REPLY: IconArrowBackUp,
  OTP: IconCopy,
  COPY_CODE: IconCopy,
  CATALOG: IconList,
  MPM: IconList,
  SPM: IconList,
  FLOW: IconForms,
  VOICE_CALL: IconPhone,
};

interface TemplatePreviewProps {
  template: Pick<Template, "components">;
  values?: { header?: Record<string, string>; body?: Record<string, string> };
  /** Addresses of header pictures this page knows, by the handle of the sample. */
  pictures?: Readonly<Record<string, string>>;
}

export function TemplatePreview({ template, values, pictures }: TemplatePreviewProps) {
  const t = useMessages(own);
  const label = useLookUp(own);
  const header = part(template, "HEADER");
  const body = part(template, "BODY");
  const footer = part(template, "FOOTER");
  const offer = part(template, "LIMITED_TIME_OFFER")?.limited_time_offer;
  const buttons = part(template, "BUTTONS")?.buttons ?? [];
  const cards = part(template, "CAROUSEL")?.cards ?? [];
  return (
    <div className={classes.message}>
      <div className={classes.bubble}>
        {header && <Header header={header} values={values?.header} pictures={pictures} />}
        {offer && (
          <div className={classes.offer}>
            <IconGift size={22} stroke={1.6} aria-hidden="true" />
            <div>
              <strong>{offer.text}</strong>
              {offer.has_expiration && <span>{t("offer_ends")}</span>}
            </div>
          </div>
        )}
        {body?.text && <WhatsAppText>{fillTemplate(body.text, values?.body ?? samples(body))}</WhatsAppText>}
        {footer?.text && <div className={classes.footer}>{footer.text}</div>}
        {buttons.length > 0 && (
          <ul className={classes.buttons}>
            {buttons.map((button, at) => {
              const Icon =
                BUTTON_ICON[button.type.toUpperCase() as keyof typeof BUTTON_ICON] ?? IconArrowBackUp;
              return (
                <li key={at}>
                  <Icon size={16} stroke={1.8} aria-hidden="true" />
                  {button.text || label(`button_${button.type.toUpperCase()}`, "")}
                </li>
              );
            })}
          </ul>
        )}
      </div>
      {cards.length > 0 && (
        // It scrolls sideways: the keyboard must reach it.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className={classes.cards} role="group" aria-label={t("cards")} tabIndex={0}>
          {cards.map((card, at) => (
            <TemplatePreview key={at} template={card} pictures={pictures} />
          ))}
        </div>
      )}
    </div>
  );
}

interface HeaderProps {
  header: TemplateComponent;
  values?: Record<string, string>;
  pictures?: Readonly<Record<string, string>>;
}

function Header({ header, values, pictures }: HeaderProps) {
  const t = useMessages(messages);
  const format = (header.format ?? "TEXT").toUpperCase();
  if (format === "TEXT") {
    return (
      <div className={classes.header} dir="auto">
        {fillTemplate(header.text ?? "", values ?? samples(header))}
      </div>
    );
  }
  const media = pictures?.[header.example?.header_handle?.[0] ?? ""];
  if (media && format === "IMAGE") return <img className={classes.media} src={media} alt="" />;
  const Icon = MEDIA_ICON[format as keyof typeof MEDIA_ICON] ?? IconFileText;
  return (
    <div className={classes.media} data-low={format === "DOCUMENT" || undefined}>
      <Icon size={28} stroke={1.4} aria-hidden="true" />
      <span className="wl-sr-only">{t("template_media", { format: format.toLowerCase() })}</span>
    </div>
  );
}
