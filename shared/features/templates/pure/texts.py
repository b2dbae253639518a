"""Rules for texts: length, variables and their samples, marks of emphasis."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from shared.features.templates.pure.definition import VARIABLE, Part, Scope, examples, variables
from shared.features.templates.pure.findings import Finding

_PARAMETER: Final = re.compile(r"[a-z_][a-z0-9_]*")
_MARKS: Final = re.compile(r"(?<!\w)([*_~])(?=\S)[^\n]*?(?<=\S)\1(?!\w)|```")
_WORD: Final = re.compile(r"\w+")
_UNTIDY: Final = re.compile(r"[\n\t\r]| {5,}")


def measured(path: str, text: str, longest: int) -> Iterator[Finding]:
    if not text.strip():
        yield Finding(path, "missing", "Write a text.")
    elif len(text) > longest:
        yield Finding(path, "too_long", f"{len(text)} characters; Meta takes at most {longest:,}.")


def plain(path: str, text: str) -> Iterator[Finding]:
    """Headers, footers and buttons are shown as they are."""
    if _MARKS.search(text):
        yield Finding(path, "markup", "Bold, italic and the like work in the body only.")
    if "\n" in text or "\r" in text:
        yield Finding(path, "line_break", "This text has one line.")


def no_variables(path: str, text: str) -> Iterator[Finding]:
    if "{{" in text or "}}" in text:
        yield Finding(path, "variable_not_here", "There can't be a variable here.")


def variables_of(path: str, text: str, named: bool) -> Iterator[Finding]:
    """How the variables of a text are written."""
    rest = VARIABLE.sub("", text)
    if "{{" in rest or "}}" in rest:
        wanted = "{{first_name}}" if named else "{{1}}"
        yield Finding(path, "variable_broken", f"A variable is written {wanted}, with two braces on each side.")
    found = variables(text)
    if named:
        for name in found:
            if not _PARAMETER.fullmatch(name):
                message = f"Name “{name}” with small letters, digits and _, and a letter in front."
                yield Finding(path, "variable_name", message)
    elif any(not name.isdigit() for name in found):
        yield Finding(path, "variable_kind", "This template numbers its variables: {{1}}, {{2}}. Don't mix in names.")
    elif set(found) != {str(number) for number in range(1, len(found) + 1)}:
        message = f"Number the variables from 1 to {len(found)}, without a gap and without zeros in front."
        yield Finding(path, "variable_order", message)


def body_variables(path: str, text: str) -> Iterator[Finding]:
    """Where variables stand in a body, and how many."""
    found = list(VARIABLE.finditer(text))
    if not found:
        return
    tidy = text.strip()
    if VARIABLE.match(tidy) or any(one.end() == len(text.rstrip()) for one in found):
        yield Finding(path, "variable_at_edge", "A body can't begin or end with a variable. Add a word or a full stop.")
    if any(before.end() == after.start() for before, after in pairwise(found)):
        yield Finding(path, "variables_adjacent", "Put a word between two variables.")
    words, count = len(_WORD.findall(VARIABLE.sub(" ", text))), len(variables(text))
    if words < 2 * count + 1:
        message = f"{count} variables need at least {2 * count + 1} other words around them; there are {words}."
        yield Finding(path, "too_many_variables", message)


def samples(scope: Scope, where: str, part: Part, text: str) -> Iterator[Finding]:
    """Every variable has a sample, and there is none too many. ``where`` is ``header`` or ``body``."""
    given = examples(part, f"{where}_text", scope.named)
    wanted = variables(text)
    for name in wanted:
        path = scope.path(where, "example", name)
        if not given.get(name, "").strip():
            yield Finding(path, "sample_missing", f"Give a sample for {{{{{name}}}}}: Meta's reviewers read it.")
        elif _UNTIDY.search(given[name]) or VARIABLE.search(given[name]):
            yield Finding(path, "sample_untidy", "A sample is one line, without tabs, runs of spaces and variables.")
    for name in given.keys() - set(wanted):
        yield Finding(scope.path(where, "example", name), "sample_superfluous", "There is no such variable.")
