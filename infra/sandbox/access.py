"""Tokens: who may call, for which assets, and what `debug_token` says about it."""

from __future__ import annotations

from infra.sandbox.errors import GraphError, missing_object
from infra.sandbox.model import Account, Json, Number, Token
from infra.sandbox.signing import proof, same
from infra.sandbox.world import World

MESSAGING = "whatsapp_business_messaging"
MANAGEMENT = "whatsapp_business_management"
ALL_SCOPES = ["business_management", MANAGEMENT, MESSAGING]
DEAD = {
    458: "The user has not authorized application.",
    459: "The session has been invalidated because the user is checkpointed.",
    460: "The session has been invalidated because the user changed the password.",
    463: "Session has expired.",
    464: "The session is for a user who is not confirmed.",
    467: "The access token is not valid because the user logged out.",
}


SIXTY_DAYS = 60 * 86400.0
CODE_SECONDS = 30.0
SIGNED_UP = "Embedded Signup"
"""The note of tokens that a signup code was exchanged for."""


def _granted(token: Token, lifetime: float) -> Json:
    answer: Json = {"access_token": token.value, "token_type": "bearer"}
    if lifetime:
        answer["expires_in"] = int(lifetime)
    return answer


def dead_token(subcode: int | None, text: str) -> GraphError:
    return GraphError(190, subcode=subcode, message=f"Error validating access token: {text}")


class Access:
    """Mints, checks and describes tokens."""

    def __init__(self, world: World) -> None:
        self._world = world

    def mint(
        self,
        accounts: list[str] | None = None,
        scopes: list[str] | None = None,
        lifetime: float = 0.0,
        value: str = "",
        kind: str = "SYSTEM_USER",
        app: str = "",
    ) -> Token:
        """A new token; `lifetime` in seconds, 0 never expires."""
        now = self._world.now()
        token = Token(
            value=value or "EAA" + self._world.ids.opaque(60),
            app=app or self._world.settings.app_id,
            kind=kind,
            scopes=list(ALL_SCOPES if scopes is None else scopes),
            accounts=list(accounts or []),
            issued_at=now,
            expires_at=now + lifetime if lifetime else 0.0,
        )
        return self._world.state.tokens.put(token.value, token)

    def _app_token(self, value: str) -> Token | None:
        app_id, bar, secret = value.partition("|")
        app = self._world.state.apps.get(app_id) if bar else None
        if app is None or not same(secret, app.secret):
            return None
        return Token(value=value, app=app_id, kind="APP", scopes=[])

    def token(self, value: str, given_proof: str | None = None, *, proves: bool = True) -> Token:
        """The live token behind a header or parameter, or Meta's refusal. The media host asks for no proof."""
        if not value:
            raise GraphError(
                2500, message="An active access token must be used to query information about the current user."
            )
        found = self._world.state.tokens.get(value) or self._app_token(value)
        if found is None:
            raise GraphError(190, message="Invalid OAuth access token - Cannot parse access token")
        problem = self._problem(found)
        if problem is not None:
            raise problem
        secret = self._world.state.apps[found.app].secret
        if given_proof is None:
            if proves and self._world.settings.require_proof:
                raise GraphError(
                    100,
                    message="API calls from the server require an appsecret_proof argument",
                    kind="GraphMethodException",
                )
        elif not same(given_proof, proof(secret, value)):
            raise GraphError(
                100, message="Invalid appsecret_proof provided in the API argument", kind="GraphMethodException"
            )
        return found

    def _problem(self, token: Token) -> GraphError | None:
        if token.subcode:
            return dead_token(token.subcode, DEAD.get(token.subcode, "It was invalidated."))
        if token.expires_at and token.expires_at <= self._world.now():
            return dead_token(463, DEAD[463])
        return None

    def allow(self, token: Token, account: Account, scope: str) -> None:
        """Refuses a token that lacks the permission (10) or this account (200)."""
        if scope not in token.scopes:
            raise GraphError(10, f"The token lacks the permission {scope}")
        if token.accounts and account.id not in token.accounts:
            raise GraphError(200, f"The token's user has no access to WhatsApp Business Account {account.id}")

    def number(self, token: Token, node: str, scope: str) -> Number:
        number = self._world.number(node)
        self.allow(token, self._world.account_of(number), scope)
        return number

    def account(self, token: Token, node: str, scope: str = MANAGEMENT) -> Account:
        account = self._world.account(node)
        self.allow(token, account, scope)
        return account

    def inspect(self, caller: Token, value: str) -> Json:
        """`GET /debug_token`: always 200 for a caller of the same app; a dead token says so in `error`."""
        if not value:
            raise GraphError(100, message="(#100) You must provide an input_token")
        found = self._world.state.tokens.get(value) or self._app_token(value)
        if found is None:
            return {
                "data": {
                    "error": {"code": 190, "message": "Invalid OAuth access token - Cannot parse access token"},
                    "is_valid": False,
                    "scopes": [],
                }
            }
        if found.app != caller.app:
            raise GraphError(100, message="(#100) The App_id in the input_token did not match the Viewing App")
        app = self._world.state.apps[found.app]
        data: Json = {"app_id": app.id, "type": found.kind, "application": app.name, "data_access_expires_at": 0}
        data["expires_at"] = int(found.expires_at)
        problem = self._problem(found)
        if problem is not None:
            data["error"] = {"code": 190, "message": problem.message, "subcode": problem.subcode}
        data.update(is_valid=problem is None, issued_at=int(found.issued_at), scopes=found.scopes)
        whatsapp = [scope for scope in found.scopes if scope.startswith("whatsapp")]
        data["granular_scopes"] = [
            {"scope": scope, "target_ids": found.accounts} if found.accounts else {"scope": scope} for scope in whatsapp
        ]
        data["user_id"] = found.user_id
        return {"data": data}

    def exchange(self, query: dict[str, str]) -> Json:
        """`/oauth/access_token`: app credentials, a long-lived token for a token, or a single-use signup code."""
        app = self._world.state.apps.get(query.get("client_id", ""))
        if app is None or not same(query.get("client_secret", ""), app.secret):
            raise GraphError(101 if app is None else 1, http=400, message="Error validating client secret.")
        if query.get("grant_type") == "client_credentials":
            return {"access_token": f"{app.id}|{app.secret}", "token_type": "bearer"}
        if query.get("grant_type") == "fb_exchange_token":
            return self._longer(app.id, query.get("fb_exchange_token", ""))
        code = self._codes().get(query.get("code", ""))
        if code is None or code["app"] != app.id:
            raise GraphError(100, message="Invalid verification code format.", subcode=36009)
        if code["used"]:
            raise GraphError(100, message="This authorization code has been used.", subcode=36009)
        if code["until"] < self._world.now():
            raise GraphError(100, message="This authorization code has expired.", subcode=36007)
        code["used"] = True
        lifetime = float(code["lifetime"])
        token = self.mint(code["accounts"], code["scopes"], lifetime, app=app.id)
        token.note = SIGNED_UP
        return _granted(token, lifetime)

    def _longer(self, app: str, value: str) -> Json:
        """A token of 60 days for a shorter one that still lives."""
        old = self.token(value, proves=False)
        if old.app != app:
            raise GraphError(190, message="Invalid OAuth access token - it was made for another app")
        token = self.mint(old.accounts, old.scopes, SIXTY_DAYS, kind=old.kind, app=app)
        token.note = old.note
        return _granted(token, SIXTY_DAYS)

    def _codes(self) -> dict[str, Json]:
        found: dict[str, Json] = self._world.state.facts.setdefault("codes", {})
        return found

    def code(
        self, accounts: list[str], scopes: list[str] | None = None, lifetime: float = SIXTY_DAYS, app: str = ""
    ) -> str:
        """A signup code as the browser would get it: 30 seconds, used once. `lifetime` is its token's, 0 for ever."""
        value = "AQ" + self._world.ids.opaque(40)
        codes = self._codes()
        for key in list(codes)[: max(0, len(codes) - 200)]:
            del codes[key]
        codes[value] = {
            "accounts": accounts,
            "scopes": list(ALL_SCOPES if scopes is None else scopes),
            "lifetime": lifetime,
            "app": app or self._world.settings.app_id,
            "until": self._world.now() + CODE_SECONDS,
            "used": False,
        }
        return value

    def age_code(self, value: str, seconds: float) -> None:
        self._codes()[value]["until"] -= seconds

    def use_code(self, value: str) -> None:
        """As if somebody else had exchanged it already."""
        self._codes()[value]["used"] = True

    def kill(self, value: str, subcode: int) -> Token:
        token = self._world.state.tokens.get(value)
        if token is None:
            raise missing_object("token")
        token.subcode = subcode
        self._world.state.tokens.touch(value)
        return token
