"""The rim of the queues: partial batches, order, and what becomes of a record that can't be handled.

raised                                  becomes of the record
ComeBack(seconds)                       given back, invisible until then; on a FIFO queue its group waits with it
Dropped                                 counted, and done
Unavailable, RateLimited, any bug       given back, tried again with the queue's own pause, then its dead-letter queue
any other AppError                      parked with its code, and done: a poison record never blocks others
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    SqsFifoPartialProcessor,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.core.clock import Clock, stamp
from shared.core.errors import AppError, ComeBack, Dropped, RateLimited, Unavailable
from shared.core.ports import Queue
from shared.wiring.observability import logger, metrics

Handle = Callable[[Mapping[str, Any]], None]
Handler = Callable[[dict[str, Any], LambdaContext], Mapping[str, Any]]


class Hide(Protocol):
    """Keeps a record invisible for a while."""

    def __call__(self, record: SQSRecord, seconds: float, /) -> None: ...


def queue_handler(handle: Handle, parked: Queue, clock: Clock, *, fifo: bool, hide: Hide) -> Handler:
    """A Lambda handler for one kind of record."""

    def one(record: SQSRecord, waiting: dict[str, float]) -> None:
        try:
            handle(json.loads(record.body))
        except ComeBack as pause:
            hide(record, pause.seconds)
            waiting[_group(record)] = pause.seconds
            raise
        except Dropped as unwanted:
            logger.info("dropped", extra={"code": unwanted.reason})
            metrics.add_metric(name="Dropped", unit="Count", value=1)
        except (Unavailable, RateLimited) as error:
            logger.warning("tried again later", extra={"code": error.reason})
            raise
        except AppError as error:
            park(parked, clock, record, error)
        except Exception as error:
            # The batch processor keeps it to itself, and without this line a queue of failed records has no reason.
            logger.error("record not handled", extra={"error": type(error).__name__, "where": _where(error)})
            raise

    def lambda_handler(event: dict[str, Any], context: LambdaContext) -> Mapping[str, Any]:
        waiting: dict[str, float] = {}

        def handle_one(record: SQSRecord) -> None:
            one(record, waiting)

        processor = SqsFifoPartialProcessor(skip_group_on_error=True) if fifo else BatchProcessor(EventType.SQS)
        # A batch in which every record must return is not a failed invocation: raising would forget who waits how long.
        processor.raise_on_entire_batch_failure = False
        answer = process_partial_response(event=event, record_handler=handle_one, processor=processor, context=context)
        if fifo and waiting:
            _release_followers(event, waiting, answer, hide)
        return answer

    return lambda_handler


def _release_followers(
    event: Mapping[str, Any], waiting: Mapping[str, float], answer: Mapping[str, Any], hide: Hide
) -> None:
    """Records behind one that must come back were not tried. They come with it, not after the queue's long pause."""
    returned = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
    heads: set[str] = set()
    for raw in event["Records"]:
        record = SQSRecord(raw)
        group = _group(record)
        if record.message_id not in returned or group not in waiting:
            continue
        if group in heads:
            hide(record, waiting[group])
        heads.add(group)  # the first that came back has its own time already


def _where(error: Exception) -> str:
    """The last line of ours it passed; its words stay out of the log, they may hold what people wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/shared/" in frame.filename] or frames
    last = ours[-1]
    return f"{last.filename.rsplit('/shared/', 1)[-1]}:{last.lineno}"


def _group(record: SQSRecord) -> str:
    return str(record["attributes"].get("MessageGroupId", ""))


def park(parked: Queue, clock: Clock, record: SQSRecord, error: AppError) -> None:
    """Keep a record that can't be handled, with the reason, where an operator finds it (`python -m infra.parked`)."""
    note = {
        "v": 1,
        "reason": error.reason,
        "detail": error.detail,
        "at": stamp(clock.now()),
        "queue": str(record.event_source_arn).rsplit(":", 1)[-1],
        "group": record.attributes.message_group_id,
        "record": record.body,
    }
    parked.send(json.dumps(note))
    logger.warning("parked", extra={"code": error.reason})
    metrics.add_metric(name="Parked", unit="Count", value=1)
