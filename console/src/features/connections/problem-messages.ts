import { defineMessages } from "@/i18n/catalogue";

/** Why connecting failed, by the API's stable codes: `<code>` is the title, `<code>_do` what to do about it. */
export const connectionProblems = defineMessages({
  en: {
    token_invalid: "Meta does not accept this token",
    token_invalid_do:
      "Copy the token again, whole and without spaces, or generate a new one for the system user.",
    token_expired: "The token has expired",
    token_expired_do:
      "Generate a new token for the system user (choose “never expires” if you can) and paste it here.",
    token_revoked: "The token was withdrawn",
    token_revoked_do:
      "The app was removed or the password behind the token changed. Generate a new token and paste it here.",
    wrong_app: "The token belongs to another app",
    wrong_app_do: "Generate the token for the Meta app that this installation uses, then paste it here.",
    missing_permission: "The token lacks a permission",
    missing_permission_do:
      "Generate the token again and tick whatsapp_business_management and whatsapp_business_messaging.",
    no_access: "The token may not use this WhatsApp account",
    no_access_do:
      "In Business settings, give the system user full control of the WhatsApp account, then try again.",
    account_unknown: "Meta does not know this WhatsApp account",
    account_unknown_do:
      "Check the account's id in WhatsApp Manager, and that the token's system user may see it.",
    account_missing: "The token is not good for this WhatsApp account",
    account_missing_do: "Choose an account the token was granted for, or grant the token this account too.",
    choose_account: "The token is good for several WhatsApp accounts",
    choose_account_do: "Choose the one to connect and send its id along.",
    account_needed: "The token does not say which WhatsApp account is meant",
    account_needed_do: "Send the account's id along; WhatsApp Manager shows it in the account's settings.",
    waba_taken: "This WhatsApp account is connected to another workspace",
    waba_taken_do: "Disconnect it there first, or work in that workspace.",
    no_numbers: "The WhatsApp account has no phone number yet",
    no_numbers_do: "Add a number in WhatsApp Manager, then press “Try again”.",
    number_missing: "The number does not belong to this WhatsApp account",
    number_missing_do: "Press “Continue with Facebook” again and choose the number there.",
    signup_code_expired: "The sign-up at Facebook took too long",
    signup_code_expired_do: "Its code lives for 30 seconds only. Press “Continue with Facebook” again.",
    signup_code_used: "The sign-up at Facebook has no valid code",
    signup_code_used_do: "A code is good once only. Press “Continue with Facebook” again.",
    signup_off: "This installation has no sign-up through Facebook",
    signup_off_do: "Paste a system user's token instead, or ask the operator to set EmbeddedSignupConfig.",
    signup_too_old: "The sign-up at Facebook is more than 14 days old",
    signup_too_old_do:
      "Meta lets a number be registered within 14 days of it only. Press “Continue with Facebook” and go through it again.",
    name_not_approved: "Meta has not approved the number's display name",
    name_not_approved_do:
      "Choose another name in WhatsApp Manager and wait for its review, then press “Try again”.",
    review_rejected: "Meta has rejected the account in its review",
    review_rejected_do:
      "See WhatsApp Manager for the reason and ask for another review there, then press “Try again”.",
    review_pending: "Meta is still reviewing the account",
    review_pending_do:
      "Nothing to do: it usually takes less than a day. Some messages may be refused until then.",
    payment_missing: "The account has no payment method",
    payment_missing_do:
      "Add one in WhatsApp Manager, Billing. Answers within 24 hours may work without it, templates don't.",
    sync_refused: "The phone app's contacts and chats could not be fetched",
    sync_refused_do:
      "Meta gives them once, within 24 hours of the sign-up, and only if they were shared. Messages work all the same.",
    pin_wrong: "The two-step verification PIN is wrong",
    pin_wrong_do: "The number has a PIN already. Enter it; if nobody knows it, reset it in WhatsApp Manager.",
    pin_tries: "Too many wrong PINs",
    pin_tries_do: "Meta makes you wait before the next try. Wait some hours, then enter the right PIN.",
    number_not_verified: "The number is not verified yet",
    number_not_verified_do:
      "Verify the number in WhatsApp Manager with the code Meta sends, then press “Try again”.",
    register_limit: "The number was registered too often",
    register_limit_do:
      "Meta allows ten registrations in 72 hours. Wait until three days have passed, then press “Try again”.",
    register_later: "Meta is not ready to register this number",
    register_later_do: "It was removed or moved a moment ago. Wait five minutes, then press “Try again”.",
    account_locked: "Meta has locked this account",
    account_locked_do:
      "See the account's page in WhatsApp Manager for the reason and ask for a review there.",
    account_restricted: "Meta has restricted this account",
    account_restricted_do:
      "See the account's page in WhatsApp Manager for the reason and ask for a review there.",
    account_disabled: "Meta has disabled this account",
    account_disabled_do:
      "See the account's page in WhatsApp Manager for the reason and ask for a review there.",
    account_disconnected: "The WhatsApp account is disconnected",
    account_disconnected_do:
      "An owner or admin can reconnect it in Settings, Numbers & connection. Then retry.",
    disconnected_here: "The WhatsApp account was disconnected here",
    disconnected_here_do:
      "Its token is destroyed and nothing is sent or received. Connect it again to go on; its history is kept.",
    opening_restricted: "Meta lets this account only answer customers",
    opening_restricted_do:
      "Nobody can be written to who has not written in the last 24 hours. See WhatsApp Manager for the reason.",
    utility_restricted: "Meta lets this account send no utility templates",
    utility_restricted_do:
      "Other messages go on. See WhatsApp Manager for the reason; utility templates wait until Meta lifts it.",
    number_not_registered: "The number is not registered with WhatsApp",
    number_not_registered_do:
      "An owner or admin can finish the connection in Settings, Numbers & connection. Then retry.",
    number_gone: "This number no longer belongs to the account",
    number_gone_do: "Meta does not list it any more. Use another number, or connect it again.",
    number_banned: "Meta has banned this number",
    number_banned_do: "See the number's page in WhatsApp Manager for the reason and ask for a review there.",
    number_at_limit: "The number has reached its limit of new conversations",
    number_at_limit_do:
      "Customers who wrote in the last 24 hours can be answered. Others have to wait until Meta lifts the limit.",
    health_unknown: "Meta does not let this be used for sending",
    health_unknown_do: "See WhatsApp Manager for the reason.",
    no_test_template: "There is no template a first message could be made of",
    no_test_template_do:
      "Meta offers “hello_world” to new accounts. Create a template without variables in WhatsApp Manager, wait until it is approved, then sync the templates.",
    meta_limited: "Too many calls to Meta",
    meta_limited_do: "Meta's hourly limit is used up. Wait an hour, then press “Try again”.",
    value_refused: "Meta does not accept one of the values",
    value_refused_do: "Change what Meta complains about and save again.",
    meta_unreachable: "Meta did not answer",
    meta_unreachable_do: "Nothing is lost. Press “Try again” in a moment.",
    meta_refused: "Meta refused this step",
    meta_refused_do: "Press “Try again”. If it stays so, tell support the code below.",
  },
  pt: {
    token_invalid: "A Meta não aceita este token",
    token_invalid_do:
      "Copie o token de novo, inteiro e sem espaços, ou gere outro para o usuário do sistema.",
    token_expired: "O token expirou",
    token_expired_do:
      "Gere um novo token para o usuário do sistema (escolha “nunca expira” se puder) e cole aqui.",
    token_revoked: "O token foi retirado",
    token_revoked_do: "O app foi removido ou a senha por trás do token mudou. Gere um novo token e cole.",
    wrong_app: "O token é de outro app",
    wrong_app_do: "Gere o token para o app da Meta que esta instalação usa.",
    missing_permission: "Falta uma permissão ao token",
    missing_permission_do: "Gere o token de novo e marque todas as permissões listadas ao lado.",
    no_access: "O token não pode usar esta conta do WhatsApp",
    no_access_do: "Nas configurações do negócio, dê ao usuário do sistema controle total da conta e retome.",
    account_unknown: "A Meta não conhece esta conta do WhatsApp",
    account_unknown_do:
      "Confira o ID da conta no Gerenciador do WhatsApp e se o usuário do sistema pode vê-la.",
    account_missing: "O token não vale para esta conta do WhatsApp",
    account_missing_do: "Escolha uma conta para a qual o token foi concedido, ou conceda esta conta a ele.",
    choose_account: "O token vale para várias contas do WhatsApp",
    choose_account_do: "Informe o ID da que deve ser conectada.",
    account_needed: "O token não diz qual conta do WhatsApp é",
    account_needed_do: "Informe o ID da conta; o Gerenciador do WhatsApp o mostra nas configurações dela.",
    waba_taken: "Esta conta do WhatsApp está conectada a outro espaço de trabalho",
    waba_taken_do: "Desconecte-a lá primeiro, ou trabalhe naquele espaço.",
    no_numbers: "A conta do WhatsApp não tem número de telefone",
    no_numbers_do: "Adicione um número no Gerenciador do WhatsApp e retome.",
    number_missing: "O número não é desta conta do WhatsApp",
    number_missing_do: "Clique de novo em “Continuar com o Facebook” e escolha o número lá.",
    signup_code_expired: "O cadastro no Facebook demorou demais",
    signup_code_expired_do:
      "O código dele vive só 30 segundos. Clique de novo em “Continuar com o Facebook”.",
    signup_code_used: "O cadastro no Facebook não tem código válido",
    signup_code_used_do: "Um código vale só uma vez. Clique de novo em “Continuar com o Facebook”.",
    signup_off: "Esta instalação não tem cadastro pelo Facebook",
    signup_off_do:
      "Cole um token de usuário do sistema, ou peça ao operador que defina EmbeddedSignupConfig.",
    signup_too_old: "O cadastro no Facebook tem mais de 14 dias",
    signup_too_old_do:
      "A Meta só registra o número até 14 dias depois. Clique em “Continuar com o Facebook” e faça-o de novo.",
    name_not_approved: "A Meta não aprovou o nome de exibição do número",
    name_not_approved_do: "Escolha outro nome no Gerenciador do WhatsApp, espere a análise e retome.",
    review_rejected: "A Meta recusou a conta na análise",
    review_rejected_do: "Veja o motivo no Gerenciador do WhatsApp, peça lá outra análise e retome.",
    review_pending: "A Meta ainda analisa a conta",
    review_pending_do:
      "Nada a fazer: costuma levar menos de um dia. Até lá algumas mensagens podem ser recusadas.",
    payment_missing: "A conta não tem forma de pagamento",
    payment_missing_do:
      "Adicione uma no Gerenciador do WhatsApp, Faturamento. Respostas em 24 horas podem funcionar sem ela; modelos não.",
    sync_refused: "Os contatos e conversas do app do telefone não puderam ser buscados",
    sync_refused_do:
      "A Meta os dá uma vez, até 24 horas depois do cadastro, e só se foram compartilhados. As mensagens funcionam mesmo assim.",
    pin_wrong: "O PIN da verificação em duas etapas está errado",
    pin_wrong_do: "O número já tem um PIN. Digite-o; se ninguém souber, redefina no Gerenciador do WhatsApp.",
    pin_tries: "PINs errados demais",
    pin_tries_do: "A Meta faz você esperar. Espere algumas horas e digite o PIN certo.",
    number_not_verified: "O número ainda não foi verificado",
    number_not_verified_do: "Verifique o número no Gerenciador do WhatsApp com o código da Meta e retome.",
    register_limit: "O número foi registrado vezes demais",
    register_limit_do: "A Meta permite dez registros em 72 horas. Espere três dias e retome.",
    register_later: "A Meta não está pronta para registrar este número",
    register_later_do: "Ele foi removido ou movido há pouco. Espere cinco minutos e retome.",
    account_locked: "A Meta bloqueou esta conta",
    account_locked_do: "Veja o motivo no Gerenciador do WhatsApp e peça uma revisão lá.",
    account_restricted: "A Meta restringiu esta conta",
    account_restricted_do: "Veja o motivo no Gerenciador do WhatsApp e peça uma revisão lá.",
    account_disabled: "A Meta desativou esta conta",
    account_disabled_do: "Veja o motivo no Gerenciador do WhatsApp e peça lá uma análise.",
    account_disconnected: "A conta do WhatsApp está desconectada",
    account_disconnected_do:
      "Um proprietário ou administrador pode reconectá-la em Configurações, Números e conexão.",
    disconnected_here: "A conta do WhatsApp foi desconectada aqui",
    disconnected_here_do:
      "O token foi destruído e nada é enviado nem recebido. Conecte-a de novo para continuar; o histórico fica.",
    opening_restricted: "A Meta deixa esta conta apenas responder",
    opening_restricted_do:
      "Não se pode escrever a quem não escreveu nas últimas 24 horas. Veja o motivo no Gerenciador do WhatsApp.",
    utility_restricted: "A Meta não deixa esta conta enviar modelos de utilidade",
    utility_restricted_do:
      "O resto continua. Veja o motivo no Gerenciador do WhatsApp; esses modelos esperam até a Meta liberar.",
    number_not_registered: "O número não está registrado no WhatsApp",
    number_not_registered_do:
      "Um proprietário ou administrador pode terminar a conexão em Configurações, Números e conexão.",
    number_gone: "Este número já não pertence à conta",
    number_gone_do: "A Meta não o lista mais. Use outro número, ou conecte-o de novo.",
    number_banned: "A Meta baniu este número",
    number_banned_do: "Veja o motivo na página do número no Gerenciador do WhatsApp e peça lá uma análise.",
    number_at_limit: "O número chegou ao limite de novas conversas",
    number_at_limit_do:
      "Quem escreveu nas últimas 24 horas pode ser respondido. Os outros esperam até a Meta liberar.",
    health_unknown: "A Meta não deixa usar isto para enviar",
    health_unknown_do: "Veja o motivo no Gerenciador do WhatsApp.",
    no_test_template: "Não há modelo para uma primeira mensagem",
    no_test_template_do:
      "A Meta oferece “hello_world” a contas novas. Crie um modelo sem variáveis no Gerenciador do WhatsApp, espere a aprovação e sincronize os modelos.",
    meta_limited: "Chamadas demais à Meta",
    meta_limited_do: "O limite por hora da Meta acabou. Espere uma hora e retome.",
    value_refused: "A Meta não aceita um dos valores",
    value_refused_do: "Mude o que a Meta aponta e salve de novo.",
    meta_unreachable: "A Meta não respondeu",
    meta_unreachable_do: "Nada se perdeu. Retome em instantes.",
    meta_refused: "A Meta recusou esta etapa",
    meta_refused_do: "Retome. Se continuar assim, fale com o suporte.",
  },
  es: {
    token_invalid: "Meta no acepta este token",
    token_invalid_do:
      "Copia el token otra vez, entero y sin espacios, o genera otro para el usuario del sistema.",
    token_expired: "El token caducó",
    token_expired_do:
      "Genera un token nuevo para el usuario del sistema (elige «no caduca nunca» si puedes) y pégalo aquí.",
    token_revoked: "El token fue retirado",
    token_revoked_do:
      "Se quitó la app o cambió la contraseña detrás del token. Genera un token nuevo y pégalo.",
    wrong_app: "El token es de otra app",
    wrong_app_do: "Genera el token para la app de Meta que usa esta instalación.",
    missing_permission: "Al token le falta un permiso",
    missing_permission_do: "Genera el token otra vez y marca todos los permisos de la lista de al lado.",
    no_access: "El token no puede usar esta cuenta de WhatsApp",
    no_access_do:
      "En la configuración del negocio, da al usuario del sistema control total de la cuenta y retoma.",
    account_unknown: "Meta no conoce esta cuenta de WhatsApp",
    account_unknown_do:
      "Revisa el ID de la cuenta en el Administrador de WhatsApp y que el usuario del sistema pueda verla.",
    account_missing: "El token no vale para esta cuenta de WhatsApp",
    account_missing_do: "Elige una cuenta para la que se concedió el token, o concédele también esta.",
    choose_account: "El token vale para varias cuentas de WhatsApp",
    choose_account_do: "Escribe el ID de la que hay que conectar.",
    account_needed: "El token no dice de qué cuenta de WhatsApp se trata",
    account_needed_do: "Escribe el ID de la cuenta; el Administrador de WhatsApp lo muestra en sus ajustes.",
    waba_taken: "Esta cuenta de WhatsApp está conectada a otro espacio de trabajo",
    waba_taken_do: "Desconéctala allí primero, o trabaja en ese espacio.",
    no_numbers: "La cuenta de WhatsApp no tiene número de teléfono",
    no_numbers_do: "Agrega un número en el Administrador de WhatsApp y retoma.",
    number_missing: "El número no es de esta cuenta de WhatsApp",
    number_missing_do: "Pulsa otra vez “Continuar con Facebook” y elige el número allí.",
    signup_code_expired: "El registro en Facebook tardó demasiado",
    signup_code_expired_do: "Su código vive solo 30 segundos. Pulsa otra vez “Continuar con Facebook”.",
    signup_code_used: "El registro en Facebook no tiene un código válido",
    signup_code_used_do: "Un código vale una sola vez. Pulsa otra vez “Continuar con Facebook”.",
    signup_off: "Esta instalación no tiene registro por Facebook",
    signup_off_do: "Pega un token de usuario del sistema, o pide al operador que ponga EmbeddedSignupConfig.",
    signup_too_old: "El registro en Facebook tiene más de 14 días",
    signup_too_old_do:
      "Meta solo registra el número hasta 14 días después. Pulsa “Continuar con Facebook” y hazlo de nuevo.",
    name_not_approved: "Meta no aprobó el nombre visible del número",
    name_not_approved_do: "Elige otro nombre en el Administrador de WhatsApp, espera la revisión y retoma.",
    review_rejected: "Meta rechazó la cuenta en su revisión",
    review_rejected_do: "Mira el motivo en el Administrador de WhatsApp, pide allí otra revisión y retoma.",
    review_pending: "Meta aún revisa la cuenta",
    review_pending_do:
      "Nada que hacer: suele tardar menos de un día. Hasta entonces algunos mensajes pueden ser rechazados.",
    payment_missing: "La cuenta no tiene forma de pago",
    payment_missing_do:
      "Agrega una en el Administrador de WhatsApp, Facturación. Respuestas en 24 horas pueden funcionar sin ella; plantillas no.",
    sync_refused: "Los contactos y chats de la app del teléfono no se pudieron traer",
    sync_refused_do:
      "Meta los da una vez, hasta 24 horas después del registro, y solo si se compartieron. Los mensajes funcionan igual.",
    pin_wrong: "El PIN de la verificación en dos pasos es incorrecto",
    pin_wrong_do:
      "El número ya tiene un PIN. Escríbelo; si nadie lo sabe, restablécelo en el Administrador de WhatsApp.",
    pin_tries: "Demasiados PIN incorrectos",
    pin_tries_do: "Meta te hace esperar. Espera unas horas y escribe el PIN correcto.",
    number_not_verified: "El número aún no está verificado",
    number_not_verified_do:
      "Verifica el número en el Administrador de WhatsApp con el código de Meta y retoma.",
    register_limit: "El número se registró demasiadas veces",
    register_limit_do: "Meta permite diez registros en 72 horas. Espera tres días y retoma.",
    register_later: "Meta no está lista para registrar este número",
    register_later_do: "Se quitó o se movió hace un momento. Espera cinco minutos y retoma.",
    account_locked: "Meta bloqueó esta cuenta",
    account_locked_do: "Mira el motivo en el Administrador de WhatsApp y pide allí una revisión.",
    account_restricted: "Meta restringió esta cuenta",
    account_restricted_do: "Mira el motivo en el Administrador de WhatsApp y pide allí una revisión.",
    account_disabled: "Meta desactivó esta cuenta",
    account_disabled_do: "Mira el motivo en el Administrador de WhatsApp y pide allí una revisión.",
    account_disconnected: "La cuenta de WhatsApp está desconectada",
    account_disconnected_do:
      "Un propietario o administrador puede reconectarla en Ajustes, Números y conexión.",
    disconnected_here: "La cuenta de WhatsApp se desconectó aquí",
    disconnected_here_do:
      "Su token está destruido y nada se envía ni se recibe. Conéctala de nuevo para seguir; su historial queda.",
    opening_restricted: "Meta deja que esta cuenta solo responda",
    opening_restricted_do:
      "No se puede escribir a quien no escribió en las últimas 24 horas. Mira el motivo en el Administrador de WhatsApp.",
    utility_restricted: "Meta no deja que esta cuenta envíe plantillas de utilidad",
    utility_restricted_do:
      "Lo demás sigue. Mira el motivo en el Administrador de WhatsApp; esas plantillas esperan a que Meta lo levante.",
    number_not_registered: "El número no está registrado en WhatsApp",
    number_not_registered_do:
      "Un propietario o administrador puede terminar la conexión en Ajustes, Números y conexión.",
    number_gone: "Este número ya no pertenece a la cuenta",
    number_gone_do: "Meta ya no lo lista. Usa otro número, o conéctalo de nuevo.",
    number_banned: "Meta bloqueó este número",
    number_banned_do:
      "Mira el motivo en la página del número en el Administrador de WhatsApp y pide allí una revisión.",
    number_at_limit: "El número llegó a su límite de conversaciones nuevas",
    number_at_limit_do:
      "Se puede responder a quien escribió en las últimas 24 horas. Los demás esperan hasta que Meta lo levante.",
    health_unknown: "Meta no deja usar esto para enviar",
    health_unknown_do: "Mira el motivo en el Administrador de WhatsApp.",
    no_test_template: "No hay plantilla para un primer mensaje",
    no_test_template_do:
      "Meta ofrece “hello_world” a cuentas nuevas. Crea una plantilla sin variables en el Administrador de WhatsApp, espera la aprobación y sincroniza las plantillas.",
    meta_limited: "Demasiadas llamadas a Meta",
    meta_limited_do: "Se agotó el límite por hora de Meta. Espera una hora y retoma.",
    value_refused: "Meta no acepta uno de los valores",
    value_refused_do: "Cambia lo que Meta señala y guarda de nuevo.",
    meta_unreachable: "Meta no respondió",
    meta_unreachable_do: "No se perdió nada. Retoma en un momento.",
    meta_refused: "Meta rechazó este paso",
    meta_refused_do: "Retoma. Si sigue igual, habla con soporte.",
  },
});
