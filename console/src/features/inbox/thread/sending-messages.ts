import { defineMessages } from "@/i18n/catalogue";

/** Our own reasons why a message has not left this browser. */
export const sending = defineMessages({
  en: {
    upload_failed: "The file could not be uploaded.",
    not_confirmed: "The page was closed before the answer came. Retry is safe: it is never sent twice.",
  },
  pt: {
    upload_failed: "Não foi possível enviar o arquivo.",
    not_confirmed:
      "A página foi fechada antes da resposta. Tentar de novo é seguro: nunca é enviada duas vezes.",
  },
  es: {
    upload_failed: "No se pudo subir el archivo.",
    not_confirmed:
      "La página se cerró antes de la respuesta. Reintentar es seguro: nunca se envía dos veces.",
  },
});
