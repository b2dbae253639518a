import { defineMessages } from "@/i18n/catalogue";

/** The API's stable problem codes in plain words. A code missing here is shown in the API's own English. */
export const problems = defineMessages({
  en: {
    wrong_credentials: "The email or the password is not right.",
    unauthorized: "Your session has ended. Sign in again.",
    forbidden: "Your role does not include this.",
    not_found: "This no longer exists, or you cannot see it.",
    conflict: "Someone changed this in the meantime. Look again and repeat.",
    invalid: "Something in the form is not right.",
    rate_limited: "Too many requests in a short time. Wait a moment and try again.",
    unavailable: "A part of WALoom is not answering. Try again in a moment.",
    window_closed: "The 24-hour window is closed: only a template can be sent.",
    unexpected: "Something went wrong on our side. Try again.",
  },
  pt: {
    wrong_credentials: "O e-mail ou a senha não estão certos.",
    unauthorized: "Sua sessão terminou. Entre de novo.",
    forbidden: "Sua função não inclui isto.",
    not_found: "Isto não existe mais, ou você não pode ver.",
    conflict: "Alguém mudou isto nesse meio-tempo. Confira e repita.",
    invalid: "Algo no formulário não está certo.",
    rate_limited: "Pedidos demais em pouco tempo. Espere um momento e tente de novo.",
    unavailable: "Uma parte do WALoom não está respondendo. Tente de novo em instantes.",
    window_closed: "A janela de 24 horas está fechada: só é possível enviar um modelo.",
    unexpected: "Algo deu errado do nosso lado. Tente de novo.",
  },
  es: {
    wrong_credentials: "El correo o la contraseña no son correctos.",
    unauthorized: "Tu sesión terminó. Inicia sesión de nuevo.",
    forbidden: "Tu rol no incluye esto.",
    not_found: "Esto ya no existe, o no puedes verlo.",
    conflict: "Alguien cambió esto mientras tanto. Revisa y repite.",
    invalid: "Algo en el formulario no está bien.",
    rate_limited: "Demasiadas solicitudes en poco tiempo. Espera un momento y reintenta.",
    unavailable: "Una parte de WALoom no responde. Reintenta en un momento.",
    window_closed: "La ventana de 24 horas está cerrada: solo se puede enviar una plantilla.",
    unexpected: "Algo salió mal de nuestro lado. Reintenta.",
  },
});
