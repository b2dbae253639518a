"""Writes ``docs/errors.md`` from the tables of Meta's error codes; ``--check`` says whether the page is up to date."""

from __future__ import annotations

import sys
from pathlib import Path

from shared.adapters.meta.errors import EDGE_LIMIT, RANGES, SUBCODES, TABLE, UNKNOWN_CODE, UNKNOWN_TRANSIENT
from shared.core.meta import Reaction
from shared.features.templates.refusals import SUBCODES as TEMPLATE_SUBCODES

PAGE = Path(__file__).parents[2] / "docs" / "errors.md"

HEAD = """\
# Meta's error codes and what the product does

Generated from `shared/adapters/meta/errors.py` by `python -m infra.tools.error_page`; a test compares the two.

**Replay** is what the machine does with a send. *never*: it failed. *backoff*: Meta refused before doing anything, so
the same message goes again by itself. *unknown*: it may have gone out, so it is never sent again by itself; a status
that echoes our id settles it, and after a while without one a person decides. *later*: not before something else has
happened. **Retry** says whether a person is offered to try again. The reason is the stable key in the API
(`failure.reason`) and in the console's translations.

| code | reason | replay | retry | effects | shown to people |
|---|---|---|---|---|---|
"""

TEMPLATES = """\
## Refused templates

A template is held to Meta's rules before it goes there (`shared/features/templates/pure`): submitting one that breaks
a rule answers `template_lint` with one problem per field. What Meta refuses nevertheless answers `template_refused`
with Meta's own words (`error_user_title`, `error_user_msg`), beside the field where the subcode says which.

| subcode | field | meaning |
|---|---|---|
"""


def describe() -> str:
    """The table as a page of documentation."""
    rows = [(code, str(code), reaction) for code, reaction in TABLE.items()]
    rows += [(low, f"{low}–{high}", reaction) for low, high, reaction in RANGES]
    lines = [_line(code, reaction) for _, code, reaction in sorted(rows, key=lambda row: row[0])]
    lines.append(_line("HTTP 429 without a code", EDGE_LIMIT))
    lines.append(_line("any other, `is_transient` or HTTP 5xx", UNKNOWN_TRANSIENT))
    lines.append(_line("any other", UNKNOWN_CODE))
    lines += ["", "Advice that depends on the subcode:", "", "| code | subcode | advice |", "|---|---|---|"]
    lines += [f"| {code} | {subcode} | {advice} |" for (code, subcode), advice in SUBCODES.items()]
    lines += ["", *TEMPLATES.splitlines()]
    for subcode, (field, meaning) in TEMPLATE_SUBCODES.items():
        lines.append(f"| {subcode} | {f'`{field}`' if field else '–'} | {meaning} |")
    return HEAD + "\n".join(lines) + "\n"


def _line(code: str, reaction: Reaction) -> str:
    effects = ", ".join(sorted(reaction.effects)) or "–"
    wait = f" ({reaction.wait:g} s)" if reaction.wait else ""
    retry = "yes" if reaction.can_retry else "no"
    words = f"**{reaction.title}.** {reaction.advice}"
    return f"| {code} | `{reaction.reason}` | {reaction.replay}{wait} | {retry} | {effects} | {words} |"


def main(arguments: list[str]) -> int:
    if "--check" in arguments:
        if not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != describe():
            print("docs/errors.md is not what the table says: run `python -m infra.tools.error_page`")
            return 1
        return 0
    PAGE.write_text(describe(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
