"""Accounts over the table in memory: the real routes, services and seal, the identity service in memory, and the jobs
that would wait in the mailer's queue.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import boto3
import pytest
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.adapters.mail_queue import MailQueue
from shared.adapters.seal import KmsSeal
from shared.core.identity import Person
from shared.core.ids import UserId, WorkspaceId
from shared.core.keys import Key, KeyRange
from shared.core.ports import Change, Condition, Page, Row
from shared.features.notices.service import Notices
from shared.features.notices.store import NoticeStore
from shared.features.people.account_routes import account_routes
from shared.features.people.accounts import Accounts, PeopleCodes
from shared.features.people.codes import Codes
from shared.features.people.http import Cookies
from shared.features.people.limits import Limits
from shared.features.people.me_routes import me_routes
from shared.features.people.profiles import Profiles
from shared.features.people.second_factors import SecondFactors
from shared.features.people.session_routes import session_routes
from shared.features.people.sessions import Sessions
from shared.features.people.store import PeopleStore
from shared.features.workspaces.logos import Logos
from shared.features.workspaces.routes import workspace_routes
from shared.features.workspaces.service import Workspaces
from shared.features.workspaces.store import WorkspaceStore
from shared.wiring.access import Access, Keys
from shared.wiring.alerts import PersonalAlerts
from shared.wiring.http import http_app
from tests.functional.conftest import REGION, HandClock
from tests.functional.memory_table import MemoryTable
from tests.functional.people.identity_contract import PASSWORD
from tests.functional.people.memory_identity import MemoryIdentity, claims_of

EMAIL, NAME = "mira@quill.test", "Mira Quill"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.1 Mobile/15E148 Safari/604.1"
)


class WatchedTable(MemoryTable):
    """Notes every operation as its name and the beginning of the key, so that two requests can be compared."""

    def __init__(self) -> None:
        super().__init__()
        self.operations: list[str] = []

    def _note(self, what: str, pk: str) -> None:
        self.operations.append(f"{what} {pk.partition('#')[0]}")

    def get(self, key: Key) -> Row | None:
        self._note("get", key.pk)
        return super().get(key)

    def put(self, key: Key, row: Mapping[str, Any]) -> None:
        self._note("put", key.pk)
        super().put(key, row)

    def amend(self, key: Key, change: Change, when: Condition | None = None) -> Row | None:
        self._note("amend", key.pk)
        return super().amend(key, change, when)

    def delete(self, key: Key, when: Condition | None = None) -> Row | None:
        self._note("delete", key.pk)
        return super().delete(key, when)

    def query(
        self, where: KeyRange, *, newest_first: bool = False, limit: int = 100, cursor: str | None = None
    ) -> Page:
        self._note("query", where.pk)
        return super().query(where, newest_first=newest_first, limit=limit, cursor=cursor)


@dataclass
class Jobs:
    """A queue that keeps what is put into it."""

    bodies: list[str] = field(default_factory=list)

    def send(self, body: str, *, group: str = "", once: str = "", delay: int = 0) -> None:
        self.bodies.append(body)

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [job for job in map(json.loads, self.bodies) if job["kind"] == kind]

    @property
    def kinds(self) -> list[str]:
        return [json.loads(body)["kind"] for body in self.bodies]


@dataclass(frozen=True)
class Answer:
    """What a browser sees."""

    status: int
    body: Any
    headers: Mapping[str, str]
    cookies: Sequence[str]

    @property
    def code(self) -> str:
        return str((self.body or {}).get("code", ""))


@dataclass
class Browser:
    """A browser: keeps cookies, and the access token in its page."""

    town: Town
    agent: str = FIREFOX
    ip: str = "203.0.113.7"
    jar: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def call(self, method: str, path: str, body: Any = None, *, headers: Mapping[str, str] | None = None) -> Answer:
        cookies = [f"{name}={value}" for name, value in self.jar.items()]
        answer = self.town.call(
            method, path, body, token=self.token, cookies=cookies, agent=self.agent, ip=self.ip, headers=headers
        )
        for cookie in answer.cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            if value:
                self.jar[name] = value
            else:
                self.jar.pop(name, None)
        if isinstance(answer.body, dict) and "access_token" in answer.body:
            self.token = answer.body["access_token"]
        return answer

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD, **more: str) -> Answer:
        return self.call("POST", "/v1/session", {"email": email, "password": password, **more})

    def refresh(self) -> Answer:
        return self.call("POST", "/v1/session/refresh")

    def alive(self) -> bool:
        """Whether the page may still ask something."""
        return self.call("GET", "/v1/me").status == 200


class Town:
    """The product's accounts with everything around them."""

    def __init__(self, clock: HandClock, seal: KmsSeal) -> None:
        self.clock = clock
        self.table = WatchedTable()
        self.identity = MemoryIdentity()
        self.jobs = Jobs()
        mail = MailQueue(self.jobs)
        self.workspace_store = WorkspaceStore(self.table)
        self.workspaces = Workspaces(self.workspace_store, clock)
        self.notices = Notices(NoticeStore(self.table), clock)
        self.store = PeopleStore(self.table)
        codes, limits = Codes(self.table, clock), Limits(self.table, clock)
        alerts = PersonalAlerts(mail, self.notices, self.workspace_store)
        profiles = Profiles(self.identity, self.store, codes, limits, mail, alerts, self.workspace_store, clock)
        second_factors = SecondFactors(self.identity, self.store, profiles, limits, alerts, clock)
        self.sessions = Sessions(self.identity, self.store, limits, seal, alerts, second_factors, clock)
        self.accounts = Accounts(self.identity, self.store, codes, limits, mail, alerts, profiles, self.sessions, clock)
        self.people_codes = PeopleCodes(self.identity, self.store, codes)
        cookies = Cookies(secure=True)
        routers = [
            session_routes(self.sessions, cookies),
            account_routes(self.accounts, cookies),
            me_routes(profiles, self.accounts, second_factors, self.sessions),
            workspace_routes(self.workspaces, profiles, cast(Logos, NoLogos())),
        ]
        gate = Access(self.table, self.workspaces, cast(Keys, None), "")
        self.app = http_app(lambda _: routers, gate, Logger(service="test", level="CRITICAL"), whole=False)

    def browser(self, agent: str = FIREFOX, ip: str = "203.0.113.7") -> Browser:
        return Browser(self, agent, ip)

    def resident(self, email: str = EMAIL, name: str = NAME, password: str = PASSWORD) -> Person:
        """Somebody who has an account and has signed in before with a browser we don't have here."""
        person = self.identity.register(email, password, name)
        self.store.remember(person, language="en")
        return person

    def workspace_of(self, person: Person) -> WorkspaceId:
        return self.workspaces.create(person, "Quill Kettles").id

    def code(self, kind: str, email: str, **facts: str) -> str:
        """What the mailer writes into the letter."""
        written = self.people_codes.prepare_code(kind, email, facts)
        assert written is not None
        return written["code"]

    def told(self, ws: WorkspaceId, user: UserId) -> list[str]:
        """The kinds of notices that this person sees, oldest first."""
        found, _ = self.notices.latest(self.workspaces.membership(ws, user), 50, None)
        return [notice.kind for notice in reversed(found)]

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str = "",
        cookies: Sequence[str] = (),
        agent: str = FIREFOX,
        ip: str = "203.0.113.7",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        http = {"method": method, "path": path, "sourceIp": ip, "userAgent": agent}
        context: dict[str, Any] = {"http": http, "stage": "$default"}
        sent = {"content-type": "application/json", "x-waloom": "1", **(headers or {})}
        if token:
            context["authorizer"] = {"jwt": {"claims": claims_of(token)}}
            sent["authorization"] = f"Bearer {token}"
        event = {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": path,
            "rawQueryString": "",
            "headers": {name: value for name, value in sent.items() if value},
            "cookies": list(cookies),
            "requestContext": context,
            "body": None if body is None else json.dumps(body),
            "isBase64Encoded": False,
        }
        found = self.app.resolve(event, LambdaContext())
        text = found.get("body")
        return Answer(
            int(found["statusCode"]),
            json.loads(text) if text else None,
            dict(found.get("headers") or {}),
            list(found.get("cookies") or []),
        )


class NoLogos:
    """Workspaces here have none."""

    def link(self, _: object) -> None:
        return None


@pytest.fixture
def seal(kms_key: str) -> KmsSeal:
    return KmsSeal(boto3.client("kms", region_name=REGION), kms_key)


@pytest.fixture
def town(clock: HandClock, seal: KmsSeal) -> Town:
    return Town(clock, seal)


@pytest.fixture
def mira(town: Town) -> Person:
    return town.resident()


@pytest.fixture
def browser(town: Town) -> Browser:
    return town.browser()
