"""The whole table on one page: every key is a pure function of ids, and no other file spells one.

    what                          pk                      sk
    workspace                     W#ws                    WORKSPACE
    member                        W#ws                    MEMBER#user
    invitation                    W#ws                    INVITE#invitation
    account (WABA)                W#ws                    ACCOUNT#waba
    an account's token and PINs   W#ws                    SECRET#waba
    number                        W#ws                    NUMBER#number
    tag, canned reply             W#ws                    TAG#id, CANNED#id
    a name that is taken          W#ws#TAKEN              kind#hash
    data key (wrapped)            W#ws                    DATAKEY#n
    template                      W#ws#TEMPLATES#waba     name#language
    what befell a template        W#ws#PAST#waba          name#language#stamp#ref
    name of a deleted template    W#ws#GONE#waba          name#language
    notice                        W#ws#NOTICES            stamp#ref
    what a member wants of notices W#ws                   NOTIFY#user
    account event from Meta       W#ws#EVENTS#waba        stamp#ref
    upload on its way             W#ws#UPLOADS            upload
    token waiting for a choice    W#ws#SIGNUPS            sign-up, or code-hash of what a code connected
    API key                       W#ws                    APIKEY#id
    calls of a key in a minute    W#ws#KEYRATE#id         minute
    export, place for one         W#ws                    EXPORT#id, EXPORTSLOT#n
    contact                       W#ws#C#contact          CONTACT
    conversation                  W#ws#C#contact          CONV#number
    message, note, event line     W#ws#C#contact          MSG#number#message
    reference to a message        W#ws#C#contact          REF#number#hash(Meta's id)
    identity -> contact           W#ws#ID#kind#hash       CONTACT
    search row                    W#ws#FIND#first two     token#contact
    live connection               W#ws#LIVE               connection
    sending rate                  W#ws#RATE#number#n      slot, BRAKE

    Routing rows, which don't begin with a workspace because they are how one is found:
    number -> workspace           NUMBER#number           ROUTE
    WABA -> workspace             WABA#waba               ROUTE
    user -> workspaces            USER#user               WORKSPACE#ws
    invitation's link             INVITATION#hash         ROUTE
    API key -> workspace          APIKEY#id               ROUTE
    live ticket                   TICKET#hash             TICKET
    connection -> workspace       CONNECTION#connection   ROUTE

    People who sign in, before any workspace is known:
    what a person is called       USER#user               PERSON
    session                       USER#user               SESSION#session
    browser a person signed in on USER#user               DEVICE#hash
    recovery codes                USER#user               RECOVERY
    code that was mailed          CODE#hash               CODE
    tries (sign-in, codes, mails) TRIES#hash              window
    a mail that went, or goes now MAILED#hash             MAILED
    invitations sent in a day     USER#user               INVITED#day

    Indexes
    inbox   W#ws#INBOX#status     minute#contact#number   conversations, newest first
    due     DUE#shard             stamp#...               rows that want the sweeper's attention at a time

Everything about one person lies in the contact's partition, or is derived from it (identities, search rows), so
erasing a person is one query and the keys its rows name. Routing rows hold ids only.
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass

from shared.core.ids import ContactId, MessageId, NumberId, UserId, WabaId, Wamid, WorkspaceId, reference

INBOX_INDEX = "inbox"
DUE_INDEX = "due"
DUE_SHARDS = 4


@dataclass(frozen=True)
class Key:
    """The two parts of a row's primary key."""

    pk: str
    sk: str


@dataclass(frozen=True)
class KeyRange:
    """A partition, or a part of one by its sort key: ``begins`` is a prefix, ``upto`` an inclusive upper bound,
    ``below`` and ``above`` exclusive ones. At most one of the four is given.
    """

    pk: str
    begins: str = ""
    index: str = ""
    upto: str = ""
    below: str = ""
    above: str = ""


def workspace(ws: WorkspaceId) -> Key:
    return Key(f"W#{ws}", "WORKSPACE")


def member(ws: WorkspaceId, user: UserId) -> Key:
    return Key(f"W#{ws}", f"MEMBER#{user}")


def members(ws: WorkspaceId) -> KeyRange:
    return KeyRange(f"W#{ws}", "MEMBER#")


def membership(user: UserId, ws: WorkspaceId) -> Key:
    return Key(f"USER#{user}", f"WORKSPACE#{ws}")


def memberships(user: UserId) -> KeyRange:
    return KeyRange(f"USER#{user}", "WORKSPACE#")


def invitation(ws: WorkspaceId, invitation: str) -> Key:
    return Key(f"W#{ws}", f"INVITE#{invitation}")


def invitations(ws: WorkspaceId) -> KeyRange:
    return KeyRange(f"W#{ws}", "INVITE#")


def invitation_route(seal: str) -> Key:
    """``seal`` is the hash of the token in the link: who reads the table can't use what is there."""
    return Key(f"INVITATION#{seal}", "ROUTE")


def invited(user: UserId, day: str) -> Key:
    return Key(f"USER#{user}", f"INVITED#{day}")


def person(user: UserId) -> Key:
    return Key(f"USER#{user}", "PERSON")


def session(user: UserId, session: str) -> Key:
    return Key(f"USER#{user}", f"SESSION#{session}")


def sessions(user: UserId) -> KeyRange:
    return KeyRange(f"USER#{user}", "SESSION#")


def device(user: UserId, device: str) -> Key:
    """``device`` is the hash of what the browser's cookie holds."""
    return Key(f"USER#{user}", f"DEVICE#{device}")


def devices(user: UserId) -> KeyRange:
    return KeyRange(f"USER#{user}", "DEVICE#")


def recovery_codes(user: UserId) -> Key:
    return Key(f"USER#{user}", "RECOVERY")


def code(kind: str, subject: str) -> Key:
    """A code for one purpose; ``subject`` is the address it was mailed to, hashed."""
    return Key(f"CODE#{reference('code', kind, subject)}", "CODE")


def tries(kind: str, whose: str, window: int) -> Key:
    """``whose`` is an address, a place in the network, a user: hashed, so the count says nothing of who it was."""
    return Key(f"TRIES#{reference('tries', kind, whose)}", str(window))


def mailed(*parts: str) -> Key:
    """The row that lets one mail go once; the parts (an address among them) are hashed."""
    return Key(f"MAILED#{reference('mailed', *parts)}", "MAILED")


def account(ws: WorkspaceId, waba: WabaId) -> Key:
    return Key(f"W#{ws}", f"ACCOUNT#{waba}")


def accounts(ws: WorkspaceId) -> KeyRange:
    return KeyRange(f"W#{ws}", "ACCOUNT#")


def secret(ws: WorkspaceId, waba: WabaId) -> Key:
    return Key(f"W#{ws}", f"SECRET#{waba}")


def number(ws: WorkspaceId, number: NumberId) -> Key:
    return Key(f"W#{ws}", f"NUMBER#{number}")


def numbers(ws: WorkspaceId) -> KeyRange:
    return KeyRange(f"W#{ws}", "NUMBER#")


def number_route(number: NumberId) -> Key:
    return Key(f"NUMBER#{number}", "ROUTE")


def waba_route(waba: WabaId) -> Key:
    return Key(f"WABA#{waba}", "ROUTE")


def tag(ws: WorkspaceId, tag: str) -> Key:
    return Key(f"W#{ws}", f"TAG#{tag}")


def tags(ws: WorkspaceId) -> KeyRange:
    return KeyRange(f"W#{ws}", "TAG#")


def canned_reply(ws: WorkspaceId, reply: str) -> Key:
    return Key(f"W#{ws}", f"CANNED#{reply}")


def canned_replies(ws: WorkspaceId) -> KeyRange:
    return KeyRange(f"W#{ws}", "CANNED#")


def taken(ws: WorkspaceId, kind: str, name: str) -> Key:
    """The row that makes a name unique among its kind; capitals don't count."""
    return Key(f"W#{ws}#TAKEN", f"{kind}#{reference(ws, kind, name.casefold())}")


def data_key(ws: WorkspaceId, generation: int) -> Key:
    return Key(f"W#{ws}", f"DATAKEY#{generation}")


def template(ws: WorkspaceId, waba: WabaId, name: str, language: str) -> Key:
    return Key(f"W#{ws}#TEMPLATES#{waba}", f"{name}#{language}")


def templates(ws: WorkspaceId, waba: WabaId) -> KeyRange:
    return KeyRange(f"W#{ws}#TEMPLATES#{waba}")


def template_event(ws: WorkspaceId, waba: WabaId, name: str, language: str, event: str) -> Key:
    return Key(f"W#{ws}#PAST#{waba}", f"{name}#{language}#{event}")


def template_events(ws: WorkspaceId, waba: WabaId, name: str, language: str) -> KeyRange:
    return KeyRange(f"W#{ws}#PAST#{waba}", f"{name}#{language}#")


def template_gone(ws: WorkspaceId, waba: WabaId, name: str, language: str) -> Key:
    """Meta blocks a deleted name for a while. ``language`` is empty when the last language of the name has gone."""
    return Key(f"W#{ws}#GONE#{waba}", f"{name}#{language}")


def notice(ws: WorkspaceId, notice: str) -> Key:
    return Key(f"W#{ws}#NOTICES", notice)


def notices(ws: WorkspaceId) -> KeyRange:
    return KeyRange(f"W#{ws}#NOTICES")


def notice_standing(ws: WorkspaceId, user: UserId) -> Key:
    return Key(f"W#{ws}", f"NOTIFY#{user}")


def notice_standings(ws: WorkspaceId) -> KeyRange:
    return KeyRange(f"W#{ws}", "NOTIFY#")


def account_event(ws: WorkspaceId, waba: WabaId, event: str) -> Key:
    return Key(f"W#{ws}#EVENTS#{waba}", event)


def account_events(ws: WorkspaceId, waba: WabaId) -> KeyRange:
    return KeyRange(f"W#{ws}#EVENTS#{waba}")


def upload(ws: WorkspaceId, upload: str) -> Key:
    return Key(f"W#{ws}#UPLOADS", upload)


def api_key(ws: WorkspaceId, key: str) -> Key:
    return Key(f"W#{ws}", f"APIKEY#{key}")


def api_keys(ws: WorkspaceId) -> KeyRange:
    return KeyRange(f"W#{ws}", "APIKEY#")


def api_key_route(key: str) -> Key:
    return Key(f"APIKEY#{key}", "ROUTE")


def api_key_minute(ws: WorkspaceId, key: str, minute: int) -> Key:
    """Counts what one key asked in one minute since 1970."""
    return Key(f"W#{ws}#KEYRATE#{key}", str(minute))


def export(ws: WorkspaceId, export: str) -> Key:
    return Key(f"W#{ws}", f"EXPORT#{export}")


def exports(ws: WorkspaceId) -> KeyRange:
    return KeyRange(f"W#{ws}", "EXPORT#")


def export_slot(ws: WorkspaceId, slot: int) -> Key:
    """A place for one running export: there are as many at once as there are places."""
    return Key(f"W#{ws}", f"EXPORTSLOT#{slot}")


def sign_up(ws: WorkspaceId, sign_up: str) -> Key:
    """An Embedded Signup whose token is good for several accounts, until its person has chosen one; or a code's hash
    with the account it connected, for whoever lost the answer.
    """
    return Key(f"W#{ws}#SIGNUPS", sign_up)


def contact_partition(ws: WorkspaceId, contact: ContactId) -> str:
    return f"W#{ws}#C#{contact}"


def contact(ws: WorkspaceId, contact: ContactId) -> Key:
    return Key(contact_partition(ws, contact), "CONTACT")


def everything_about(ws: WorkspaceId, contact: ContactId) -> KeyRange:
    return KeyRange(contact_partition(ws, contact))


def conversation(ws: WorkspaceId, contact: ContactId, number: NumberId) -> Key:
    return Key(contact_partition(ws, contact), f"CONV#{number}")


def conversations_of(ws: WorkspaceId, contact: ContactId) -> KeyRange:
    return KeyRange(contact_partition(ws, contact), "CONV#")


def message(ws: WorkspaceId, contact: ContactId, number: NumberId, message: MessageId) -> Key:
    return Key(contact_partition(ws, contact), f"MSG#{number}#{message}")


def messages(ws: WorkspaceId, contact: ContactId, number: NumberId) -> KeyRange:
    return KeyRange(contact_partition(ws, contact), f"MSG#{number}#")


def message_ref(ws: WorkspaceId, contact: ContactId, number: NumberId, wamid: Wamid) -> Key:
    """The handshake row of one of Meta's ids: who comes first leaves word for who comes second."""
    return Key(contact_partition(ws, contact), f"REF#{number}#{reference(number, wamid)}")


def send_ref(ws: WorkspaceId, contact: ContactId, number: NumberId, client_id: str) -> Key:
    """The row that makes a client's id count once: it names the message the first request made."""
    return Key(contact_partition(ws, contact), f"REF#{number}#out#{reference(number, client_id)}")


def identity(ws: WorkspaceId, kind: str, value: str) -> Key:
    """``kind`` is ``phone`` (digits), ``bsuid`` (whole, case-sensitive) or ``parent``; the value itself is hashed."""
    return Key(f"W#{ws}#ID#{kind}#{reference(ws, kind, value)}", "CONTACT")


def search(ws: WorkspaceId, token: str, contact: ContactId) -> Key:
    return Key(f"W#{ws}#FIND#{token[:2]}", f"{token}#{contact}")


def search_tokens(ws: WorkspaceId, prefix: str) -> KeyRange:
    """Needs a prefix of two characters at least."""
    return KeyRange(f"W#{ws}#FIND#{prefix[:2]}", prefix)


def live_connection(ws: WorkspaceId, connection: str) -> Key:
    return Key(f"W#{ws}#LIVE", connection)


def live_connections(ws: WorkspaceId) -> KeyRange:
    return KeyRange(f"W#{ws}#LIVE")


def connection_route(connection: str) -> Key:
    return Key(f"CONNECTION#{connection}", "ROUTE")


def live_ticket(ticket: str) -> Key:
    """Keyed by the ticket's hash: who reads the table can't use what is there."""
    return Key(f"TICKET#{hashlib.sha256(ticket.encode()).hexdigest()}", "TICKET")


def rate_slot(ws: WorkspaceId, number: NumberId, slot: int) -> Key:
    """Neighbouring slots lie in different partitions: a number may send 1,000 a second, a partition takes that much."""
    return Key(f"W#{ws}#RATE#{number}#{slot % 8}", f"{slot:013d}")


def rate_brake(ws: WorkspaceId, number: NumberId) -> Key:
    """Written when Meta says that the number sends too fast."""
    return Key(f"W#{ws}#RATE#{number}#0", "BRAKE")


def inbox(ws: WorkspaceId, status: str, *, below: str = "", above: str = "") -> KeyRange:
    return KeyRange(f"W#{ws}#INBOX#{status}", index=INBOX_INDEX, below=below, above=above)


def inbox_entry(ws: WorkspaceId, status: str, minute: str, contact: ContactId, number: NumberId) -> tuple[str, str]:
    """The index attributes of a conversation. Its place moves at most once a minute: a move costs two write units."""
    return f"W#{ws}#INBOX#{status}", f"{minute}#{contact}#{number}"


def due_entry(at: str, pk: str, sk: str) -> tuple[str, str]:
    """The index attributes of a row that the sweeper must look at at ``at`` (a ``stamp``)."""
    return f"DUE#{zlib.crc32(pk.encode()) % DUE_SHARDS}", f"{at}#{reference(pk, sk)}"


def due(shard: int, at: str) -> KeyRange:
    return KeyRange(f"DUE#{shard}", index=DUE_INDEX, upto=f"{at}#~")
