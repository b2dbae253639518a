"""The letters in Portuguese."""

from __future__ import annotations

from shared.features.mail.words import Language, Words

_NOT_YOU = "Se não foi você, redefina sua senha agora e encerre as sessões que não conhece (Configurações, Segurança)."
_GOOD_FOR = "Ele vale por {minutes} minutos e só funciona uma vez."
_NOBODY_ASKS = "Ninguém da WALoom vai pedir este código. Digite-o somente na página que o solicitou."

PORTUGUESE = Language(
    hello="Olá,",
    hello_name="Olá, {name},",
    footer="Este e-mail foi escrito pela WALoom em {site}. Ninguém lê as respostas a ele.",
    important="Importante",
    roles={
        "owner": "proprietário",
        "admin": "administrador",
        "marketer": "marketing",
        "agent": "atendente",
        "viewer": "leitor",
    },
    letters={
        "sign_up_code": Words(
            "Confirme seu endereço",
            ("Você está criando uma conta WALoom com este endereço. Este é o seu código:",),
            (_GOOD_FOR, _NOBODY_ASKS, "Se você não pediu uma conta, não precisa fazer nada."),
        ),
        "account_exists": Words(
            "Você já tem uma conta",
            ("Alguém, provavelmente você, quis criar uma conta WALoom com este endereço. Ele já tem uma.",),
            (
                "Se você esqueceu sua senha, peça uma nova: {site}/forgot-password",
                "Se não foi você, não precisa fazer nada: nada mudou.",
            ),
            button="Entrar",
        ),
        "reset_code": Words(
            "Defina uma nova senha",
            ("Alguém, provavelmente você, pediu uma nova senha para esta conta. Este é o código:",),
            (_GOOD_FOR, _NOBODY_ASKS, "Se não foi você, não precisa fazer nada: sua senha continua a mesma."),
        ),
        "email_code": Words(
            "Confirme seu novo endereço",
            ("Você quer entrar na WALoom com este endereço de agora em diante. Este é o seu código:",),
            (_GOOD_FOR, _NOBODY_ASKS, "Se não foi você, não precisa fazer nada."),
        ),
        "email_changed": Words(
            "Seu endereço mudou",
            (
                "Desde {at} você entra na WALoom com {new_email}. Este endereço não funciona mais.",
                (
                    "Se não foi você, peça ao proprietário do seu espaço de trabalho que remova esta conta e avise "
                    "quem administra a WALoom para você."
                ),
            ),
        ),
        "password_changed": Words(
            "Sua senha mudou",
            ("Sua senha foi alterada em {at}.", "Dispositivo: {device}", "Endereço IP: {ip}", _NOT_YOU),
            button="Redefinir a senha",
        ),
        "new_device": Words(
            "Novo acesso",
            (
                "Alguém entrou na sua conta em {at} com um dispositivo que ainda não conhecíamos.",
                "Dispositivo: {device}",
                "Endereço IP: {ip}",
                "Se foi você, está tudo bem.",
                _NOT_YOU,
            ),
            button="Abrir a WALoom",
        ),
        "session_stolen": Words(
            "Uma sessão sua foi encerrada",
            (
                (
                    "Em {at} alguém tentou continuar uma sessão sua a partir de uma cópia antiga. Isso acontece quando "
                    "uma cópia é roubada, por isso encerramos essa sessão."
                ),
                "Dispositivo: {device}",
                "Endereço IP: {ip}",
                "Entre de novo e troque sua senha se algo parecer estranho.",
            ),
            button="Abrir a WALoom",
        ),
        "second_factor_on": Words(
            "Entrar agora exige uma segunda etapa",
            (
                "Desde {at} um código do seu aplicativo autenticador é pedido quando você entra.",
                "Guarde seus códigos de recuperação onde possa encontrá-los sem o celular.",
                _NOT_YOU,
            ),
            button="Abrir a WALoom",
        ),
        "second_factor_off": Words(
            "Entrar não exige mais uma segunda etapa",
            ("Desde {at} somente a sua senha abre a sua conta.", _NOT_YOU),
            button="Abrir a WALoom",
        ),
        "recovery_code_used": Words(
            "Um código de recuperação foi usado",
            (
                (
                    "Em {at} alguém entrou na sua conta com um código de recuperação. O aplicativo autenticador fica "
                    "desligado até você configurá-lo de novo."
                ),
                "Códigos de recuperação restantes: {left}",
                _NOT_YOU,
            ),
            button="Abrir a WALoom",
        ),
        "invitation": Words(
            "{inviter} convida você para {workspace}",
            (
                "{inviter} convida você a trabalhar em “{workspace}” na WALoom, como {role}.",
                "O convite vale até {expires_at} e só funciona uma vez.",
            ),
            ("Se você não sabe quem é, não precisa fazer nada.",),
            button="Aceitar o convite",
        ),
        "notice": Words(
            "{workspace}: {headline}",
            ("{about_topic}", "{title}", "{detail}"),
            (
                "Pode haver mais do mesmo: você recebe no máximo um e-mail destes por hora, o console mostra todos.",
                "Quais avisos você recebe por e-mail: {preferences}",
            ),
            button="Abrir a WALoom",
        ),
    },
    topics={
        "account": ("a conta do WhatsApp precisa de você", "Algo aconteceu com uma conta do WhatsApp deste espaço:"),
        "token": ("o acesso ao WhatsApp precisa de você", "O acesso da WALoom a uma conta do WhatsApp está em risco:"),
        "number": ("um número do WhatsApp precisa de você", "Algo aconteceu com um número do WhatsApp deste espaço:"),
        "template": ("notícias de um modelo", "A Meta decidiu sobre um modelo de mensagem deste espaço:"),
        "news": ("notícias do WhatsApp", "Há notícias sobre uma conta do WhatsApp deste espaço:"),
        "members": ("notícias da equipe", "Algo mudou na equipe deste espaço:"),
        "exports": ("sua exportação", "Há notícias de uma exportação que você pediu:"),
    },
)
