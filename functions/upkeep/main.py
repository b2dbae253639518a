"""SQS: accounts looked after."""

from __future__ import annotations

from shared.wiring.bootstrap import boot
from shared.wiring.handlers import upkeep_handler

lambda_handler = upkeep_handler(boot())
