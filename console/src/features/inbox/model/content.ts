/** Reads what Meta sends without trusting its shape: every field may be missing or of another type. */
export type Json = Record<string, unknown>;

export function record(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function number(value: unknown): number | null {
  const read = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof read === "number" && Number.isFinite(read) ? read : null;
}

export function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(record) : [];
}

/** An address that is safe to link to, or null: a customer's text must not become a javascript: link. */
export function webAddress(value: unknown): string | null {
  const address = text(value);
  return /^https?:\/\//i.test(address) ? address : null;
}

export interface ContactCard {
  name: string;
  org: string;
  phones: string[];
  emails: string[];
}

export function contactCards(content: Json): ContactCard[] {
  return list(content.contacts).map((card) => {
    const name = record(card.name);
    return {
      name:
        text(name.formatted_name) || [text(name.first_name), text(name.last_name)].filter(Boolean).join(" "),
      org: [text(record(card.org).title), text(record(card.org).company)].filter(Boolean).join(", "),
      phones: list(card.phones)
        .map((phone) => text(phone.phone) || text(phone.wa_id))
        .filter(Boolean),
      emails: list(card.emails)
        .map((email) => text(email.email))
        .filter(Boolean),
    };
  });
}

export interface InteractiveView {
  kind: string;
  header: string;
  body: string;
  footer: string;
  buttons: string[];
  /** The label of the button that opens the list. */
  open: string;
  sections: { title: string; rows: { title: string; description: string }[] }[];
  link: { label: string; url: string | null } | null;
}

/** An interactive message of ours as it was sent. */
export function interactiveOf(content: Json): InteractiveView {
  const action = record(content.action);
  const parameters = record(action.parameters);
  const label = text(parameters.display_text) || text(parameters.flow_cta);
  return {
    kind: text(content.type),
    header: text(record(content.header).text),
    body: text(record(content.body).text),
    footer: text(record(content.footer).text),
    buttons: list(action.buttons).map((button) => text(record(button.reply).title)),
    open: text(action.button),
    sections: list(action.sections).map((section) => ({
      title: text(section.title),
      rows: list(section.rows).map((row) => ({ title: text(row.title), description: text(row.description) })),
    })),
    link: label ? { label, url: webAddress(parameters.url) } : null,
  };
}

export interface InteractiveAnswer {
  kind: "button" | "list" | "form" | "call" | "other";
  title: string;
  description: string;
  /** Answers of a WhatsApp form (Flow), without its token. */
  fields: { name: string; value: string }[];
}

/** What the customer tapped or filled in. */
export function answerOf(content: Json): InteractiveAnswer | null {
  const button = record(content.button_reply);
  if (text(button.title)) return { kind: "button", title: text(button.title), description: "", fields: [] };
  const row = record(content.list_reply);
  if (text(row.title))
    return { kind: "list", title: text(row.title), description: text(row.description), fields: [] };
  const form = record(content.nfm_reply);
  if (content.nfm_reply !== undefined) {
    let answers: Json = {};
    try {
      answers = record(JSON.parse(text(form.response_json)));
    } catch {
      // A form whose answers cannot be read is still shown as a form.
    }
    const fields = Object.entries(answers)
      .filter(([name]) => name !== "flow_token")
      .map(([name, value]) => ({ name, value: typeof value === "string" ? value : JSON.stringify(value) }));
    return { kind: "form", title: text(form.body) || text(form.name), description: "", fields };
  }
  if (content.call_permission_reply !== undefined)
    return {
      kind: "call",
      title: text(record(content.call_permission_reply).response),
      description: "",
      fields: [],
    };
  return text(content.type) && content.action === undefined
    ? { kind: "other", title: text(content.type), description: "", fields: [] }
    : null;
}

export interface OrderItem {
  id: string;
  quantity: number;
  price: number | null;
  currency: string;
}

export function orderItems(content: Json): OrderItem[] {
  return list(content.product_items).map((item) => ({
    id: text(item.product_retailer_id),
    quantity: number(item.quantity) ?? 1,
    price: number(item.item_price),
    currency: text(item.currency),
  }));
}
