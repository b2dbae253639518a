import { defineMessages } from "@/i18n/catalogue";

/** Words WhatsApp itself puts into a template. */
export const messages = defineMessages({
  en: {
    button_COPY_CODE: "Copy offer code",
    button_OTP: "Copy code",
    button_REQUEST_CONTACT_INFO: "Share contact info",
    offer_ends: "Offer ends in 23:59:59",
    cards: "Cards, side by side",
  },
  pt: {
    button_COPY_CODE: "Copiar código da oferta",
    button_OTP: "Copiar código",
    button_REQUEST_CONTACT_INFO: "Compartilhar contato",
    offer_ends: "A oferta termina em 23:59:59",
    cards: "Cartões, lado a lado",
  },
  es: {
    button_COPY_CODE: "Copiar código de la oferta",
    button_OTP: "Copiar código",
    button_REQUEST_CONTACT_INFO: "Compartir contacto",
    offer_ends: "La oferta termina en 23:59:59",
    cards: "Tarjetas, una junto a otra",
  },
});
