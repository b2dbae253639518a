"""SQS: the only way out to Meta, one message per record."""

from __future__ import annotations

from shared.wiring.bootstrap import boot
from shared.wiring.handlers import send_handler

lambda_handler = send_handler(boot())
