"""A template as its author writes it: the parts, the variables in its texts, the languages Meta knows.

This package reads nothing and imports nothing of the product: editor, inbox, campaigns and the sandbox's Meta all hold
a template to the same rules. Source: contract 7.2 to 7.4.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

Part = Mapping[str, Any]
"""A component, a button or a card in Meta's JSON."""

VARIABLE: Final = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
NAME: Final = re.compile(r"[a-z0-9_]{1,512}")
CATEGORIES: Final = ("MARKETING", "UTILITY", "AUTHENTICATION")
FORMATS: Final = ("POSITIONAL", "NAMED")
MEDIA: Final[Mapping[str, str]] = {"IMAGE": "image", "VIDEO": "video", "DOCUMENT": "document", "GIF": "gif"}
LONGEST_BODY: Final = 1024

_LANGUAGES: Final = (
    "af sq ar ar_AE ar_EG ar_LB ar_MA ar_QA az be_BY bn bn_IN bg ca zh_CN zh_HK zh_TW hr cs da prs_AF nl nl_BE "
    "en en_AE en_AU en_CA en_GB en_GH en_IE en_IN en_JM en_MY en_NZ en_QA en_SG en_UG en_US en_ZA et fil fi fr "
    "fr_BE fr_CA fr_CH fr_CI fr_MA ka de de_AT de_CH el gu ha he hi hu id ga it ja kn kk rw_RW ko ky_KG lo lv "
    "lt mk ms ml mr nb ps_AF fa pl pt_BR pt_PT pa ro ru sr si_LK sk sl es es_AR es_CL es_CO es_CR es_DO es_EC "
    "es_ES es_HN es_MX es_PA es_PE es_UY sw sv ta te th tr uk ur uz vi zu "
)
LANGUAGES: Final = frozenset(_LANGUAGES.split())


@dataclass(frozen=True)
class Definition:
    """What is sent to Meta for review. ``ttl_seconds`` None leaves the time a message may wait to Meta."""

    name: str
    language: str
    category: str
    components: Sequence[Part]
    parameter_format: str = "POSITIONAL"
    ttl_seconds: int | None = None

    @property
    def named(self) -> bool:
        return self.parameter_format.upper() == "NAMED"

    def part(self, kind: str) -> Part | None:
        """The component of this type, as far as there is one."""
        return part_of(self.components, kind)


@dataclass(frozen=True)
class Scope:
    """Where a text stands: what goes before its paths, and the rules of its template."""

    named: bool
    category: str
    prefix: str = ""
    in_card: bool = False
    with_offer: bool = False
    kinds: frozenset[str] = field(default_factory=frozenset)

    def path(self, *steps: object) -> str:
        return self.prefix + ".".join(str(step) for step in steps)


def kind_of(part: object) -> str:
    """``HEADER``, ``QUICK_REPLY`` …; empty for what is no part at all."""
    return str(part.get("type") or "").upper() if isinstance(part, Mapping) else ""


def part_of(components: Sequence[Part], kind: str) -> Part | None:
    return next((part for part in components if kind_of(part) == kind), None)


def text_of(part: Part, name: str = "text") -> str:
    """A text of a part; anything else that stands there counts as no text."""
    value = part.get(name)
    return value if isinstance(value, str) else ""


def parts_of(part: Part | None, name: str) -> list[Part]:
    """The buttons of a component, the cards of a carousel, a card's components."""
    value = part.get(name) if part is not None else None
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list | tuple) else []


def format_of(header: Part) -> str:
    return str(header.get("format") or "TEXT").upper()


def variables(text: str) -> list[str]:
    """Each variable once, in the order of the text."""
    return list(dict.fromkeys(VARIABLE.findall(text)))


def sample_handles(header: Part) -> list[str]:
    """The review samples of a header's file: Meta's handles."""
    example = header.get("example")
    found = example.get("header_handle") if isinstance(example, Mapping) else None
    return [one for one in found if isinstance(one, str) and one.strip()] if isinstance(found, list | tuple) else []


def examples(part: Part, place: str, named: bool) -> dict[str, str]:
    """The samples of a text's variables by name. ``place`` is ``header_text`` or ``body_text``.

    Meta wants a list for a header, a list in a list for a body, and pairs for names.
    """
    example = part.get("example")
    if not isinstance(example, Mapping):
        return {}
    if named:
        pairs = example.get(f"{place}_named_params")
        return {
            str(pair.get("param_name") or ""): str(pair.get("example") or "")
            for pair in (pairs if isinstance(pairs, list | tuple) else ())
            if isinstance(pair, Mapping)
        }
    found = example.get(place)
    values = found if isinstance(found, list | tuple) else ()
    if values and isinstance(values[0], list | tuple):
        values = values[0]
    return {str(at): str(value) for at, value in enumerate(values, 1)}
