"""SQS: exports written, slice by slice."""

from __future__ import annotations

from shared.wiring.bootstrap import boot
from shared.wiring.handlers import exports_handler

lambda_handler = exports_handler(boot())
