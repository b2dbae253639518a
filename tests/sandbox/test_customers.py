"""Each act of a customer as the webhook a business gets."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from infra.sandbox.client import SandboxRefused
from infra.sandbox.running import Running
from tests.sandbox.conftest import NUMBER, Graph, Receiver


def first(sandbox: Running, receiver: Receiver) -> dict[str, Any]:
    assert sandbox.control.until(lambda: bool(receiver.values))
    return receiver.values[0]


def test_a_text_carries_both_identities(sandbox: Running, receiver: Receiver) -> None:
    wamid = sandbox.control.says("mira", "Is the teal kettle back?")
    value = first(sandbox, receiver)
    assert value["metadata"] == {"display_phone_number": "441134960321", "phone_number_id": NUMBER}
    contact = {"profile": {"name": "Mira Quill"}, "wa_id": "447700900456", "user_id": "GB.7394018265501923"}
    assert value["contacts"] == [contact]
    message = value["messages"][0]
    assert {key: message[key] for key in ("from", "from_user_id", "id", "type", "text")} == {
        "from": "447700900456",
        "from_user_id": "GB.7394018265501923",
        "id": wamid,
        "type": "text",
        "text": {"body": "Is the teal kettle back?"},
    }
    assert message["timestamp"].isdigit()


def test_who_has_only_a_username_shows_no_phone(sandbox: Running, receiver: Receiver) -> None:
    sandbox.control.says("juno", "hi")
    value = first(sandbox, receiver)
    assert value["contacts"] == [
        {"profile": {"name": "Juno Park", "username": "juno.park"}, "user_id": "GB.8815520047392610"}
    ]
    assert "from" not in value["messages"][0]


def test_an_old_account_shows_only_its_phone(sandbox: Running, receiver: Receiver) -> None:
    sandbox.control.says("odd", "hi")
    value = first(sandbox, receiver)
    assert value["contacts"] == [{"profile": {"name": "Odd Halvorsen"}, "wa_id": "447700900789"}]
    assert "from_user_id" not in value["messages"][0]


def test_a_visible_number_vanishes_after_a_month_without_a_word(
    sandbox: Running, graph: Graph, receiver: Receiver
) -> None:
    sandbox.control.says("lucia", "hola")
    assert "wa_id" in first(sandbox, receiver)["contacts"][0]
    person = sandbox.control.call("GET", "/people/lucia")
    bsuid = person["bsuids"]["550100200300401"]
    path = f"/{NUMBER}/contact_book?messaging_product=whatsapp&bsuid={bsuid}"
    assert graph.call("DELETE", path)[1] == {"success": True, "deleted": True}
    assert graph.call("DELETE", path)[1] == {"success": True, "deleted": False}
    sandbox.control.advance(31 * 86400)
    graph.send(recipient=bsuid, type="template", template={"name": "kettle_care", "language": {"code": "en_GB"}})
    assert sandbox.control.until(lambda: bool(receiver.statuses))
    assert receiver.statuses[0]["recipient_user_id"] == bsuid


@pytest.mark.parametrize("kind", ["image", "video", "audio", "document", "sticker"])
def test_media_come_with_an_id_that_opens_the_same_bytes(
    sandbox: Running, graph: Graph, receiver: Receiver, kind: str
) -> None:
    sandbox.control.acts("mira", kind)
    content = first(sandbox, receiver)["messages"][0][kind]
    _, found, _ = graph.call("GET", f"/{content['id']}?phone_number_id={NUMBER}")
    _, data, headers = graph.call("GET", found["url"])
    digest = hashlib.sha256(data).digest()
    assert content["sha256"] == base64.b64encode(digest).decode()
    assert found["sha256"] == digest.hex()
    assert (found["file_size"], headers["content-type"]) == (len(data), content["mime_type"])
    assert content["mime_type"].split(";")[0] == found["mime_type"]


def test_bytes_of_ones_own_can_be_sent(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    sandbox.control.acts("mira", "document", data=b"%PDF-own", filename="own.pdf", mime_type="application/pdf")
    content = first(sandbox, receiver)["messages"][0]["document"]
    assert content["filename"] == "own.pdf"
    assert graph.call("GET", content["url"])[1] == b"%PDF-own"


EXPECTED: dict[str, tuple[dict[str, Any], str, dict[str, Any]]] = {
    "location": ({}, "location", {"latitude": 53.7997, "longitude": -1.5492, "name": "Kettle Row", "address": "Leeds"}),
    "button_reply": ({"id": "y", "title": "Yes"}, "interactive", {"type": "button_reply", "button_reply":
                     {"id": "y", "title": "Yes"}}),
    "list_reply": ({"id": "s", "title": "14:30"}, "interactive", {"type": "list_reply", "list_reply":
                   {"id": "s", "title": "14:30"}}),
    "template_button": ({"payload": "OPT_OUT", "text": "Stop"}, "button", {"payload": "OPT_OUT", "text": "Stop"}),
    "interactive_empty": ({}, "interactive", {"type": "product_reply"}),
    "reaction": ({"target": "wamid.x", "emoji": "👍"}, "reaction", {"message_id": "wamid.x", "emoji": "👍"}),
    "reaction_removed": ({"target": "wamid.x"}, "reaction", {"message_id": "wamid.x"}),
    "unsupported": ({}, "unsupported", {"type": "poll"}),
    "unknown_type": ({}, "hologram", {"depth": 3}),
}  # fmt: skip


@pytest.mark.parametrize("kind", EXPECTED)
def test_each_kind_has_its_own_object(sandbox: Running, receiver: Receiver, kind: str) -> None:
    act, type_name, content = EXPECTED[kind]
    sandbox.control.acts("mira", kind, **act)
    message = first(sandbox, receiver)["messages"][0]
    assert (message["type"], message[type_name]) == (type_name, content)


def test_unsupported_messages_say_131051(sandbox: Running, receiver: Receiver) -> None:
    sandbox.control.acts("mira", "unsupported", bare=True)
    message = first(sandbox, receiver)["messages"][0]
    assert message["errors"][0]["code"] == 131051
    assert "unsupported" not in message


def test_edits_and_deletions_name_the_original(sandbox: Running, receiver: Receiver) -> None:
    wamid = sandbox.control.says("mira", "tuesday")
    sandbox.control.acts("mira", "edit", target=wamid, text="Tuesday")
    sandbox.control.acts("mira", "revoke", target=wamid)
    assert sandbox.control.until(lambda: len(receiver.messages) == 3)
    found = {message["type"]: message for message in receiver.messages}
    assert found["edit"]["edit"] == {
        "original_message_id": wamid,
        "message": {"type": "text", "text": {"body": "Tuesday"}},
    }
    assert found["revoke"]["revoke"] == {"original_message_id": wamid}


def test_only_ones_own_message_can_be_edited(sandbox: Running) -> None:
    wamid = sandbox.control.says("mira", "mine")
    with pytest.raises(SandboxRefused, match="message of this customer"):
        sandbox.control.acts("odd", "edit", target=wamid, text="yours")


def test_quotes_forwards_and_adverts_are_marked(sandbox: Running, receiver: Receiver) -> None:
    wamid = sandbox.control.says("mira", "one")
    sandbox.control.says("mira", "two", quote=wamid)
    sandbox.control.says("mira", "three", forwarded="many")
    sandbox.control.says("mira", "four", referral=True)
    assert sandbox.control.until(lambda: len(receiver.messages) == 4)
    found = {message["text"]["body"]: message for message in receiver.messages}
    assert found["two"]["context"] == {"from": "447700900456", "id": wamid}
    assert found["three"]["context"] == {"frequently_forwarded": True}
    assert found["four"]["referral"]["source_type"] == "ad"


def test_an_answer_to_an_advert_is_free_for_three_days(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    sandbox.control.says("mira", "from the ad", referral=True)
    graph.text("welcome")
    assert sandbox.control.until(lambda: "sent" in receiver.stages())
    sent = receiver.statuses[0]
    assert sent["conversation"]["origin"] == {"type": "referral_conversion"}
    assert sent["conversation"]["expiration_timestamp"].isdigit()
    assert (sent["pricing"]["type"], sent["pricing"]["billable"]) == ("free_entry_point", False)


def test_taps_quote_the_message_they_belong_to(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    sandbox.control.says("mira", "hi")
    wamid = graph.text("shall I?")
    sandbox.control.acts("mira", "button_reply", target=wamid, id="y", title="Yes")
    assert sandbox.control.until(lambda: len(receiver.messages) == 2)
    tap = next(message for message in receiver.messages if message["type"] == "interactive")
    assert tap["context"] == {"from": "441134960321", "id": wamid}


def test_a_new_phone_is_announced_with_both_ids(sandbox: Running, receiver: Receiver) -> None:
    sandbox.control.acts("mira", "number_change", new_phone="+447700900999")
    value = first(sandbox, receiver)
    message = value["messages"][0]
    assert "contacts" not in value
    assert (message["from"], message["type"]) == ("447700900456", "system")
    system = message["system"]
    assert system["body"] == "User changed from 447700900456 to 447700900999"
    assert (system["wa_id"], system["previous_user_id"]) == ("447700900999", "GB.7394018265501923")
    sandbox.control.says("+447700900999", "me again")
    assert sandbox.control.until(lambda: len(receiver.messages) == 2)
    assert receiver.messages[1]["from_user_id"] == system["user_id"] != "GB.7394018265501923"


def test_a_new_user_id_is_announced_without_phones(sandbox: Running, receiver: Receiver) -> None:
    sandbox.control.acts("juno", "user_id_change")
    message = first(sandbox, receiver)["messages"][0]
    assert "from" not in message
    assert "wa_id" not in message["system"]
    assert message["system"]["type"] == "user_changed_user_id"
    assert message["system"]["previous_user_id"] == "GB.8815520047392610"


@pytest.mark.parametrize(
    ("kind", "field", "key"),
    [
        ("call", "calls", "calls"),
        ("echo", "smb_message_echoes", "message_echoes"),
        ("unknown_field", "quantum_receipts", "quantum_receipts"),
        ("errors_only", "messages", "errors"),
        ("user_actions", "messages", "user_actions"),
    ],
)
def test_other_events_have_their_field(sandbox: Running, receiver: Receiver, kind: str, field: str, key: str) -> None:
    sandbox.control.acts("mira", kind)
    value = first(sandbox, receiver)
    assert (value["_field"], len(value[key])) == (field, 1)


def test_an_echo_has_no_statuses(sandbox: Running, receiver: Receiver) -> None:
    sandbox.control.acts("mira", "echo", text="typed on the phone app")
    echo = first(sandbox, receiver)["message_echoes"][0]
    assert (echo["from"], echo["to"], echo["text"]) == (
        "441134960321",
        "447700900456",
        {"body": "typed on the phone app"},
    )
    assert sandbox.control.quiet()
    assert receiver.statuses == []


def test_an_offline_phone_receives_later_and_an_unread_one_stays_delivered(
    sandbox: Running, graph: Graph, receiver: Receiver
) -> None:
    sandbox.control.says("odd", "hi")
    sandbox.control.change_person("odd", online=False)
    graph.text("are you there?", to="+447700900789")
    assert sandbox.control.quiet()
    assert receiver.stages() == ["sent"]
    sandbox.control.change_person("odd", online=True)
    assert sandbox.control.quiet()
    assert receiver.stages() == ["sent", "delivered"]
    assert sandbox.control.reads("odd", NUMBER) == 1
    assert sandbox.control.until(lambda: receiver.stages() == ["sent", "delivered", "read"])


def test_without_read_receipts_nobody_learns(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    sandbox.control.change_person("mira", read_receipts=False)
    sandbox.control.says("mira", "hi")
    graph.text()
    assert sandbox.control.quiet()
    assert receiver.stages() == ["sent", "delivered"]


def test_a_voice_message_can_be_played(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    sandbox.control.says("mira", "hi")
    link = {"link": "https://example.test/v.ogg", "voice": True}
    _, answer = graph.send(type="audio", audio=link)
    sandbox.control.acts("mira", "played", target=answer["messages"][0]["id"])
    assert sandbox.control.until(lambda: "played" in receiver.stages())


def test_nobody_is_invented_for_a_name(sandbox: Running) -> None:
    with pytest.raises(SandboxRefused, match="nobody is called"):
        sandbox.control.says("somebody unknown", "hi")
    assert sandbox.control.says("+447700900000", "hi").startswith("wamid.")


def test_an_unknown_kind_of_act_is_refused_by_name(sandbox: Running) -> None:
    with pytest.raises(SandboxRefused, match="button_reply"):
        sandbox.control.acts("mira", "telepathy")
