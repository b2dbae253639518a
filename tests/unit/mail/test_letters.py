"""Letters: complete in three languages, codes in the body, and nothing of what strangers write leads anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.features.mail.cleaning import said
from shared.features.mail.model import KINDS, LANGUAGES, Letter
from shared.features.mail.rendering import WORDS, names_in, render
from shared.features.mail.words import Words
from shared.features.notices.kinds import TOPICS
from shared.features.workspaces.roles import ROLES

SITE = "https://inbox.waloom.test"
AT = "2026-11-22T12:34:56.789Z"
FACTS = {
    "sign_up_code": {"code": "417417", "minutes": "15"},
    "account_exists": {"name": "Mira"},
    "reset_code": {"code": "417417", "minutes": "15", "name": "Mira"},
    "email_code": {"code": "417417", "minutes": "15"},
    "email_changed": {"name": "Mira", "new_email": "mira.new@quill.example", "at": AT},
    "password_changed": {"name": "Mira", "at": AT, "ip": "203.0.113.7", "device": "Firefox on Linux"},
    "new_device": {"name": "Mira", "at": AT, "ip": "2001:db8::7", "device": "Firefox on Linux"},
    "session_stolen": {"name": "Mira", "at": AT, "ip": "203.0.113.7", "device": "Firefox on Linux"},
    "second_factor_on": {"name": "Mira", "at": AT},
    "second_factor_off": {"name": "Mira", "at": AT},
    "recovery_code_used": {"name": "Mira", "at": AT, "left": "9"},
    "invitation": {
        "workspace": "Quill Kettles",
        "inviter": "Odette",
        "role": "agent",
        "expires_at": AT,
        "token": "tok-417_x",
    },
    "notice": {
        "name": "Mira",
        "workspace": "Quill Kettles",
        "workspace_id": "ws_0123",
        "topic": "account",
        "severity": "critical",
        "title": "Quill Kettles: The token is no good any more",
        "detail": "Paste a new one in the settings.",
    },
}
EACH = [(kind, language) for kind in FACTS for language in LANGUAGES]
# What a mail program makes a link of, roughly as the well-known ones do it.
LOOKS_LIKE_A_LINK = re.compile(r"[a-z][a-z0-9+.-]*://\S+|(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)


class Reading(HTMLParser):
    """Where an HTML letter leads, what is in it, and whether every tag that opens closes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.open: list[str] = []
        self.language = ""
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag != "meta":
            self.open.append(tag)
        found = dict(attrs)
        self.links += [found["href"] or ""] if "href" in found else []
        self.language = self.language or found.get("lang") or ""
        assert not {name for name in found if name.startswith("on")} | {"src", "srcset"} & found.keys()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def letter(kind: str, language: str = "en", **other: str) -> Letter:
    return render(kind, language, {**FACTS[kind], **other}, SITE)


def all_words(language: str) -> Iterator[tuple[str, Words]]:
    yield from WORDS[language].letters.items()


@pytest.mark.parametrize(("kind", "language"), EACH)
def test_every_letter_is_whole_in_every_language(kind: str, language: str) -> None:
    made = letter(kind, language)
    page = Reading(made.html)

    assert made.subject
    assert "{" not in made.subject + made.text + page.words
    assert page.open == []
    assert page.language == language
    assert page.tags <= {"html", "head", "meta", "title", "body", "main", "h1", "p", "a", "footer"}
    assert page.links, "a letter leads to the installation, at least in its last line"
    for value in FACTS[kind].values():
        if value not in (AT, "tok-417_x", "agent", "account", "critical", "ws_0123"):
            assert value in made.text, f"{value} is missing"
            assert value in page.words + made.subject, f"{value} is missing"


def test_the_languages_say_the_same_things() -> None:
    for language in LANGUAGES:
        assert WORDS[language].roles.keys() == set(ROLES)
        assert WORDS[language].topics.keys() == {name for name, topic in TOPICS.items() if not topic.own_letters}
        assert dict(all_words(language)).keys() == FACTS.keys()
        for kind, words in all_words(language):
            english = WORDS["en"].letters[kind]
            for mine, theirs in ((words.lines, english.lines), (words.after, english.after)):
                assert [names_in(one) for one in mine] == [names_in(one) for one in theirs], (kind, language)
            assert names_in(words.subject) == names_in(english.subject)
            assert bool(words.button) == bool(english.button)


def test_no_two_languages_share_a_sentence() -> None:
    for kind in FACTS:
        lines = [set(WORDS[language].letters[kind].lines) for language in LANGUAGES]
        shared = (lines[0] & lines[1]) | (lines[0] & lines[2])
        assert all(not re.sub(r"\{\w+\}", "", one).strip() for one in shared), (kind, shared)


def test_everything_that_may_be_sent_has_words_and_facts_here() -> None:
    assert FACTS.keys() == {*KINDS, "account_exists", "notice"}
    for kind, known in KINDS.items():
        assert known.facts <= FACTS[kind].keys()


@pytest.mark.parametrize("kind", ["sign_up_code", "reset_code", "email_code"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_stands_large_in_the_body_and_not_where_a_locked_phone_shows_it(kind: str, language: str) -> None:
    made = letter(kind, language)

    assert "417417" not in made.subject
    assert "417417" not in made.text.split("\n\n")[0] + made.text.split("\n\n")[1], "nor in the preview's first lines"
    assert "\n    417417\n" in made.text
    assert re.search(r'<p style="[^"]*34px[^"]*">417417</p>', made.html)
    assert "15" in made.text
    asks = WORDS[language].letters[kind].after[1]
    assert asks in made.text


def test_a_letter_without_its_code_is_never_written() -> None:
    with pytest.raises(ValueError, match="code"):
        render("sign_up_code", "en", {"minutes": "15"}, SITE)
    with pytest.raises(ValueError, match="code"):
        letter("sign_up_code", code="<b>417</b>")


def test_a_name_of_invisible_characters_keeps_no_letter_back() -> None:
    assert letter("invitation", inviter="\u200b\u2060").subject == "— invites you to Quill Kettles"


def test_what_nobody_told_has_no_line() -> None:
    told, untold = letter("new_device"), render("new_device", "en", {"name": "M", "at": AT, "device": "Firefox"}, SITE)

    assert "IP address: 2001:db8::7" in told.text
    assert "IP address" not in untold.text
    assert "IP address" not in letter("new_device", ip="<script>").text


def test_an_invitation_leads_home_with_its_secret_behind_the_hash() -> None:
    made = letter("invitation", token="a/b?c#d&e")
    links = Reading(made.html).links

    assert links[0] == f"{SITE}/invitation#a%2Fb%3Fc%23d%26e"
    assert links[0] in made.text
    assert "agente" in letter("invitation", "es").text


def test_a_notice_says_how_bad_it_is_and_where_to_choose() -> None:
    made = letter("notice")

    assert made.subject == "Important: Quill Kettles: the WhatsApp account needs you"
    assert letter("notice", severity="warning").subject == "Quill Kettles: the WhatsApp account needs you"
    assert f"{SITE}/w/ws_0123/settings/notices" in Reading(made.html).links


def test_a_screen_reader_is_told_which_lines_are_in_english() -> None:
    assert '<p lang="en" style="margin:0 0 12px">Paste a new one in the settings.</p>' in letter("notice", "pt").html
    assert letter("notice", "pt").html.count('lang="en"') == 2
    assert letter("notice", "en").html.count('lang="en"') == 1


HOSTILE = [
    "https://evil.example/win",
    "Prize: HTTP://EVIL.example",
    "www.evil.example",
    "evil.example/path?x=1",
    "a@evil.example",
    "evil。example",
    "//evil.example",
    "http://10.0.0.1/x",
    "javascript:alert(1)",
    '"><a href="https://evil.example">click</a>',
    "<script>alert(1)</script>",
    "Quill\r\nBcc: victim@evil.example\r\n\r\nhello",
    "Quill\u2028evil.example",
    "\u202egnp.elpmaxe\u2069",
    f"{SITE}.evil.example/",
    f"{SITE}@evil.example/",
    "x" * 5000,
    "{code}{token}",
]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("invitation", ("workspace", "inviter", "role")),
        ("notice", ("workspace", "title", "detail", "name")),
        ("new_device", ("name", "device", "ip")),
    ],
)
def test_what_strangers_write_leads_nowhere(kind: str, facts: tuple[str, ...], name: str) -> None:
    made = letter(kind, **dict.fromkeys(facts, name))
    page = Reading(made.html)

    assert all(link == SITE or link.startswith(f"{SITE}/") for link in page.links), page.links
    assert page.tags <= {"html", "head", "meta", "title", "body", "main", "h1", "p", "a", "footer"}
    for text in (made.subject, made.text, page.words):
        linked = [one for one in LOOKS_LIKE_A_LINK.findall(text) if not one.rstrip(".").startswith(SITE)]
        assert linked == [], linked
        assert SITE + "." not in text.replace(f"{SITE}. ", "").replace(f"{SITE}.\n", "")
    assert len(made.subject) <= 170
    assert not re.search(r"[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]", made.subject)
    assert "417417" not in made.text


@given(st.text(max_size=120))
def test_no_text_at_all_breaks_out_of_its_line(name: str) -> None:
    made = render("invitation", "en", {**FACTS["invitation"], "workspace": name, "inviter": name}, SITE)
    page = Reading(made.html)

    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", made.subject)
    assert all(link == SITE or link.startswith(f"{SITE}/") for link in page.links)
    assert page.open == []


@given(st.text(max_size=300), st.integers(min_value=1, max_value=100))
def test_cleaned_words_are_short_on_one_line_and_stay_as_they_are_when_cleaned_again(text: str, most: int) -> None:
    once = said(text, most)

    assert len(once) <= most
    assert "\n" not in once
    assert said(once, most) == once


@pytest.mark.parametrize(
    "name", ["Odette O'Brien-Núñez", "St. Mary's", "Köhler & Söhne", "茶屋", "Quill, Kettles: 24/7"]
)
def test_honest_names_stay_as_they_are(name: str) -> None:
    assert said(name) == name
