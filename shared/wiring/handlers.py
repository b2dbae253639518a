"""What Lambda calls: each function's trigger joined to the use case behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from shared.core.errors import Unauthenticated
from shared.wiring.bootstrap import VERSION, Product
from shared.wiring.observability import logger, metrics

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
    from aws_lambda_powertools.event_handler.api_gateway import Router

Handler = Callable[[dict[str, Any], Any], Any]
SPARE_SECONDS = 2.0


def observed(product: Product, handle: Handler) -> Handler:
    """Log context, metrics, and how long this run may still take."""

    def run(event: dict[str, Any], context: Any) -> Any:
        remaining = getattr(context, "get_remaining_time_in_millis", None)
        if remaining is not None:
            product.seconds_left = lambda: remaining() / 1000 - SPARE_SECONDS
        try:
            return handle(event, context)
        finally:
            # Powertools' decorator warns about every run without a metric, which is nearly every run.
            if metrics.metric_set:
                metrics.flush_metrics()

    logged: Handler = logger.inject_lambda_context(clear_state=True)(run)
    return logged


def api_app(product: Product) -> APIGatewayHttpResolver:
    """The resolver with every route of the product, and its own description."""
    from shared.wiring.docs import docs_routes
    from shared.wiring.http import http_app
    from shared.wiring.routes import GROUPS

    def routers(app: APIGatewayHttpResolver) -> list[Router]:
        return [*(router for group in GROUPS.values() for router in group(product)), docs_routes(app)]

    return http_app(routers, product.access, logger)


def api_group(product: Product, name: str) -> APIGatewayHttpResolver:
    """A resolver with the routes of one group."""
    from shared.wiring.http import http_app
    from shared.wiring.routes import GROUPS

    return http_app(lambda _: GROUPS[name](product), product.access, logger, whole=False)


def api_handler(product: Product) -> Handler:
    """Requests go to the resolver of their group, made when the first comes; the description needs them all."""
    # Loaded at once, not with the first group: a starting function has a whole processor to itself.
    import shared.wiring.http  # noqa: F401
    from shared.wiring.routes import WHOLE, group_of

    apps: dict[str, APIGatewayHttpResolver] = {}

    def handle(event: dict[str, Any], context: Any) -> Any:
        path = str(event.get("rawPath", "")).removeprefix("/keys")
        name = "whole" if path in WHOLE else group_of(path)
        if name not in apps:
            apps[name] = api_app(product) if name == "whole" else api_group(product, name)
        return apps[name].resolve(event, context)

    return observed(product, handle)


def changes_handler(product: Product) -> Handler:
    def handle(event: dict[str, Any], _: Any) -> Mapping[str, Any]:
        product.changes.handle(event)
        return {"batchItemFailures": []}

    return observed(product, handle)


def live_handler(product: Product) -> Handler:
    def handle(event: dict[str, Any], _: Any) -> Mapping[str, Any]:
        context = event["requestContext"]
        connection = str(context["connectionId"])
        match context.get("eventType") or context.get("routeKey"):
            case "CONNECT" | "$connect":
                ticket = (event.get("queryStringParameters") or {}).get("ticket", "")
                try:
                    product.live.connect(connection, str(ticket))
                except Unauthenticated:
                    return {"statusCode": 401}
            case "DISCONNECT" | "$disconnect":
                product.live.disconnect(connection)
            case _:
                product.live.answer(connection)
        return {"statusCode": 200}

    return observed(product, handle)


def sweeper_handler(product: Product) -> Handler:
    def handle(_: dict[str, Any], __: Any) -> Mapping[str, int]:
        swept = product.sweeper.sweep().counts()
        if swept:
            logger.info("swept", extra=swept)
        return swept

    return observed(product, handle)


def send_handler(product: Product) -> Handler:
    from shared.features.sending.model import read_job
    from shared.wiring.queue import queue_handler

    settings = product.settings
    queues = {url.rsplit("/", 1)[-1]: product.queue(url) for url in (settings.replies_queue, settings.bulk_queue)}

    def hide(record: Any, seconds: float) -> None:
        queues[str(record.event_source_arn).rsplit(":", 1)[-1]].hide(record.receipt_handle, seconds)

    def deliver(raw: Mapping[str, Any]) -> None:
        product.sending.deliver(read_job(raw))

    handler = queue_handler(deliver, product.queue(settings.parked_queue), product.clock, fifo=True, hide=hide)
    return observed(product, handler)


def media_handler(product: Product) -> Handler:
    from shared.features.media.copies import read_job

    return _jobs(product, product.settings.media_queue, lambda raw: product.copies.deliver(read_job(raw)))


def _jobs(product: Product, url: str, deliver: Callable[[Mapping[str, Any]], None]) -> Handler:
    """Jobs of a standard queue, one record each."""
    from shared.wiring.queue import queue_handler

    def hide(record: Any, seconds: float) -> None:
        product.queue(url).hide(record.receipt_handle, seconds)

    parked = product.queue(product.settings.parked_queue)
    return observed(product, queue_handler(deliver, parked, product.clock, fifo=False, hide=hide))


def mailer_handler(product: Product) -> Handler:
    return _jobs(product, product.settings.mail_queue, product.mailer.deliver)


def upkeep_handler(product: Product) -> Handler:
    """Accounts to look after, and conversations of who has left."""
    from shared.wiring.releasing import JOB

    def deliver(raw: Mapping[str, Any]) -> None:
        (product.releases if JOB in raw else product.upkeep).deliver(raw)

    return _jobs(product, product.settings.upkeep_queue, deliver)


def exports_handler(product: Product) -> Handler:
    return _jobs(product, product.settings.exports_queue, product.export_slices.deliver)


def inbound_handler(product: Product) -> Handler:
    """Both intake queues. A batch comes from one of them, and is kept as it came before anything is done with it."""
    from shared.wiring.queue import queue_handler

    parked = product.queue(product.settings.parked_queue)

    def hide(record: Any, seconds: float) -> None:
        url = product.settings.messages_queue if fifo(record.event_source_arn) else product.settings.events_queue
        product.queue(url).hide(record.receipt_handle, seconds)

    def fifo(source: Any) -> bool:
        return str(source).endswith(".fifo")

    ordered, unordered = (
        queue_handler(product.intake.handle, parked, product.clock, fifo=kind, hide=hide) for kind in (True, False)
    )

    def handle(event: dict[str, Any], context: Any) -> Mapping[str, Any]:
        records = event["Records"]
        product.archive.keep([str(record["body"]) for record in records])
        return (ordered if fifo(records[0]["eventSourceARN"]) else unordered)(event, context)

    return observed(product, handle)


def archive_handler(product: Product) -> Handler:
    """Some minutes of raw records become one file. Written twice after a kill, they are replayed twice: no harm."""

    def handle(event: dict[str, Any], _: Any) -> Mapping[str, Any]:
        product.archive.write([str(record["body"]) for record in event["Records"]])
        return {"batchItemFailures": []}

    return observed(product, handle)


__all__ = [
    "VERSION",
    "api_app",
    "api_group",
    "api_handler",
    "archive_handler",
    "changes_handler",
    "exports_handler",
    "inbound_handler",
    "live_handler",
    "mailer_handler",
    "media_handler",
    "send_handler",
    "sweeper_handler",
    "upkeep_handler",
]
