import { defineMessages } from "@/i18n/catalogue";

/** Why the API did not take a message, by its problem code, and our own reasons why one has not left this browser. */
export const sending = defineMessages({
  en: {
    upload_failed: "The file could not be uploaded.",
    not_confirmed: "The page was closed before the answer came. Retry is safe: it is never sent twice.",
    window_closed: "The 24-hour window has closed. Send a template instead.",
    account_disabled: "Meta has disabled this account. See WhatsApp Manager for the reason.",
    number_banned: "Meta has banned this number. See WhatsApp Manager and ask for a review there.",
    opening_restricted: "Meta lets this account only answer customers for now. Retry once they have written.",
    utility_restricted: "Meta lets this account send no utility templates for now. Other messages go on.",
    number_at_limit:
      "The number has reached its limit of new conversations. Retry tomorrow, or once the customer has written.",
    account_disconnected:
      "The WhatsApp account is disconnected. An owner or admin must reconnect it in the settings.",
    number_gone: "This number is no longer connected. An owner or admin sees why in the settings.",
    number_not_registered:
      "This number is not registered yet. An owner or admin can finish connecting it in the settings.",
    not_retryable: "This message has already been sent again, or cannot be.",
    quote_not_sent: "WhatsApp does not know the message you answer yet. Retry in a moment.",
    template_not_found: "This number no longer has the template. Sync the templates and choose another.",
    template_not_approved: "Meta has not approved this template.",
    template_values: "Some of the template's values are missing or wrong.",
    marketing_stopped: "This customer does not want marketing messages.",
    file_too_large: "The file is too large for WhatsApp.",
    no_upload: "The uploaded file has expired. Attach it again.",
  },
  pt: {
    upload_failed: "Não foi possível enviar o arquivo.",
    not_confirmed:
      "A página foi fechada antes da resposta. Tentar de novo é seguro: nunca é enviada duas vezes.",
    window_closed: "A janela de 24 horas fechou. Envie um modelo.",
    account_disabled: "A Meta desativou esta conta. Veja o motivo no Gerenciador do WhatsApp.",
    number_banned: "A Meta baniu este número. Veja o Gerenciador do WhatsApp e peça lá uma análise.",
    opening_restricted:
      "Por ora a Meta deixa esta conta apenas responder. Tente de novo quando o cliente escrever.",
    utility_restricted:
      "Por ora a Meta não deixa esta conta enviar modelos de utilidade. As outras mensagens continuam.",
    number_at_limit:
      "O número chegou ao limite de novas conversas. Tente amanhã, ou quando o cliente escrever.",
    account_disconnected:
      "A conta do WhatsApp está desconectada. Um proprietário ou administrador precisa reconectá-la nas configurações.",
    number_gone:
      "Este número não está mais conectado. Um proprietário ou administrador vê o motivo nas configurações.",
    number_not_registered:
      "Este número ainda não está registrado. Um proprietário ou administrador pode concluir a conexão nas configurações.",
    not_retryable: "Esta mensagem já foi enviada de novo, ou não pode ser.",
    quote_not_sent: "O WhatsApp ainda não conhece a mensagem respondida. Tente em instantes.",
    template_not_found: "Este número não tem mais o modelo. Sincronize os modelos e escolha outro.",
    template_not_approved: "A Meta não aprovou este modelo.",
    template_values: "Alguns valores do modelo faltam ou estão errados.",
    marketing_stopped: "Este cliente não quer mensagens de marketing.",
    file_too_large: "O arquivo é grande demais para o WhatsApp.",
    no_upload: "O arquivo enviado expirou. Anexe-o de novo.",
  },
  es: {
    upload_failed: "No se pudo subir el archivo.",
    not_confirmed:
      "La página se cerró antes de la respuesta. Reintentar es seguro: nunca se envía dos veces.",
    window_closed: "La ventana de 24 horas se cerró. Envía una plantilla.",
    account_disabled: "Meta desactivó esta cuenta. Mira el motivo en el Administrador de WhatsApp.",
    number_banned: "Meta bloqueó este número. Mira el Administrador de WhatsApp y pide allí una revisión.",
    opening_restricted:
      "Por ahora Meta deja que esta cuenta solo responda. Reintenta cuando el cliente escriba.",
    utility_restricted:
      "Por ahora Meta no deja que esta cuenta envíe plantillas de utilidad. Los demás mensajes siguen.",
    number_at_limit:
      "El número llegó a su límite de conversaciones nuevas. Reintenta mañana, o cuando el cliente escriba.",
    account_disconnected:
      "La cuenta de WhatsApp está desconectada. Un propietario o administrador debe reconectarla en los ajustes.",
    number_gone:
      "Este número ya no está conectado. Un propietario o administrador ve el motivo en los ajustes.",
    number_not_registered:
      "Este número aún no está registrado. Un propietario o administrador puede terminar la conexión en los ajustes.",
    not_retryable: "Este mensaje ya se envió de nuevo, o no se puede.",
    quote_not_sent: "WhatsApp aún no conoce el mensaje que respondes. Reintenta en un momento.",
    template_not_found: "Este número ya no tiene la plantilla. Sincroniza las plantillas y elige otra.",
    template_not_approved: "Meta no ha aprobado esta plantilla.",
    template_values: "Faltan valores de la plantilla o están mal.",
    marketing_stopped: "Este cliente no quiere mensajes de marketing.",
    file_too_large: "El archivo es demasiado grande para WhatsApp.",
    no_upload: "El archivo subido caducó. Adjúntalo de nuevo.",
  },
});
