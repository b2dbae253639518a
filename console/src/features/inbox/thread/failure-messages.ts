import { defineMessages } from "@/i18n/catalogue";

/** Why a message did not arrive, by the API's `failure.reason`. What is missing here is shown in the API's own English. */
export const failures = defineMessages({
  en: {
    outside_window:
      "More than 24 hours have passed since the customer wrote. Send a template; free messages work again once they answer.",
    recipient_unreachable:
      "The customer cannot be reached on WhatsApp. They may not use it, use a very old version, or have blocked you.",
    not_delivered_by_meta:
      "Meta chose not to deliver this, because it limits marketing per person. Do not send it again within a day.",
    opted_out: "The customer stopped marketing messages from you. Only they can allow them again.",
    pair_limited: "Too many messages to this customer in a short time. Wait a little, then retry.",
    rate_limited: "Your number is sending too fast. Wait a little, then retry.",
    api_limited: "Meta's limit of calls is used up. Retry later.",
    spam_limited: "Meta limits this number because people blocked or reported it.",
    token_expired:
      "The WhatsApp account is disconnected. An admin must reconnect it in the settings; then retry.",
    access_denied: "Meta denies access to this account. An admin must check the token's rights; then retry.",
    account_disabled: "Meta has disabled this account. See WhatsApp Manager for the reason.",
    number_banned: "Meta has banned this number. See WhatsApp Manager and ask for a review there.",
    opening_restricted: "Meta lets this account only answer customers for now. Retry once they have written.",
    utility_restricted: "Meta lets this account send no utility templates for now. Other messages go on.",
    number_at_limit:
      "The number has reached its limit of new conversations. Retry tomorrow, or once the customer has written.",
    account_locked: "Meta has locked this account. See WhatsApp Manager for the reason.",
    account_restricted: "Meta has restricted this account. See WhatsApp Manager and ask for a review there.",
    account_disconnected: "The WhatsApp account is disconnected. An admin must reconnect it in the settings.",
    payment_problem:
      "Meta cannot bill this account. Repair the payment method in WhatsApp Manager, then retry.",
    number_not_registered:
      "The number is not registered. An admin can resume the account in the settings; then retry.",
    number_in_maintenance: "Meta is working on this number, which takes minutes. Retry then.",
    number_gone: "Meta does not know this number any more. Check it in WhatsApp Manager.",
    display_name_missing: "The number has no approved display name yet.",
    bad_request: "Meta did not accept this message as it is. Change it and send it anew.",
    refused_by_meta: "Meta refused this message.",
    meta_trouble:
      "Meta had a problem of its own; the message may not have gone out. If no tick appears, retry.",
    unconfirmed: "WhatsApp never confirmed this message, so it probably did not arrive. You can retry.",
    media_download_failed: "The file could not be fetched. Upload it again.",
    media_upload_failed: "Meta did not accept the file. Check its type and size.",
    unsupported_type: "WhatsApp does not know this kind of message.",
    template_parameters:
      "The template's variables do not fit any more. Sync the templates and fill them anew.",
    template_missing:
      "The template does not exist or is not approved. Sync the templates and choose another.",
    template_paused: "Meta paused this template because of its quality. Choose another meanwhile.",
    template_disabled: "Meta disabled this template for good. Make a new one.",
    template_policy: "The template's content breaks a rule of Meta's.",
    text_too_long: "The filled template is too long. Shorten its values.",
    blocked_by_us: "Your business has blocked this customer. Unblock them first.",
    country_not_allowed: "Meta does not let this account write to the customer's country.",
    meta_experiment: "Meta left this person out of marketing for a test of its own.",
    phone_needed: "This kind of message needs the customer's phone number, and only their username is known.",
    identity_changed: "The customer may have a new phone. Confirm who they are before you write.",
    test_number: "A test number writes only to people listed in Meta's app dashboard.",
    own_number: "This is the business's own number.",
  },
  pt: {
    outside_window:
      "Passaram mais de 24 horas desde que o cliente escreveu. Envie um modelo; mensagens livres voltam quando ele responder.",
    recipient_unreachable:
      "Não foi possível alcançar o cliente no WhatsApp. Talvez não use, tenha uma versão muito antiga ou tenha bloqueado você.",
    not_delivered_by_meta:
      "A Meta decidiu não entregar, porque limita o marketing por pessoa. Não envie de novo em menos de um dia.",
    opted_out: "O cliente parou as mensagens de marketing de vocês. Só ele pode permitir de novo.",
    pair_limited: "Mensagens demais para este cliente em pouco tempo. Espere um pouco e tente de novo.",
    rate_limited: "Seu número está enviando rápido demais. Espere um pouco e tente de novo.",
    api_limited: "O limite de chamadas da Meta acabou. Tente mais tarde.",
    spam_limited: "A Meta limita este número porque pessoas o bloquearam ou denunciaram.",
    token_expired:
      "A conta do WhatsApp está desconectada. Um administrador precisa reconectá-la nas configurações; depois tente de novo.",
    access_denied:
      "A Meta nega acesso a esta conta. Um administrador precisa verificar os direitos do token; depois tente de novo.",
    account_disabled: "A Meta desativou esta conta. Veja o motivo no Gerenciador do WhatsApp.",
    number_banned: "A Meta baniu este número. Veja o Gerenciador do WhatsApp e peça lá uma análise.",
    opening_restricted:
      "Por ora a Meta deixa esta conta apenas responder. Tente de novo quando o cliente escrever.",
    utility_restricted:
      "Por ora a Meta não deixa esta conta enviar modelos de utilidade. As outras mensagens continuam.",
    number_at_limit:
      "O número chegou ao limite de novas conversas. Tente amanhã, ou quando o cliente escrever.",
    account_locked: "A Meta bloqueou esta conta. Veja o motivo no Gerenciador do WhatsApp.",
    account_restricted: "A Meta restringiu esta conta. Veja no Gerenciador do WhatsApp e peça uma revisão.",
    account_disconnected:
      "A conta do WhatsApp está desconectada. Um administrador precisa reconectá-la nas configurações.",
    payment_problem:
      "A Meta não consegue cobrar esta conta. Arrume a forma de pagamento no Gerenciador do WhatsApp e tente de novo.",
    number_not_registered:
      "O número não está registrado. Um administrador pode retomar a conta nas configurações; depois tente de novo.",
    number_in_maintenance: "A Meta está mexendo neste número, o que leva minutos. Tente depois.",
    number_gone: "A Meta não conhece mais este número. Verifique no Gerenciador do WhatsApp.",
    display_name_missing: "O número ainda não tem nome de exibição aprovado.",
    bad_request: "A Meta não aceitou esta mensagem como está. Mude e envie de novo.",
    refused_by_meta: "A Meta recusou esta mensagem.",
    meta_trouble:
      "A Meta teve um problema; a mensagem pode não ter saído. Se nenhum sinal aparecer, tente de novo.",
    unconfirmed:
      "O WhatsApp nunca confirmou esta mensagem, então é provável que não tenha chegado. Você pode tentar de novo.",
    media_download_failed: "Não foi possível buscar o arquivo. Envie-o de novo.",
    media_upload_failed: "A Meta não aceitou o arquivo. Confira o tipo e o tamanho.",
    unsupported_type: "O WhatsApp não conhece este tipo de mensagem.",
    template_parameters:
      "As variáveis do modelo não encaixam mais. Sincronize os modelos e preencha de novo.",
    template_missing: "O modelo não existe ou não está aprovado. Sincronize os modelos e escolha outro.",
    template_paused: "A Meta pausou este modelo por causa da qualidade. Escolha outro por enquanto.",
    template_disabled: "A Meta desativou este modelo de vez. Crie um novo.",
    template_policy: "O conteúdo do modelo quebra uma regra da Meta.",
    text_too_long: "O modelo preenchido é longo demais. Encurte os valores.",
    blocked_by_us: "Sua empresa bloqueou este cliente. Desbloqueie primeiro.",
    country_not_allowed: "A Meta não deixa esta conta escrever para o país do cliente.",
    meta_experiment: "A Meta deixou esta pessoa fora do marketing por um teste dela.",
    phone_needed: "Este tipo de mensagem precisa do telefone do cliente, e só o nome de usuário é conhecido.",
    identity_changed: "O cliente pode ter um telefone novo. Confirme quem é antes de escrever.",
    test_number: "Um número de teste só escreve para pessoas listadas no painel do app da Meta.",
    own_number: "Este é o número da própria empresa.",
  },
  es: {
    outside_window:
      "Pasaron más de 24 horas desde que el cliente escribió. Envía una plantilla; los mensajes libres vuelven cuando responda.",
    recipient_unreachable:
      "No se puede contactar al cliente en WhatsApp. Quizá no lo usa, tiene una versión muy antigua o te bloqueó.",
    not_delivered_by_meta:
      "Meta decidió no entregarlo, porque limita el marketing por persona. No lo envíes de nuevo en menos de un día.",
    opted_out: "El cliente detuvo tus mensajes de marketing. Solo él puede permitirlos de nuevo.",
    pair_limited: "Demasiados mensajes a este cliente en poco tiempo. Espera un poco y reintenta.",
    rate_limited: "Tu número está enviando demasiado rápido. Espera un poco y reintenta.",
    api_limited: "Se agotó el límite de llamadas de Meta. Reintenta más tarde.",
    spam_limited: "Meta limita este número porque hubo gente que lo bloqueó o denunció.",
    token_expired:
      "La cuenta de WhatsApp está desconectada. Un administrador debe reconectarla en los ajustes; luego reintenta.",
    access_denied:
      "Meta niega el acceso a esta cuenta. Un administrador debe revisar los permisos del token; luego reintenta.",
    account_disabled: "Meta desactivó esta cuenta. Mira el motivo en el Administrador de WhatsApp.",
    number_banned: "Meta bloqueó este número. Mira el Administrador de WhatsApp y pide allí una revisión.",
    opening_restricted:
      "Por ahora Meta deja que esta cuenta solo responda. Reintenta cuando el cliente escriba.",
    utility_restricted:
      "Por ahora Meta no deja que esta cuenta envíe plantillas de utilidad. Los demás mensajes siguen.",
    number_at_limit:
      "El número llegó a su límite de conversaciones nuevas. Reintenta mañana, o cuando el cliente escriba.",
    account_locked: "Meta bloqueó esta cuenta. Mira el motivo en el Administrador de WhatsApp.",
    account_restricted:
      "Meta restringió esta cuenta. Míralo en el Administrador de WhatsApp y pide una revisión.",
    account_disconnected:
      "La cuenta de WhatsApp está desconectada. Un administrador debe reconectarla en los ajustes.",
    payment_problem:
      "Meta no puede cobrar a esta cuenta. Arregla el método de pago en el Administrador de WhatsApp y reintenta.",
    number_not_registered:
      "El número no está registrado. Un administrador puede reanudar la cuenta en los ajustes; luego reintenta.",
    number_in_maintenance: "Meta está trabajando en este número, lo que tarda minutos. Reintenta después.",
    number_gone: "Meta ya no conoce este número. Revísalo en el Administrador de WhatsApp.",
    display_name_missing: "El número todavía no tiene un nombre visible aprobado.",
    bad_request: "Meta no aceptó este mensaje tal como está. Cámbialo y envíalo de nuevo.",
    refused_by_meta: "Meta rechazó este mensaje.",
    meta_trouble:
      "Meta tuvo un problema propio; quizá el mensaje no salió. Si no aparece ninguna marca, reintenta.",
    unconfirmed: "WhatsApp nunca confirmó este mensaje, así que probablemente no llegó. Puedes reintentar.",
    media_download_failed: "No se pudo obtener el archivo. Súbelo de nuevo.",
    media_upload_failed: "Meta no aceptó el archivo. Revisa su tipo y tamaño.",
    unsupported_type: "WhatsApp no conoce este tipo de mensaje.",
    template_parameters:
      "Las variables de la plantilla ya no encajan. Sincroniza las plantillas y rellénalas de nuevo.",
    template_missing: "La plantilla no existe o no está aprobada. Sincroniza las plantillas y elige otra.",
    template_paused: "Meta pausó esta plantilla por su calidad. Elige otra mientras tanto.",
    template_disabled: "Meta desactivó esta plantilla para siempre. Crea una nueva.",
    template_policy: "El contenido de la plantilla incumple una regla de Meta.",
    text_too_long: "La plantilla rellenada es demasiado larga. Acorta sus valores.",
    blocked_by_us: "Tu empresa bloqueó a este cliente. Desbloquéalo primero.",
    country_not_allowed: "Meta no permite que esta cuenta escriba al país del cliente.",
    meta_experiment: "Meta dejó a esta persona fuera del marketing por una prueba suya.",
    phone_needed:
      "Este tipo de mensaje necesita el teléfono del cliente, y solo se conoce su nombre de usuario.",
    identity_changed: "El cliente puede tener un teléfono nuevo. Confirma quién es antes de escribir.",
    test_number: "Un número de prueba solo escribe a las personas listadas en el panel de la app de Meta.",
    own_number: "Este es el número de la propia empresa.",
  },
});
