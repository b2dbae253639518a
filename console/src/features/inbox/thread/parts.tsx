/** What a message holds besides plain text and files: places, cards, choices, orders, templates, ads. */
import { useLanguage, useMessages } from "@/i18n";
import { WhatsAppText } from "@/components/whatsapp/text";
import { Icon } from "../icons";
import {
  answerOf,
  contactCards,
  interactiveOf,
  type Json,
  number,
  orderItems,
  record,
  text,
  webAddress,
} from "../model/content";
import { messages } from "./messages";
import classes from "./parts.module.css";

export function LocationPart({ content }: { content: Json }) {
  const t = useMessages(messages);
  const latitude = number(content.latitude);
  const longitude = number(content.longitude);
  const place =
    latitude !== null && longitude !== null
      ? `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`
      : null;
  const inner = (
    <>
      <Icon name="pin" size={24} />
      <span className={classes.cardBody}>
        <span className={classes.cardTitle} dir="auto">
          {text(content.name) || t("location")}
        </span>
        <span className={classes.dim} dir="auto">
          {text(content.address) || (place ? `${latitude}, ${longitude}` : "")}
        </span>
        {place && <span className={classes.dim}>{t("open_map")}</span>}
      </span>
    </>
  );
  return place ? (
    <a
      className={classes.card}
      href={webAddress(content.url) ?? place}
      target="_blank"
      rel="noreferrer noopener"
    >
      {inner}
    </a>
  ) : (
    <div className={classes.card}>{inner}</div>
  );
}

export function ContactsPart({ content }: { content: Json }) {
  const t = useMessages(messages);
  return (
    <div className={classes.stack}>
      {contactCards(content).map((card, at) => (
        <div key={at} className={classes.card}>
          <Icon name="user" size={24} />
          <span className={classes.cardBody}>
            <span className={classes.cardTitle} dir="auto">
              {card.name || t("contact_card")}
            </span>
            {card.org && <span className={classes.dim}>{card.org}</span>}
            {card.phones.map((phone) => (
              <a key={phone} className={classes.dim} href={`tel:${phone.replace(/[^\d+]/g, "")}`}>
                {phone}
              </a>
            ))}
            {card.emails.map((email) => (
              <a key={email} className={classes.dim} href={`mailto:${encodeURIComponent(email)}`}>
                {email}
              </a>
            ))}
          </span>
        </div>
      ))}
    </div>
  );
}

/** Interactive messages: ours as the customer sees them, theirs as what they chose. */
export function InteractivePart({ content }: { content: Json }) {
  const t = useMessages(messages);
  const answer = answerOf(content);
  if (answer) {
    const label = {
      button: t("tapped"),
      list: t("chose"),
      form: t("form_answers"),
      call: t("call_answer"),
      other: "",
    };
    return (
      <div className={classes.answer}>
        <span className={classes.tagline}>
          <Icon
            name={answer.kind === "list" ? "list" : answer.kind === "call" ? "phone" : "buttons"}
            size={13}
          />
          {label[answer.kind] || t("unknown_kind", { type: answer.title })}
        </span>
        {answer.kind !== "other" && <span dir="auto">{answer.title}</span>}
        {answer.description && (
          <span className={classes.dim} dir="auto">
            {answer.description}
          </span>
        )}
        {answer.fields.length > 0 && (
          <dl className={classes.fields}>
            {answer.fields.map((field) => (
              <div key={field.name} style={{ display: "contents" }}>
                <dt>{field.name}</dt>
                <dd dir="auto">{field.value}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    );
  }
  const view = interactiveOf(content);
  const options = view.sections.reduce((sum, section) => sum + section.rows.length, 0);
  return (
    <div>
      {view.header && <div className={classes.header}>{view.header}</div>}
      {view.body && <WhatsAppText>{view.body}</WhatsAppText>}
      {view.footer && <div className={classes.footer}>{view.footer}</div>}
      {(view.buttons.length > 0 || view.link) && (
        <div className={classes.buttons}>
          {view.buttons.map((title, at) => (
            <span key={at} dir="auto">
              <Icon name="reply" size={13} /> {title}
            </span>
          ))}
          {view.link &&
            (view.link.url ? (
              <a href={view.link.url} target="_blank" rel="noreferrer noopener">
                <Icon name="link" size={13} /> {view.link.label}
              </a>
            ) : (
              <span>{view.link.label}</span>
            ))}
        </div>
      )}
      {options > 0 && (
        <div className={classes.buttons}>
          <details className={classes.options} style={{ display: "block" }}>
            <summary>
              <Icon name="list" size={14} /> {view.open || t("list_options", { count: options })}
            </summary>
            {view.sections.map((section, at) => (
              <div key={at} style={{ textAlign: "start" }}>
                {section.title && <div className={classes.tagline}>{section.title}</div>}
                <ul>
                  {section.rows.map((row, index) => (
                    <li key={index} dir="auto">
                      {row.title}
                      {row.description && <div className={classes.dim}>{row.description}</div>}
                    </li>
                  ))}
                </ul>
              </div>
            ))}
          </details>
        </div>
      )}
    </div>
  );
}

export function ButtonPart({ content }: { content: Json }) {
  const t = useMessages(messages);
  return (
    <div className={classes.answer}>
      <span className={classes.tagline}>
        <Icon name="buttons" size={13} /> {t("tapped")}
      </span>
      <span dir="auto">{text(content.text) || text(content.payload)}</span>
    </div>
  );
}

export function OrderPart({ content }: { content: Json }) {
  const t = useMessages(messages);
  const items = orderItems(content);
  const { language } = useLanguage();
  const money = (value: number, currency: string) => moneyText(language, value, currency);
  const count = items.reduce((sum, item) => sum + item.quantity, 0);
  const currencies = new Set(items.map((item) => item.currency));
  const total = items.reduce((sum, item) => sum + item.quantity * (item.price ?? 0), 0);
  const currency = items[0]?.currency ?? "";
  return (
    <div className={classes.stack}>
      <span className={classes.tagline}>
        <Icon name="cart" size={14} /> {t("order", { count })}
      </span>
      <table className={classes.order}>
        <tbody>
          {items.map((item, at) => (
            <tr key={at}>
              <td className="wl-num">{t("quantity", { count: item.quantity })}</td>
              <td>{item.id}</td>
              <td className="wl-num">{item.price === null ? "" : money(item.price, item.currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {currencies.size === 1 && items.every((item) => item.price !== null) && (
        <span className={classes.dim}>{t("order_total", { total: money(total, currency) })}</span>
      )}
      {text(content.text) && <WhatsAppText>{text(content.text)}</WhatsAppText>}
    </div>
  );
}

function moneyText(language: string, value: number, currency: string): string {
  try {
    return new Intl.NumberFormat(language, { style: "currency", currency }).format(value);
  } catch {
    return `${value} ${currency}`.trim();
  }
}

/** The ad or post that brought the customer. */
export function ReferralPart({ referral }: { referral: Json }) {
  const t = useMessages(messages);
  const address = webAddress(referral.source_url);
  const inner = (
    <>
      <Icon name="link" size={20} />
      <span className={classes.cardBody}>
        <span className={classes.dim}>
          {referral.source_type === "post" ? t("referral_post") : t("referral")}
        </span>
        <span className={classes.cardTitle} dir="auto">
          {text(referral.headline) || text(referral.source_id)}
        </span>
        {text(referral.body) && (
          <span className={classes.dim} dir="auto">
            {text(referral.body)}
          </span>
        )}
      </span>
    </>
  );
  return address ? (
    <a className={classes.card} href={address} target="_blank" rel="noreferrer noopener">
      {inner}
    </a>
  ) : (
    <div className={classes.card}>{inner}</div>
  );
}

export function UnsupportedPart({ kind, content }: { kind: string; content: Json }) {
  const t = useMessages(messages);
  const type = text(content.type) || text(record(content.unsupported).type);
  const words =
    kind !== "unsupported"
      ? t("unknown_kind", { type: kind })
      : type
        ? t("unsupported", { type })
        : t("unsupported_plain");
  return (
    <div className={classes.answer}>
      <span className={classes.dim}>{words}</span>
      <span className={classes.dim}>{t("ask_phone")}</span>
    </div>
  );
}
