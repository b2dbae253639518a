"""Tokens, accounts, numbers and template lists at Meta: ``shared.core.accounts.MetaAccounts`` over the Graph client."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, Protocol

from shared.core.accounts import (
    MANAGE,
    MESSAGE,
    AccountFacts,
    CanSend,
    ListedTemplate,
    MetaApp,
    NumberFacts,
    Shared,
    TokenFacts,
)
from shared.core.clock import from_unix
from shared.core.ids import NumberId, WabaId
from shared.core.meta import GraphUnknown

_ACCOUNT_FIELDS: Final = "id,name,currency,account_review_status,health_status"
NUMBER_FIELDS: Final = (
    "id,display_phone_number,verified_name,quality_rating,code_verification_status,platform_type,throughput,status,"
    "name_status,account_mode,is_on_biz_app,whatsapp_business_manager_messaging_limit"
)
# Contract 8.2 calls the set open: these are of numbers that were registered, whatever befell them since.
_REGISTERED: Final = frozenset({"CONNECTED", "FLAGGED", "RATE_LIMITED", "RESTRICTED", "BANNED"})
_TEMPLATE_FIELDS: Final = "id,name,language,status,category,components,quality_score,rejected_reason,parameter_format"
_MOST_PAGES: Final = 200
"""Far beyond Meta's own limit of templates per account; a cursor that leads in a circle must end somewhere."""


class GraphCalls(Protocol):
    """The one method of ``adapters/meta/transport.py::Graph`` that is needed here."""

    def call(
        self,
        method: str,
        path: str,
        *,
        token: str,
        params: Mapping[str, str | int | bool] | None = None,
        json: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]: ...


class GraphAccounts:
    """Meta's answers in the product's types."""

    def __init__(self, graph: GraphCalls) -> None:
        self._graph = graph

    def exchange(self, app: MetaApp, code: str) -> str:
        # Meta takes the secret in the query only; `Graph` logs no address (contract 8.8: without `redirect_uri`).
        params = {"client_id": app.id, "client_secret": app.secret, "code": code}
        answer = self._graph.call("GET", "oauth/access_token", token=f"{app.id}|{app.secret}", params=params)
        token = _text(answer, "access_token")
        if token is None:
            raise GraphUnknown("no token in the answer")
        return token

    def inspect(self, app: MetaApp, token: str) -> TokenFacts:
        answer = self._graph.call("GET", "debug_token", token=f"{app.id}|{app.secret}", params={"input_token": token})
        data = _mapping(answer.get("data"))
        error = _mapping(data.get("error"))
        subcode = error.get("subcode")
        with _readable():
            return TokenFacts(
                valid=data.get("is_valid") is True,
                app=str(data.get("app_id") or ""),
                kind=str(data.get("type") or ""),
                scopes=frozenset(str(scope) for scope in data.get("scopes") or ()),
                accounts=_accounts(data),
                expires_at=_end(data),
                user=str(data.get("user_id") or ""),
                subcode=subcode if isinstance(subcode, int) else None,
            )

    def account(self, token: str, waba: WabaId) -> AccountFacts:
        answer = self._graph.call("GET", waba, token=token, params={"fields": _ACCOUNT_FIELDS})
        with _readable():
            return AccountFacts(
                id=WabaId(str(answer.get("id") or waba)),
                name=str(answer.get("name") or waba),
                currency=str(answer.get("currency") or ""),
                review=str(answer.get("account_review_status") or ""),
                can_send=_can_send(_mapping(answer.get("health_status")), "WABA", "BUSINESS", "APP"),
            )

    def subscribe(self, token: str, waba: WabaId) -> None:
        _require_success(self._graph.call("POST", f"{waba}/subscribed_apps", token=token))

    def subscribed(self, app: MetaApp, token: str, waba: WabaId) -> bool:
        answer = self._graph.call("GET", f"{waba}/subscribed_apps", token=token)
        with _readable():
            entries = [_mapping(one) for one in answer.get("data") or ()]
        return app.id in {str(_mapping(one.get("whatsapp_business_api_data")).get("id") or "") for one in entries}

    def unsubscribe(self, token: str, waba: WabaId) -> None:
        _require_success(self._graph.call("DELETE", f"{waba}/subscribed_apps", token=token))

    def numbers(self, token: str, waba: WabaId) -> list[NumberFacts]:
        with _readable():
            return [read_number(raw) for raw in self._pages(f"{waba}/phone_numbers", token, NUMBER_FIELDS)]

    def register(self, token: str, number: NumberId, pin: str) -> None:
        body = {"messaging_product": "whatsapp", "pin": pin}
        _require_success(self._graph.call("POST", f"{number}/register", token=token, json=body))

    def share(self, token: str, number: NumberId, what: Shared) -> None:
        body = {"messaging_product": "whatsapp", "sync_type": what}
        self._graph.call("POST", f"{number}/smb_app_data", token=token, json=body)

    def templates(self, token: str, waba: WabaId) -> Iterator[ListedTemplate]:
        for raw in self._pages(f"{waba}/message_templates", token, _TEMPLATE_FIELDS):
            with _readable():
                found = _template(raw)
            yield found

    def _pages(self, path: str, token: str, fields: str) -> Iterator[Mapping[str, Any]]:
        """Every element of a list. The end is a page without ``next``; its address is not followed, only its cursor."""
        after = ""
        for _ in range(_MOST_PAGES):
            params: dict[str, str | int | bool] = {"fields": fields, "limit": 100}
            if after:
                params["after"] = after
            answer = self._graph.call("GET", path, token=token, params=params)
            with _readable():
                found = [item for item in answer.get("data") or () if isinstance(item, dict)]
            yield from found
            paging = _mapping(answer.get("paging"))
            after = str(_mapping(paging.get("cursors")).get("after") or "")
            if not paging.get("next") or not after:
                return
        raise GraphUnknown("a list that does not end")


def _accounts(data: Mapping[str, Any]) -> tuple[WabaId, ...] | None:
    """The accounts the token was granted for both WhatsApp permissions; None when neither names any."""
    found: list[WabaId] | None = None
    for entry in data.get("granular_scopes") or ():
        scope = _mapping(entry)
        if scope.get("scope") in (MANAGE, MESSAGE) and isinstance(scope.get("target_ids"), list):
            ids = [WabaId(str(one)) for one in scope["target_ids"]]
            found = ids if found is None else [one for one in found if one in ids]
    return None if found is None else tuple(found)


def _end(data: Mapping[str, Any]) -> datetime | None:
    """When the token, or what it may read, ends (contract 8.7); 0 is never."""
    ends = [from_unix(when) for name in ("expires_at", "data_access_expires_at") if (when := data.get(name))]
    return min(ends, default=None)


@contextmanager
def _readable() -> Iterator[None]:
    """An answer of another shape than Meta's is none: nothing is known, and whoever asked may ask again."""
    try:
        yield
    except (KeyError, TypeError, ValueError, OverflowError):
        raise GraphUnknown("an answer of another shape") from None


def _can_send(health: Mapping[str, Any], *kinds: str) -> CanSend:
    """The worst of these kinds of entities."""
    entities = [_mapping(one) for one in health.get("entities") or ()]
    words = {one.get("can_send_message") for one in entities if one.get("entity_type") in kinds}
    return "blocked" if "BLOCKED" in words else "limited" if "LIMITED" in words else "available"


def read_number(raw: Mapping[str, Any]) -> NumberFacts:
    """A number as the account's list and its own page show it."""
    status = _text(raw, "status")
    platform = _text(raw, "platform_type")
    throughput = raw.get("throughput")
    coexistence = raw.get("is_on_biz_app") is True
    limit = _text(raw, "whatsapp_business_manager_messaging_limit") or _text(raw, "messaging_limit_tier")
    return NumberFacts(
        id=NumberId(str(raw["id"])),
        display=_text(raw, "display_phone_number") or "",
        verified_name=_text(raw, "verified_name") or "",
        quality=_text(raw, "quality_rating"),
        status=status,
        throughput=_text(_mapping(throughput), "level"),
        limit=limit,
        # `status` tells it where Meta sends it; older answers have the platform only.
        # A number that a phone shares is never registered by us.
        registered=status in _REGISTERED if status else platform == "CLOUD_API" or coexistence,
        coexistence=coexistence,
        verification=_text(raw, "code_verification_status"),
        name_status=_text(raw, "name_status"),
        account_mode=_text(raw, "account_mode"),
    )


def _template(raw: Mapping[str, Any]) -> ListedTemplate:
    return ListedTemplate(
        id=str(raw.get("id") or ""),
        name=str(raw["name"]),
        language=str(raw["language"]).replace("-", "_"),
        category=str(raw.get("category") or ""),
        status=str(raw.get("status") or ""),
        parameter_format=str(raw.get("parameter_format") or "POSITIONAL"),
        components=tuple(one for one in raw.get("components") or () if isinstance(one, dict)),
        quality=_text(_mapping(raw.get("quality_score")), "score"),
        rejected_reason=_text(raw, "rejected_reason"),
    )


def _require_success(answer: Mapping[str, Any]) -> None:
    if answer.get("success") is not True:
        raise GraphUnknown("no success in the answer")


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(source: Mapping[str, Any], name: str) -> str | None:
    value = source.get(name)
    return value if isinstance(value, str) and value else None
