"""The letters in English."""

from __future__ import annotations

from shared.features.mail.words import Language, Words

_NOT_YOU = "If it was not you, reset your password now and end the sessions you don't know (Settings, Security)."
_GOOD_FOR = "It is good for {minutes} minutes and works once."
_NOBODY_ASKS = "Nobody from WALoom will ever ask you for this code. Type it only into the page that asked for it."

ENGLISH = Language(
    hello="Hello,",
    hello_name="Hello {name},",
    footer="This mail was written by WALoom at {site}. Nobody reads answers to it.",
    important="Important",
    roles={"owner": "owner", "admin": "admin", "marketer": "marketer", "agent": "agent", "viewer": "viewer"},
    letters={
        "sign_up_code": Words(
            "Confirm your address",
            ("You are making a WALoom account with this address. This is your code:",),
            (_GOOD_FOR, _NOBODY_ASKS, "If you did not ask for an account, you need not do anything."),
        ),
        "account_exists": Words(
            "You already have an account",
            ("Somebody, probably you, wanted to make a WALoom account with this address. It has one already.",),
            (
                "If you have forgotten your password, ask for a new one: {site}/forgot-password",
                "If it was not you, you need not do anything: nothing has changed.",
            ),
            button="Sign in",
        ),
        "reset_code": Words(
            "Set a new password",
            ("Somebody, probably you, asked for a new password for this account. This is the code for it:",),
            (_GOOD_FOR, _NOBODY_ASKS, "If it was not you, you need not do anything: your password stays as it is."),
        ),
        "email_code": Words(
            "Confirm your new address",
            ("You want to sign in to WALoom with this address from now on. This is your code:",),
            (_GOOD_FOR, _NOBODY_ASKS, "If it was not you, you need not do anything."),
        ),
        "email_changed": Words(
            "Your address has changed",
            (
                "Since {at} you sign in to WALoom with {new_email}. This address no longer works.",
                (
                    "If it was not you, ask the owner of your workspace to remove this account, and tell whoever runs "
                    "WALoom for you."
                ),
            ),
        ),
        "password_changed": Words(
            "Your password has changed",
            ("Your password was changed at {at}.", "Device: {device}", "IP address: {ip}", _NOT_YOU),
            button="Reset the password",
        ),
        "new_device": Words(
            "New sign-in",
            (
                "Somebody signed in to your account at {at} with a device we have not seen before.",
                "Device: {device}",
                "IP address: {ip}",
                "If it was you, all is well.",
                _NOT_YOU,
            ),
            button="Open WALoom",
        ),
        "session_stolen": Words(
            "A session of yours was ended",
            (
                (
                    "At {at} somebody tried to go on with a session of yours from an old copy of it. That happens when "
                    "a copy is stolen, so we have ended that session."
                ),
                "Device: {device}",
                "IP address: {ip}",
                "Sign in again, and change your password if anything looks strange.",
            ),
            button="Open WALoom",
        ),
        "second_factor_on": Words(
            "Signing in now takes a second step",
            (
                "Since {at} a code from your authenticator app is asked for when you sign in.",
                "Keep your recovery codes where you find them without your phone.",
                _NOT_YOU,
            ),
            button="Open WALoom",
        ),
        "second_factor_off": Words(
            "Signing in no longer takes a second step",
            ("Since {at} your password alone opens your account.", _NOT_YOU),
            button="Open WALoom",
        ),
        "recovery_code_used": Words(
            "A recovery code was used",
            (
                (
                    "At {at} somebody signed in to your account with a recovery code. The authenticator app is turned "
                    "off until you set it up again."
                ),
                "Recovery codes left: {left}",
                _NOT_YOU,
            ),
            button="Open WALoom",
        ),
        "invitation": Words(
            "{inviter} invites you to {workspace}",
            (
                "{inviter} invites you to work in “{workspace}” on WALoom, as {role}.",
                "The invitation is good until {expires_at} and works once.",
            ),
            ("If you don't know who that is, you need not do anything.",),
            button="Accept the invitation",
        ),
        "notice": Words(
            "{workspace}: {headline}",
            ("{about_topic}", "{title}", "{detail}"),
            (
                "There may be more of the same: you get at most one such mail an hour, the console shows all.",
                "Which notices you get by mail: {preferences}",
            ),
            button="Open WALoom",
        ),
    },
    topics={
        "account": ("the WhatsApp account needs you", "Something happened to a WhatsApp account of this workspace:"),
        "token": (
            "access to WhatsApp needs you",
            "WALoom's access to a WhatsApp account here is at risk:",
        ),
        "number": ("a WhatsApp number needs you", "Something happened to a WhatsApp number of this workspace:"),
        "template": ("news of a template", "Meta has decided about a message template of this workspace:"),
        "news": ("news from WhatsApp", "There is news about a WhatsApp account of this workspace:"),
        "members": ("news of the team", "Something has changed in the team of this workspace:"),
        "exports": ("your export", "There is news of an export you asked for:"),
    },
)
