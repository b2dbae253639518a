import { defineMessages } from "@/i18n/catalogue";

/** Event lines by the API's `content.event`. */
export const events = defineMessages({
  en: {
    assigned: "{by} assigned this to {to}",
    took: "{by} took this conversation",
    unassigned: "{by} took the assignment back",
    resolved: "{by} resolved this",
    reopened: "{by} reopened this",
    pending: "{by} marked this as pending",
    snoozed: "{by} snoozed this until {until}",
    woken: "The snooze has ended",
    identity_changed: "The customer changed their number or WhatsApp account",
    customer_identity_changed:
      "The customer may have a new phone: confirm who they are before sharing anything private",
    system: "WhatsApp sent an update about this customer",
    other: "Update: {event}",
  },
  pt: {
    assigned: "{by} passou esta conversa para {to}",
    took: "{by} assumiu esta conversa",
    unassigned: "{by} tirou o responsável",
    resolved: "{by} resolveu esta conversa",
    reopened: "{by} reabriu esta conversa",
    pending: "{by} marcou como pendente",
    snoozed: "{by} adiou até {until}",
    woken: "O adiamento terminou",
    identity_changed: "O cliente mudou de número ou de conta no WhatsApp",
    customer_identity_changed:
      "O cliente pode ter um telefone novo: confirme quem é antes de passar algo privado",
    system: "O WhatsApp enviou uma atualização sobre este cliente",
    other: "Atualização: {event}",
  },
  es: {
    assigned: "{by} asignó esto a {to}",
    took: "{by} tomó esta conversación",
    unassigned: "{by} quitó la asignación",
    resolved: "{by} resolvió esto",
    reopened: "{by} reabrió esto",
    pending: "{by} lo marcó como pendiente",
    snoozed: "{by} pospuso esto hasta {until}",
    woken: "Terminó la posposición",
    identity_changed: "El cliente cambió de número o de cuenta de WhatsApp",
    customer_identity_changed:
      "El cliente puede tener un teléfono nuevo: confirma quién es antes de compartir algo privado",
    system: "WhatsApp envió un aviso sobre este cliente",
    other: "Aviso: {event}",
  },
});
