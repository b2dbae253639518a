"""`python -m infra.sandbox`: the sandbox on a port, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from dataclasses import fields
from pathlib import Path

from infra.sandbox.sandbox import Sandbox
from infra.sandbox.serve import Server
from infra.sandbox.settings import Settings


def parser() -> argparse.ArgumentParser:
    default = {item.name: item.default for item in fields(Settings)}
    made = argparse.ArgumentParser(
        prog="python -m infra.sandbox",
        description="Meta's WhatsApp Cloud API, simulated.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    made.add_argument("--host", default="127.0.0.1", help="address to listen on")
    made.add_argument("--port", type=int, default=8100, help="port to listen on (0: any free one)")
    made.add_argument(
        "--state", type=Path, help="folder that keeps everything across restarts; none keeps it in memory"
    )
    made.add_argument("--callback-url", default="", help="where the app's webhooks go")
    made.add_argument("--app-id", default=default["app_id"], help="id of the Meta app")
    made.add_argument("--app-secret", default=default["app_secret"], help="signs webhooks")
    made.add_argument("--verify-token", default=default["verify_token"], help="sent with the handshake")
    made.add_argument("--origin", default="", help="how others reach this server (media links); default: host and port")
    made.add_argument("--token", default="", help="a fixed system-user token for the demo account")
    made.add_argument(
        "--connected", action="store_true", help="start subscribed and registered, without a product's doing"
    )
    made.add_argument(
        "--refusals", choices=("late", "at_once"), default="late", help="how 131047 and its like are told"
    )
    made.add_argument("--seed", type=int, default=default["seed"], help="of ids and fault dice")
    made.add_argument("--sent-after", type=float, default=default["sent_after"], help="seconds")
    made.add_argument("--delivered-after", type=float, default=default["delivered_after"], help="seconds")
    made.add_argument("--read-after", type=float, default=default["read_after"], help="seconds after the delivery")
    made.add_argument(
        "--webhook-parallel", type=int, default=default["webhook_parallel"], help="bodies on the way at once"
    )
    made.add_argument("--no-pair-limit", action="store_true", help="never answer 131056 by itself")
    made.add_argument("--messages-per-second", type=int, help="of each number, for 130429 (0: no limit)")
    made.add_argument(
        "--review-after",
        type=float,
        default=default["review_after"],
        help="seconds of a review; negative: by hand",
    )
    made.add_argument("--utility-at-once", action="store_true", help="approve utility templates as they are created")
    made.add_argument("--mail-url", default="", help="local AWS (MiniStack) whose mails the mailbox page shows")
    made.add_argument("--require-proof", action="store_true", help="refuse calls without appsecret_proof")
    return made


def settings(given: argparse.Namespace) -> Settings:
    return Settings(
        app_id=given.app_id,
        app_secret=given.app_secret,
        verify_token=given.verify_token,
        callback=given.callback_url,
        origin=given.origin,
        state=given.state,
        connected=given.connected,
        token=given.token,
        seed=given.seed,
        sent_after=given.sent_after,
        delivered_after=given.delivered_after,
        read_after=given.read_after,
        refusals=given.refusals,
        webhook_parallel=given.webhook_parallel,
        pair_limit=not given.no_pair_limit,
        messages_per_second=given.messages_per_second,
        review_after=given.review_after,
        utility_at_once=given.utility_at_once,
        require_proof=given.require_proof,
        mail_url=given.mail_url,
    )


async def serve(given: argparse.Namespace) -> None:
    server = Server(Sandbox(settings(given)), given.host, given.port)
    await server.start()
    over, loop = asyncio.Event(), asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, over.set)
    print(f"sandbox is ready on http://{server.host}:{server.port}", flush=True)
    await over.wait()
    await server.stop()


def main(arguments: list[str] | None = None) -> int:
    given = parser().parse_args(arguments)
    try:
        asyncio.run(serve(given))
    except OSError as error:
        print(f"sandbox: cannot listen on {given.host}:{given.port}: {os.strerror(error.errno or 0)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
