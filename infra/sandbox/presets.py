"""Kinds of tokens, the good and the bad, by name: the page's Tokens panel and tests mint them here (contract 8.7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from infra.sandbox.access import ALL_SCOPES, MANAGEMENT, MESSAGING, Access
from infra.sandbox.errors import Refused
from infra.sandbox.model import App, Token
from infra.sandbox.world import DAY, World

SIXTY_DAYS = 60 * DAY
FOREIGN_APP = App("990099887766554", "Somebody else's app", "5f4e3d2c1b0a99887766554433221100")


@dataclass(frozen=True)
class Preset:
    """What a token of this kind is. `lifetime` in seconds, 0 for ever; `age` is how long ago it was made."""

    note: str
    lifetime: float = 0.0
    age: float = 0.0
    scopes: tuple[str, ...] = tuple(ALL_SCOPES)
    subcode: int = 0
    kind: str = "SYSTEM_USER"
    foreign: bool = False
    accounts: Callable[[str, list[str]], list[str]] = lambda chosen, known: [chosen]


def _others(chosen: str, known: list[str]) -> list[str]:
    return [one for one in known if one != chosen][:1]


def _two(chosen: str, known: list[str]) -> list[str]:
    return [chosen, *_others(chosen, known)]


WHATSAPP = (MANAGEMENT, MESSAGING)
PRESETS: dict[str, Preset] = {
    "system_user": Preset("system user, never expires"),
    "system_user_60_days": Preset("system user, for 60 days", lifetime=SIXTY_DAYS),
    "expiring": Preset("system user, 53 of its 60 days are over", lifetime=SIXTY_DAYS, age=53 * DAY),
    "embedded_signup": Preset("business token of Embedded Signup, never expires", scopes=WHATSAPP),
    "temporary": Preset("from the app dashboard, for a day", lifetime=DAY, kind="USER"),
    "several_accounts": Preset("granted two accounts", accounts=_two),
    "no_account": Preset("lists no account: good for all of the app's", accounts=lambda chosen, known: []),
    "other_account": Preset("granted another business's account", accounts=_others),
    "without_messaging": Preset("lacks whatsapp_business_messaging", scopes=("business_management", MANAGEMENT)),
    "without_management": Preset("lacks whatsapp_business_management", scopes=("business_management", MESSAGING)),
    "without_permissions": Preset("has no WhatsApp permission at all", scopes=("business_management",)),
    "wrong_app": Preset("made for somebody else's app", foreign=True),
    "expired": Preset("expired a day ago", lifetime=SIXTY_DAYS, age=61 * DAY),
    "revoked": Preset("the app was removed (458)", subcode=458),
    "password_changed": Preset("the password was changed (460)", subcode=460),
    "session_expired": Preset("the session expired (463)", subcode=463),
    "logged_out": Preset("the user logged out (467)", subcode=467),
}


class Presets:
    """Mints tokens by kind."""

    def __init__(self, world: World, access: Access) -> None:
        self._world, self._access = world, access

    def app_token(self) -> str:
        """`{app id}|{app secret}`: no token of an account, but what `debug_token` is called with."""
        app = self._world.app()
        return f"{app.id}|{app.secret}"

    def mint(self, name: str, account: str) -> Token:
        preset = PRESETS.get(name)
        if preset is None:
            raise Refused(f"preset is one of {', '.join([*PRESETS, 'app'])}")
        if preset.foreign and FOREIGN_APP.id not in self._world.state.apps:
            self._world.state.apps.put(FOREIGN_APP.id, App(**vars(FOREIGN_APP)))
        known = [item.id for item in self._world.state.accounts]
        token = self._access.mint(
            preset.accounts(account, known),
            list(preset.scopes),
            preset.lifetime,
            kind=preset.kind,
            app=FOREIGN_APP.id if preset.foreign else "",
        )
        token.issued_at -= preset.age
        token.expires_at -= preset.age if token.expires_at else 0.0
        token.subcode, token.note = preset.subcode, preset.note
        self._world.state.tokens.touch(token.value)
        return token
