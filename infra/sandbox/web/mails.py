"""The mailbox: its list for page and tests, and a mail's HTML in a document that can do nothing."""

from __future__ import annotations

from infra.sandbox.web.call import Answer, Call, Route
from infra.sandbox.web.driving import whole

# Links open in a new window, nothing runs, nothing is sent: the frame is a mail program, not a page of ours.
FRAME_POLICY = (
    "default-src 'none'; img-src data: http: https:; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
BASE = '<base target="_blank" rel="noreferrer">'


def mails(call: Call) -> Answer:
    """Newest first; `bodies=0` leaves text and HTML out."""
    box, query = call.sandbox.mailbox, call.query
    found = box.find(query.get("to", ""), float(query.get("since") or 0), query.get("subject", ""))
    limit = whole(query.get("limit"), 200)
    items = [mail.shown(bodies=query.get("bodies", "1") != "0") for mail in found[:limit]]
    return Answer({"items": items, "problem": box.problem})


def frame(call: Call) -> Answer:
    mail = call.sandbox.mailbox.get(call.path["mail"])
    if mail is None:
        return Answer("no such mail", 404, {"Content-Type": "text/plain"})
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": FRAME_POLICY,
        "X-Content-Type-Options": "nosniff",
    }
    return Answer(BASE + mail.html, headers=headers)


ROUTES = [
    Route(
        "GET", "/_sandbox/mails", mails, "?to&subject&since&bodies&limit: what the product sent through the local SES"
    ),
    Route("GET", "/mailbox/{mail}/html", frame),
]
