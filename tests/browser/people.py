"""People with accounts of their own, made through the product's own door; codes come from the sandbox's mailbox."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
import uuid
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from infra.sandbox.client import Control
from tests.browser.api import Api
from tests.browser.standing import Standing

PASSWORD = "Kettle-Song-47!"
STEP_S = 30


def fresh_address(name: str) -> str:
    """An address nobody had before."""
    return f"{name}-{uuid.uuid4().hex[:8]}@demo.waloom.test"


def code_for(control: Control, email: str, since: float) -> str:
    """The six digits of the latest mail to this address, sent after `since` (seconds since 1970)."""
    return str(control.mail(email, since=since)["code"])


def totp(secret: str, at: float | None = None) -> str:
    """What an authenticator app shows for this key (RFC 6238: SHA-1, 30 s, six digits)."""
    bare = secret.replace(" ", "").upper()
    key = base64.b32decode(bare + "=" * (-len(bare) % 8))
    counter = int((time.time() if at is None else at) // STEP_S)
    digest = hmac.new(key, struct.pack(">Q", counter), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


@dataclass(frozen=True)
class Person:
    """Somebody with an account; `api` is a session of theirs beside the browser's."""

    name: str
    email: str
    password: str
    api: Api


def make_person(product: Standing, control: Control, name: str) -> Person:
    """Signs somebody up over the API. They are in no workspace."""
    email, base, began = fresh_address(name.split(maxsplit=1)[0].lower()), product.place.base_url, time.time()
    api = Api.nobody(base)
    api.call("POST", "/v1/sign-up", {"name": name, "email": email, "language": "en"})
    code = code_for(control, email, began)
    facts = {"email": email, "code": code, "name": name, "password": PASSWORD, "language": "en"}
    api.adopt(api.call("POST", "/v1/sign-up/confirm", facts))
    return Person(name, email, PASSWORD, api)


def make_owner(product: Standing, control: Control, name: str, workspace: str) -> Person:
    """Somebody with a workspace of their own; `api.workspace` is it."""
    person = make_person(product, control, name)
    facts = {"name": workspace, "time_zone": "Europe/London", "language": "en"}
    person.api.workspace = str(person.api.call("POST", "/v1/workspaces", facts)["id"])
    return person


def join(product: Standing, control: Control, owner: Person, name: str, role: str, **limits: bool) -> Person:
    """Somebody who accepted the owner's invitation; `api.workspace` is the owner's."""
    person, began = make_person(product, control, name), time.time()
    owner.api.here("POST", "/invitations", {"email": person.email, "role": role, **limits})
    token = invitation_link(control, person.email, began).partition("#")[2]
    person.api.workspace = str(person.api.call("POST", "/v1/invitations/accept", {"token": token})["workspace_id"])
    return person


def invitation_link(control: Control, email: str, since: float) -> str:
    """The address in an invitation's mail."""
    links: list[Any] = control.mail(email, since=since)["links"]
    return next(str(link) for link in links if "/invitation#" in str(link))


def sign_in(page: Page, base: str, email: str, password: str = PASSWORD) -> None:
    """Through the page, up to what comes after the password."""
    page.goto(f"{base}/sign-in")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def enter(page: Page, base: str, person: Person) -> None:
    """Signed in, in the inbox of the workspace they were in last."""
    sign_in(page, base, person.email, person.password)
    expect(page).to_have_url(re.compile(r"/w/[^/]+/inbox"))
