import { defineMessages } from "@/i18n/catalogue";

/** Why a customer's file is not here, by the API's `media.reason`. */
export const reasons = defineMessages({
  en: {
    too_large: "it is too large",
    empty: "it is empty",
    dangerous_type: "files of this kind can be harmful",
    type_mismatch: "it is not of the kind it claims to be",
    gone_at_meta: "WhatsApp no longer has it",
    not_fetched_by_meta: "WhatsApp itself could not fetch it",
    not_downloadable: "WhatsApp did not hand it over",
    number_gone: "its number is no longer connected",
  },
  pt: {
    too_large: "é grande demais",
    empty: "está vazio",
    dangerous_type: "arquivos deste tipo podem ser perigosos",
    type_mismatch: "não é do tipo que diz ser",
    gone_at_meta: "o WhatsApp não o tem mais",
    not_fetched_by_meta: "o próprio WhatsApp não conseguiu buscá-lo",
    not_downloadable: "o WhatsApp não o entregou",
    number_gone: "seu número não está mais conectado",
  },
  es: {
    too_large: "es demasiado grande",
    empty: "está vacío",
    dangerous_type: "los archivos de este tipo pueden ser peligrosos",
    type_mismatch: "no es del tipo que dice ser",
    gone_at_meta: "WhatsApp ya no lo tiene",
    not_fetched_by_meta: "el propio WhatsApp no pudo obtenerlo",
    not_downloadable: "WhatsApp no lo entregó",
    number_gone: "su número ya no está conectado",
  },
});
