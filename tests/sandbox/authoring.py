"""What the tests of a template's life share: templates to hand in, what Meta answers, what was told."""

from __future__ import annotations

from typing import Any

from infra.sandbox.running import Running
from tests.sandbox.conftest import ACCOUNT, Graph, Receiver

STATUS = "message_template_status_update"
HOUR, DAY = 3600, 86400
LIST = f"/{ACCOUNT}/message_templates"
Body = dict[str, Any]


def body(text: str, *samples: str) -> Body:
    part: Body = {"type": "BODY", "text": text}
    return {**part, "example": {"body_text": [list(samples)]}} if samples else part


def wanted(name: str = "spring_news", text: str = "The first teal kettles are here.", **more: Any) -> Body:
    return {"name": name, "language": "en_GB", "category": "MARKETING", "components": [body(text)], **more}


def created(graph: Graph, **more: Any) -> str:
    """The id of a template that Meta took."""
    status, answer, _ = graph.call("POST", LIST, wanted(**more))
    assert status == 200, answer
    return str(answer["id"])


def refused(answer: tuple[int, Any, Any]) -> tuple[int, int | None]:
    """Code and subcode; an author can always read why."""
    error = answer[1]["error"]
    assert answer[0] == 400
    assert error["error_user_title"]
    assert error["error_user_msg"]
    assert error["is_transient"] is False
    return error["code"], error.get("error_subcode")


def news(sandbox: Running, receiver: Receiver, field: str = STATUS) -> list[Body]:
    """Everything that was told of a field, once nothing is under way."""
    assert sandbox.control.quiet()
    return [value for value in receiver.values if value["_field"] == field]


def events(sandbox: Running, receiver: Receiver) -> list[str]:
    return [value["event"] for value in news(sandbox, receiver)]


def read(graph: Graph, template: str, fields: str = "status,category,components") -> Body:
    found: Body = graph.call("GET", f"/{template}?fields={fields}")[1]
    return found


def send(graph: Graph, name: str = "spring_news") -> tuple[int, Any]:
    return graph.send(type="template", template={"name": name, "language": {"code": "en_GB"}})
