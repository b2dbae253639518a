import { defineMessages } from "@/i18n/catalogue";

/** Why a customer's file is not here, by the API's `media.reason`. */
export const reasons = defineMessages({
  en: {
    too_large: "it is too large",
    wrong_type: "it is not of the kind it claims to be",
    type_not_allowed: "files of this kind are not accepted",
    hash_mismatch: "it was damaged on the way",
    expired: "WhatsApp keeps files for a few days only",
    not_found: "WhatsApp no longer has it",
    infected: "it may be harmful",
    download_failed: "WhatsApp did not hand it over",
  },
  pt: {
    too_large: "é grande demais",
    wrong_type: "não é do tipo que diz ser",
    type_not_allowed: "arquivos deste tipo não são aceitos",
    hash_mismatch: "chegou danificado",
    expired: "o WhatsApp guarda arquivos só por alguns dias",
    not_found: "o WhatsApp não o tem mais",
    infected: "pode ser perigoso",
    download_failed: "o WhatsApp não o entregou",
  },
  es: {
    too_large: "es demasiado grande",
    wrong_type: "no es del tipo que dice ser",
    type_not_allowed: "no se admiten archivos de este tipo",
    hash_mismatch: "llegó dañado",
    expired: "WhatsApp guarda los archivos solo unos días",
    not_found: "WhatsApp ya no lo tiene",
    infected: "puede ser peligroso",
    download_failed: "WhatsApp no lo entregó",
  },
});
