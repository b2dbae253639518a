"""Letters through Amazon SES (API v2). SES builds the headers from separate fields, so no text can begin a new one.

SES says                                             becomes
too many a second, the day's quota is used           ComeBack: the mail is not lost, only late
the address is none, or SES will not write to it     MailRefused: nothing could make it arrive
anything else: our identity is not verified, sending
is paused, SES is away                               Unavailable: tried again, then an alarm, for an operator to mend
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from shared.core.errors import AppError, ComeBack, Unavailable
from shared.features.mail.model import Letter
from shared.features.mail.ports import MailRefused

# One address and nothing else: a comma or a line break would be another recipient or another header.
_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
_DOMAIN = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]")
_THROTTLED: Final = frozenset(
    ("TooManyRequestsException", "LimitExceededException", "ThrottlingException", "Throttling")
)
_ABOUT_ADDRESS = re.compile(r"address|domain|recipient|destination|@", re.IGNORECASE)
_SLOWER: Final = (5.0, 60.0)
_NEXT_DAY: Final = 3600.0


class SesPost:
    """``mail.ports.Post``. ``sender`` is MAIL_FROM: an address, or a name and an address in angle brackets."""

    def __init__(self, client: Any, sender: str, chance: Callable[[], float] = random.random) -> None:
        self._client = client
        self._sender = sender
        self._chance = chance

    def send(self, to: str, letter: Letter) -> None:
        # Programs that answer mails by themselves must not answer this one (RFC 3834).
        headers = [{"Name": "Auto-Submitted", "Value": "auto-generated"}]
        content = {
            "Subject": {"Data": one_line(letter.subject), "Charset": "UTF-8"},
            "Body": {
                "Text": {"Data": letter.text, "Charset": "UTF-8"},
                "Html": {"Data": letter.html, "Charset": "UTF-8"},
            },
            "Headers": headers,
        }
        destination = {"ToAddresses": [deliverable(to)]}
        try:
            self._client.send_email(FromEmailAddress=self._sender, Destination=destination, Content={"Simple": content})
        except ClientError as error:
            raise self._meaning(error) from error
        except BotoCoreError as error:
            raise Unavailable("Amazon SES can't be reached.", code="mail_unreachable") from error

    def _meaning(self, error: ClientError) -> AppError:
        code = str(error.response["Error"].get("Code", ""))
        words = str(error.response["Error"].get("Message", ""))
        if code in _THROTTLED:
            least, most = _SLOWER
            # Spread: what was refused together must not come back together.
            daily = "daily" in words.lower() or "24" in words
            return ComeBack(_NEXT_DAY if daily else least + (most - least) * self._chance())
        if code == "MessageRejected" and "not verified" not in words:
            return MailRefused("Amazon SES refuses this mail.", code="message_rejected")
        if code == "BadRequestException" and _ABOUT_ADDRESS.search(words):
            return MailRefused("This is no address mail can go to.", code="bad_address")
        return Unavailable("Amazon SES did not take the mail.", code=f"ses_{code}")


def deliverable(address: str) -> str:
    """The address as SES takes it, its domain in ASCII; MailRefused for what is none."""
    local, _, domain = address.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode()
    except UnicodeError:
        ascii_domain = ""
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(ascii_domain):
        raise MailRefused("This is no address mail can go to.", code="bad_address")
    return f"{local}@{ascii_domain}"


def one_line(subject: str) -> str:
    """Renderers give one line already; a header is where it would hurt, so it is seen to here as well."""
    return " ".join(subject.split())
