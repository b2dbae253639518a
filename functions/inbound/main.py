"""SQS: what customers and Meta sent, one message, batch of statuses or account event per record."""

from __future__ import annotations

from shared.wiring.bootstrap import boot
from shared.wiring.handlers import inbound_handler

lambda_handler = inbound_handler(boot())
