"""A letter as HTML: one column, no images, nothing fetched from anywhere, readable aloud and without styles. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Final

_BODY: Final = "margin:0;padding:24px;background:#f4f5f4;color:#1b1f1d;font:16px/1.5 system-ui,sans-serif"
_SHEET: Final = "max-width:560px;margin:0 auto;padding:24px 28px;background:#ffffff;border-radius:8px"
_TITLE: Final = "margin:0 0 16px;font-size:22px;line-height:1.3"
# White on it has a contrast of 5.3 to 1.
_BUTTON: Final = (
    "display:inline-block;padding:12px 20px;border-radius:6px;background:#0a7c66;color:#ffffff;font-weight:600;"
    "text-decoration:none"
)
_CODE: Final = "margin:20px 0;font:700 34px/1.2 ui-monospace,monospace;letter-spacing:6px"
_SMALL: Final = "max-width:560px;margin:16px auto 0;font-size:13px;color:#4d5652"


@dataclass(frozen=True)
class Page:
    """What stands in the letter, in order. ``site`` is our own address: only what begins with it becomes a link."""

    language: str
    title: str
    before: list[str]
    code: str
    button: str
    link: str
    after: list[str]
    footer: str
    site: str
    english: frozenset[str]
    """Lines that are in English whatever the letter's language; a screen reader must know."""


def as_html(page: Page) -> str:
    """Every text is escaped here, once, as the last thing that happens to it."""
    title = escape(page.title)
    parts = [f'<h1 style="{_TITLE}">{title}</h1>', *_lines(page.before, page.site, page.english)]
    if page.code:
        parts.append(f'<p style="{_CODE}">{escape(page.code)}</p>')
    if page.link:
        parts.append(f'<p><a href="{escape(page.link)}" style="{_BUTTON}">{escape(page.button)}</a></p>')
    parts += _lines(page.after, page.site)
    sheet = "\n".join(parts)
    footer = "".join(_lines([page.footer], page.site))
    return (
        f'<!doctype html>\n<html lang="{page.language}">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title></head>\n'
        f'<body style="{_BODY}">\n<main style="{_SHEET}">\n{sheet}\n</main>\n'
        f'<footer style="{_SMALL}">{footer}</footer>\n</body>\n</html>\n'
    )


def _lines(lines: Iterable[str], site: str, english: frozenset[str] = frozenset()) -> list[str]:
    marks = ((one, ' lang="en"' if one in english else "") for one in lines)
    return [f'<p{mark} style="margin:0 0 12px">{_linked(one, site)}</p>' for one, mark in marks]


def _linked(text: str, site: str) -> str:
    """Our own addresses become links, everything else stays text; a full stop after one does not belong to it."""
    pieces = re.split(rf"({re.escape(site)}(?:/[\w/.#-]*[\w/#-])?)(?=[\s.,)]|$)", text)
    return "".join(
        f'<a href="{escape(piece)}" style="color:#0a6b58">{escape(piece)}</a>' if index % 2 else escape(piece)
        for index, piece in enumerate(pieces)
    )
