"""The exact bytes and the signature over them."""

from __future__ import annotations

import json

from infra.sandbox.ids import Ids, phone_in
from infra.sandbox.signing import proof, signature, webhook_bytes

SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
KNOWN = {
    "object": "whatsapp_business_account",
    "entry": [
        {
            "id": "770100200300401",
            "changes": [
                {
                    "value": {
                        "messaging_product": "whatsapp",
                        "metadata": {
                            "display_phone_number": "441134960321",
                            "phone_number_id": "660900800700501",
                        },
                        "contacts": [
                            {"profile": {"name": "Zoë 🫖"}, "wa_id": "447700900456", "user_id": "GB.7394018265501923"}
                        ],
                        "messages": [
                            {
                                "from": "447700900456",
                                "id": "wamid.HBgMNDQ3NzAwOTAwNDU2FQIAEhgUM0EwMDAwMDAwMDAwMDAwMDAwNEQA",
                                "timestamp": "1795341600",
                                "type": "text",
                                "text": {"body": "ünïcode / slash"},
                            }
                        ],
                    },
                    "field": "messages",
                }
            ],
        }
    ],
}


def test_a_known_body_has_its_known_signature() -> None:
    expected = "sha256=1f6d9cfd0245336fb33c3ee044a8f68a08daaa96ff4cff35443effc738121ef3"
    assert signature(SECRET, webhook_bytes(KNOWN)) == expected


def test_non_ascii_is_escaped_in_lower_case_and_slashes_too() -> None:
    raw = webhook_bytes(KNOWN)
    assert b"Zo\\u00eb \\ud83e\\uded6" in raw
    assert b"\\u00fcn\\u00efcode \\/ slash" in raw
    assert json.loads(raw) == KNOWN


def test_a_nul_in_a_name_survives() -> None:
    assert json.loads(webhook_bytes({"name": "a\x00b"})) == {"name": "a\x00b"}


def test_a_known_token_has_its_known_proof() -> None:
    expected = "52bd0c7b51af6e7f6489e7a54ce82614d04cdca03962a8c6e59b5feddf7da8c4"
    assert proof(SECRET, "EAAInventedBusinessToken") == expected


def test_message_ids_carry_the_phone_and_the_direction() -> None:
    ids = Ids(1)
    inbound, outbound = ids.wamid("447700900456", inbound=True), ids.wamid("447700900456", inbound=False)
    assert inbound.startswith("wamid.HBgMNDQ3NzAwOTAwNDU2FQIAEhgU")
    assert outbound.startswith("wamid.HBgMNDQ3NzAwOTAwNDU2FQIAERgS")
    assert phone_in(inbound) == phone_in(outbound) == "447700900456"
    assert ids.wamid("", inbound=True).startswith("wamid.HBgDMDAw")


def test_ids_do_not_repeat_after_a_restart() -> None:
    first = Ids(7)
    earlier = {first.wamid("44", inbound=False) for _ in range(50)}
    later = Ids(7, first.made)
    assert earlier.isdisjoint({later.wamid("44", inbound=False) for _ in range(50)})
