"""Invented webhooks, the same in every run: customers' messages and the statuses of what we sent them.

Shapes are those of Meta's contract (1.5 to 1.9), bytes are written and signed as Meta does.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from infra.sandbox.signing import signature, webhook_bytes

APP_SECRET: Final = "0123456789abcdef0123456789abcdef"
WABA: Final = "770100200300401"
NUMBER: Final = "660900800700501"
DIGITS: Final = "441134960321"
STAGES: Final = ("sent", "delivered", "read")
WORDS: Final = (
    "Is the teal kettle back in stock? I would love to have it before the weekend.",
    "Thank you!",
    "Can you send the invoice for order 0417 to my office address please, the one in Bristol?",
    "👍 perfecto, gracias",
    "It arrived today, but the lid does not close. What can we do about it?",
)

Json = dict[str, Any]


@dataclass(frozen=True)
class Arrival:
    """A webhook body and when it comes (unix seconds)."""

    at: float
    body: Json

    @property
    def raw(self) -> bytes:
        return webhook_bytes(self.body)


def event(raw: bytes, secret: str = APP_SECRET) -> Json:
    """The HTTP API's event (payload 2.0) of a signed webhook."""
    return {
        "version": "2.0",
        "routeKey": "POST /webhooks/meta",
        "rawPath": "/webhooks/meta",
        "rawQueryString": "",
        "headers": {
            "content-type": "application/json",
            "user-agent": "facebookexternalua",
            "x-hub-signature-256": signature(secret, raw),
        },
        "requestContext": {"http": {"method": "POST", "path": "/webhooks/meta", "sourceIp": "192.0.2.7"}},
        "body": raw.decode("ascii"),
        "isBase64Encoded": False,
    }


def message(customer: int, index: int, at: float) -> Json:
    """A text of the customer with this number (0 to 9,999)."""
    phone, bsuid = _ids(customer)
    text = WORDS[index % len(WORDS)]
    element = {
        "from": phone,
        "from_user_id": bsuid,
        "id": f"wamid.HBgMNDQ3NzAwOTAwNDU2FQIAEhgg{customer:08X}{index:016X}AA==",
        "timestamp": str(int(at)),
        "type": "text",
        "text": {"body": text},
    }
    contact = {"profile": {"name": f"Customer {customer:04d}"}, "wa_id": phone, "user_id": bsuid}
    return _envelope({"contacts": [contact], "messages": [element]})


def status(customer: int, index: int, stage: str, at: float, callback: str = "") -> Json:
    """What became of the message with this index to the customer."""
    phone, bsuid = _ids(customer)
    element: Json = {
        "id": f"wamid.HBgMNDQ3NzAwOTAwNDU2FQIAERgS{customer:08X}{index:08X}AA==",
        "status": stage,
        "timestamp": str(int(at)),
        "recipient_id": phone,
        "recipient_user_id": bsuid,
        "biz_opaque_callback_data": callback or f"1|ws_{'0' * 26}|{customer:026d}|{int(at * 1000):013d}-{'a' * 20}",
    }
    if stage != "read":
        element["pricing"] = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "service"}
    contact = {"profile": {"name": f"Customer {customer:04d}"}, "wa_id": phone, "user_id": bsuid}
    return _envelope({"contacts": [contact], "statuses": [element]})


def conversations(customers: int, each: int, start: float, seed: int) -> Iterator[Arrival]:
    """Messages of customers who write ``each`` of them in a row, 5 to 90 seconds apart, over an hour; by time."""
    dice = random.Random(seed)
    arrivals = []
    for customer in range(customers):
        at = start + dice.uniform(0, 3600)
        for index in range(each):
            arrivals.append(Arrival(round(at, 3), message(customer, index, at)))
            at += dice.uniform(5, 90)
    yield from sorted(arrivals, key=lambda arrival: arrival.at)


def campaign_mix(count: int, start: float) -> Iterator[Arrival]:
    """Three statuses of something sent, then a customer's message, and so on: one update in each body."""
    for index in range(count):
        at = start + index * 0.01
        stage = index % 4
        customer = index // 4 % 10_000
        body = status(customer, index // 4, STAGES[stage], at) if stage < 3 else message(customer, index // 4, at)
        yield Arrival(at, body)


def _ids(customer: int) -> tuple[str, str]:
    """A phone number of the range kept for drama (Ofcom), and a business-scoped user id."""
    return f"44770090{customer:04d}", f"GB.7394018265{customer:06d}"


def _envelope(parts: Json) -> Json:
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": DIGITS, "phone_number_id": NUMBER},
        **parts,
    }
    change = {"value": value, "field": "messages"}
    return {"object": "whatsapp_business_account", "entry": [{"id": WABA, "changes": [change]}]}
