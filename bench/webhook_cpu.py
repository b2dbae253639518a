"""The webhook function's own work on one update: verify, split, sign. Everything of it but the network."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Mapping
from typing import Final

from bench.figures import Figure, machine
from bench.traffic import APP_SECRET, campaign_mix, event
from shared.adapters.edge import Edge
from shared.adapters.edge_http import Connection, Reply
from shared.adapters.meta.app_secrets import AppSecrets
from shared.adapters.meta.signature import same_token, signed_by
from shared.features.intake.front import Front
from shared.features.intake.handover import HandOver

EVENTS: Final = 1000
ROUNDS: Final = 9
START: Final = 1_795_000_000.0
QUEUE: Final = "https://sqs.us-east-1.amazonaws.com/123456789012/"
TAKEN: Final = Reply(200, {}, b'{"Successful":[{"Id":"0","MessageId":"m","MD5OfMessageBody":"d"}]}')


class Mute(Connection):
    """A connection whose other side has always answered already."""

    def call(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        return TAKEN


class Unplugged(Edge):
    """The webhook's own AWS client up to the socket: it writes and signs every request."""

    def _connection(self, host: str) -> tuple[str, Connection]:
        return host, Mute(host, 443, tls=True)


def front() -> Front:
    """The webhook function as ``functions/webhook/main.py`` puts it together, unplugged."""
    credentials = {"AWS_ACCESS_KEY_ID": "AKIDBENCH", "AWS_SECRET_ACCESS_KEY": "s" * 40, "AWS_SESSION_TOKEN": "t" * 400}
    aws = Unplugged({"AWS_REGION": "us-east-1", **credentials})
    secrets = AppSecrets(lambda: f'{{"app_secret":"{APP_SECRET}","verify_token":"v"}}')
    hand_over = HandOver(aws, QUEUE + "messages.fifo", QUEUE + "events", QUEUE + "parked", "raw")
    return Front(secrets, hand_over, signed_by, same_token, log=len)


def figure() -> Figure:
    """CPU microseconds per webhook of one update, three statuses to one message."""
    events = [event(arrival.raw) for arrival in campaign_mix(EVENTS, START)]
    function = front()
    answers = [function.answer(one)["statusCode"] for one in events]
    if set(answers) != {200}:
        raise RuntimeError(f"the webhook answered {sorted(map(str, set(answers)))}")
    rounds = []
    for _ in range(ROUNDS):
        gc.collect()
        began = time.process_time()
        for one in events:
            function.answer(one)
        rounds.append((time.process_time() - began) / EVENTS)
    how = (
        f"CPU time of Front.answer with the real signature check, split, SQS request and SigV4, the socket replaced; "
        f"{EVENTS} webhooks of one update, 3 statuses to 1 message, median of {ROUNDS} rounds; {machine()}"
    )
    return Figure("webhook_cpu_us_per_event", round(statistics.median(rounds) * 1e6, 1), "µs", 250, how)
