"""One round of the agenda without a server: the stages that are due, the webhooks that must go out now."""

from __future__ import annotations

import time
import urllib.error
import urllib.request

from infra.sandbox.model import Delivery
from infra.sandbox.sandbox import Sandbox


def tick(sandbox: Sandbox) -> int:
    """Runs everything that is due, also what becomes due meanwhile; answers how many bodies were posted."""
    posted = 0
    while due := sandbox.world.due():
        for task in due:
            item = sandbox.world.state.deliveries.get(sandbox.run(task))
            if item is not None:
                started = time.perf_counter()
                status = _post(item, sandbox.settings.webhook_timeout)
                sandbox.post.answered(item.id, status, (time.perf_counter() - started) * 1000)
                posted += 1
    return posted


def _post(item: Delivery, timeout: float) -> int:
    """The HTTP status, 0 when there was none."""
    headers = {"Content-Type": "application/json", "X-Hub-Signature-256": item.signature}
    request = urllib.request.Request(item.url, data=item.body.encode(), headers=headers)  # noqa: S310 - operator's own
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except (OSError, ValueError):
        return 0
