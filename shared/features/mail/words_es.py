"""The letters in Spanish."""

from __future__ import annotations

from shared.features.mail.words import Language, Words

_NOT_YOU = "Si no fuiste tú, restablece tu contraseña ahora y cierra las sesiones que no conozcas (Ajustes, Seguridad)."
_GOOD_FOR = "Vale durante {minutes} minutos y funciona una sola vez."
_NOBODY_ASKS = "Nadie de WALoom te pedirá nunca este código. Escríbelo solo en la página que lo pidió."

SPANISH = Language(
    hello="Hola:",
    hello_name="Hola, {name}:",
    footer="Este correo lo escribió WALoom en {site}. Nadie lee las respuestas.",
    important="Importante",
    roles={
        "owner": "propietario",
        "admin": "administrador",
        "marketer": "marketing",
        "agent": "agente",
        "viewer": "lector",
    },
    letters={
        "sign_up_code": Words(
            "Confirma tu dirección",
            ("Estás creando una cuenta de WALoom con esta dirección. Este es tu código:",),
            (_GOOD_FOR, _NOBODY_ASKS, "Si no pediste una cuenta, no tienes que hacer nada."),
        ),
        "account_exists": Words(
            "Ya tienes una cuenta",
            ("Alguien, probablemente tú, quiso crear una cuenta de WALoom con esta dirección. Ya tiene una.",),
            (
                "Si olvidaste tu contraseña, pide una nueva: {site}/forgot-password",
                "Si no fuiste tú, no tienes que hacer nada: no ha cambiado nada.",
            ),
            button="Iniciar sesión",
        ),
        "reset_code": Words(
            "Elige una nueva contraseña",
            ("Alguien, probablemente tú, pidió una nueva contraseña para esta cuenta. Este es el código:",),
            (_GOOD_FOR, _NOBODY_ASKS, "Si no fuiste tú, no tienes que hacer nada: tu contraseña sigue igual."),
        ),
        "email_code": Words(
            "Confirma tu nueva dirección",
            ("Quieres iniciar sesión en WALoom con esta dirección de ahora en adelante. Este es tu código:",),
            (_GOOD_FOR, _NOBODY_ASKS, "Si no fuiste tú, no tienes que hacer nada."),
        ),
        "email_changed": Words(
            "Tu dirección ha cambiado",
            (
                "Desde {at} inicias sesión en WALoom con {new_email}. Esta dirección ya no funciona.",
                (
                    "Si no fuiste tú, pide al propietario de tu espacio de trabajo que quite esta cuenta y avisa a "
                    "quien administra WALoom para ti."
                ),
            ),
        ),
        "password_changed": Words(
            "Tu contraseña ha cambiado",
            ("Tu contraseña se cambió el {at}.", "Dispositivo: {device}", "Dirección IP: {ip}", _NOT_YOU),
            button="Restablecer la contraseña",
        ),
        "new_device": Words(
            "Nuevo inicio de sesión",
            (
                "Alguien inició sesión en tu cuenta el {at} con un dispositivo que no conocíamos.",
                "Dispositivo: {device}",
                "Dirección IP: {ip}",
                "Si fuiste tú, todo está bien.",
                _NOT_YOU,
            ),
            button="Abrir WALoom",
        ),
        "session_stolen": Words(
            "Se cerró una sesión tuya",
            (
                (
                    "El {at} alguien intentó seguir con una sesión tuya desde una copia antigua. Eso pasa cuando roban "
                    "una copia, así que hemos cerrado esa sesión."
                ),
                "Dispositivo: {device}",
                "Dirección IP: {ip}",
                "Inicia sesión de nuevo y cambia tu contraseña si algo te parece raro.",
            ),
            button="Abrir WALoom",
        ),
        "second_factor_on": Words(
            "Iniciar sesión ahora pide un segundo paso",
            (
                "Desde el {at} se pide un código de tu aplicación de autenticación al iniciar sesión.",
                "Guarda tus códigos de recuperación donde los encuentres sin el teléfono.",
                _NOT_YOU,
            ),
            button="Abrir WALoom",
        ),
        "second_factor_off": Words(
            "Iniciar sesión ya no pide un segundo paso",
            ("Desde el {at} tu contraseña sola abre tu cuenta.", _NOT_YOU),
            button="Abrir WALoom",
        ),
        "recovery_code_used": Words(
            "Se usó un código de recuperación",
            (
                (
                    "El {at} alguien inició sesión en tu cuenta con un código de recuperación. La aplicación de "
                    "autenticación queda desactivada hasta que la configures de nuevo."
                ),
                "Códigos de recuperación restantes: {left}",
                _NOT_YOU,
            ),
            button="Abrir WALoom",
        ),
        "invitation": Words(
            "{inviter} te invita a {workspace}",
            (
                "{inviter} te invita a trabajar en “{workspace}” en WALoom, como {role}.",
                "La invitación vale hasta el {expires_at} y funciona una sola vez.",
            ),
            ("Si no sabes quién es, no tienes que hacer nada.",),
            button="Aceptar la invitación",
        ),
        "notice": Words(
            "{workspace}: {headline}",
            ("{about_topic}", "{title}", "{detail}"),
            (
                "Puede haber más de lo mismo: recibes como máximo un correo así por hora, la consola muestra todos.",
                "Qué avisos recibes por correo: {preferences}",
            ),
            button="Abrir WALoom",
        ),
    },
    topics={
        "account": ("la cuenta de WhatsApp te necesita", "Algo pasó con una cuenta de WhatsApp de este espacio:"),
        "token": ("el acceso a WhatsApp te necesita", "El acceso de WALoom a una cuenta de WhatsApp está en riesgo:"),
        "number": ("un número de WhatsApp te necesita", "Algo pasó con un número de WhatsApp de este espacio:"),
        "template": ("noticias de una plantilla", "Meta ha decidido sobre una plantilla de mensaje de este espacio:"),
        "news": ("noticias de WhatsApp", "Hay noticias de una cuenta de WhatsApp de este espacio:"),
        "members": ("noticias del equipo", "Algo ha cambiado en el equipo de este espacio:"),
        "exports": ("tu exportación", "Hay noticias de una exportación que pediste:"),
    },
)
