import { defineMessages } from "@/i18n/catalogue";

export const messages = defineMessages({
  en: { title: "Inbox" },
  pt: { title: "Caixa de entrada" },
  es: { title: "Bandeja de entrada" },
});
