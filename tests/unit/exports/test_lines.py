"""How lines are written: nothing a customer wrote becomes a formula, and nothing is counted twice."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.features.exports.lines import COLUMNS, ConversationLine, join, part_of

LINE = ConversationLine(
    conversation_id="01jd9x5m4k2c7r8s9t0v1w2x3y.660900800700501",
    contact_id="01jd9x5m4k2c7r8s9t0v1w2x3y",
    name="Mira Quill",
    phone="447700900456",
    username="mira",
    number="+44 113 496 0321",
    status="open",
    assignee="Amir Reyes",
    tags=["VIP", "Kettles"],
    priority="high",
    unread=2,
    last_message_at="2026-11-22T12:00:00.000Z",
    last_direction="in",
    last_kind="text",
    created_at="2026-11-01T12:00:00.000Z",
)


def table(*parts: bytes) -> list[dict[str, str]]:
    into = io.StringIO(newline="")
    join(parts, "csv", into)
    text = into.getvalue()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_line_has_every_column_under_its_name() -> None:
    (row,) = table(part_of([LINE]))

    assert tuple(row) == COLUMNS
    assert (row["phone"], row["tags"], row["unread"]) == ("447700900456", "VIP, Kettles", "2")


def test_parts_become_one_file_with_one_header_and_each_conversation_once() -> None:
    other = replace(LINE, conversation_id="01jd9x5m4k2c7r8s9t0v1w2x3z.660900800700501", name="Ada")
    later = replace(LINE, name="Mira, met again")
    into = io.StringIO(newline="")

    rows = join([part_of([LINE]), part_of([]), part_of([other, later])], "csv", into)

    assert rows == 2
    assert into.getvalue().count("conversation_id") == 1
    assert [row["name"] for row in table(part_of([LINE]), part_of([other, later]))] == ["Mira Quill", "Ada"]


@pytest.mark.parametrize(
    "name",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1",
        "  =1+1",
        '=HYPERLINK("http://x","y")',
        "＝1+1",
    ],
)
def test_a_cell_never_begins_as_a_formula(name: str) -> None:
    (row,) = table(part_of([replace(LINE, name=name, username=name)]))

    assert (row["name"], row["username"]) == (f"'{name}", f"'{name}")


def test_what_merely_holds_such_a_sign_stays_as_it_is() -> None:
    (row,) = table(part_of([replace(LINE, name="Quill & Sons = good", username="mi-ra")]))

    assert (row["name"], row["username"]) == ("Quill & Sons = good", "mi-ra")


@given(st.text(), st.lists(st.text(), max_size=3))
def test_any_text_comes_out_of_both_formats_as_it_went_in(name: str, tags: list[str]) -> None:
    line = replace(LINE, name=name, tags=tags)
    if any(0xD800 <= ord(char) <= 0xDFFF for char in name + "".join(tags)):
        return
    into = io.StringIO(newline="")

    assert join([part_of([line, LINE])], "jsonl", into) == 1
    (text,) = into.getvalue().removesuffix("\n").split("\n")
    assert (json.loads(text)["name"], json.loads(text)["tags"]) == (name, tags)
    (row,) = table(part_of([line]))
    assert row["name"] in (name, f"'{name}")
    assert not row["name"].lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
