"""A queue on SQS."""

from __future__ import annotations

from typing import Any


class SqsQueue:
    """``shared.core.ports.Queue`` over one queue; FIFO is read from the URL, as SQS names it."""

    def __init__(self, client: Any, url: str) -> None:
        self._client = client
        self._url = url
        self._fifo = url.endswith(".fifo")

    def send(self, body: str, *, group: str = "", once: str = "", delay: int = 0) -> None:
        arguments: dict[str, Any] = {"QueueUrl": self._url, "MessageBody": body}
        if self._fifo:
            # A FIFO queue delays as a whole or not at all: a single record waits through its visibility instead.
            arguments |= {"MessageGroupId": group, "MessageDeduplicationId": once}
        elif delay:
            arguments["DelaySeconds"] = min(delay, 900)
        self._client.send_message(**arguments)

    def hide(self, receipt: str, seconds: float) -> None:
        """Give a record back, not to be seen again before ``seconds`` have passed (12 hours at the most)."""
        timeout = max(0, min(int(seconds + 0.999), 43_200))
        self._client.change_message_visibility(QueueUrl=self._url, ReceiptHandle=receipt, VisibilityTimeout=timeout)
