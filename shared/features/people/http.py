"""What the accounts' routes share: the caller's browser, the cookies, the answer that opens a session.

The session cookie is HttpOnly, SameSite=Strict and sent to ``/v1/session`` only. A form on another site can't set a
header, so ``X-WALoom`` proves that our own script made the request.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Depends, Request, Response
from aws_lambda_powertools.event_handler.openapi.params import Header
from aws_lambda_powertools.shared.cookies import Cookie, SameSite
from pydantic import Field

from shared.core.errors import Forbidden
from shared.features.http import CallerAgent, CallerIp, Shape
from shared.features.people.model import DEVICE_LIFE, SESSION_LIFE, Device, Session

SESSION_COOKIE = "waloom_refresh"
SESSION_PATH = "/v1/session"
DEVICE_COOKIE = "waloom_device"
DEVICE_PATH = "/v1"


@dataclass(frozen=True)
class Cookies:
    """How cookies are set; ``secure`` is off only where the site is http://localhost."""

    secure: bool

    def session(self, value: str) -> Cookie:
        """Empty removes it."""
        return self._cookie(SESSION_COOKIE, value, SESSION_PATH, int(SESSION_LIFE.total_seconds()) if value else 0)

    def device(self, value: str) -> Cookie:
        return self._cookie(DEVICE_COOKIE, value, DEVICE_PATH, int(DEVICE_LIFE.total_seconds()))

    def _cookie(self, name: str, value: str, path: str, seconds: int) -> Cookie:
        return Cookie(
            name,
            value,
            path=path,
            max_age=seconds,
            http_only=True,
            secure=self.secure,
            same_site=SameSite.STRICT_MODE,
        )


class SignedInShape(Shape):
    """Whose session it is."""

    id: str
    email: str
    name: str


class SessionShape(Shape):
    """A session: the access token goes into `Authorization: Bearer …`."""

    access_token: str
    expires_in: int = Field(description="Seconds until the access token ends.")
    user: SignedInShape


def _cookie(request: Request, wanted: str) -> str:
    for cookie in request.resolved_event.raw_event.get("cookies") or []:
        name, _, value = str(cookie).partition("=")
        if name.strip() == wanted:
            return value.strip()
    return ""


def _held(request: Request) -> str:
    return _cookie(request, SESSION_COOKIE)


def _device(request: Request, ip: CallerIp, agent: CallerAgent) -> Device:
    return Device(ip, agent, _cookie(request, DEVICE_COOKIE))


def _access_token(request: Request) -> str:
    """The token the authorizer in front has verified."""
    headers: dict[str, Any] = request.resolved_event.raw_event.get("headers") or {}
    found = next((str(value) for name, value in headers.items() if name.lower() == "authorization"), "")
    return found.partition(" ")[2].strip()


TAKEN: dict[int, Any] = {202: {"description": "Taken; what there is to say is said in a mail", "content": {}}}

HeldCookie = Annotated[str, Depends(_held)]
CallerDevice = Annotated[Device, Depends(_device)]
AccessToken = Annotated[str, Depends(_access_token)]
OwnScript = Annotated[
    str | None, Header(alias="X-WALoom", description="Any value; a page of another site can't send it.")
]


def require_own_script(header: str | None) -> None:
    """Forbidden for requests that a page of another site could have made a browser send."""
    if not header:
        raise Forbidden(
            "Send the header `X-WALoom: 1` with requests that use or set the session cookie.", code="header_missing"
        )


def session_answer(session: Session, cookies: Cookies) -> Response[SessionShape]:
    """The access token in the body, everything longer-lived in cookies no script can read."""
    tokens = session.tokens
    person = tokens.person
    shape = SessionShape(
        access_token=tokens.access,
        expires_in=tokens.expires_in,
        user=SignedInShape(id=person.id, email=person.email, name=person.name),
    )
    given = [cookies.session(session.cookie)]
    if session.device:
        given.append(cookies.device(session.device))
    return Response(200, "application/json", shape, headers={"Cache-Control": "no-store"}, cookies=given)
