"""HTTP API: everything under /v1."""

from __future__ import annotations

from shared.wiring.bootstrap import boot
from shared.wiring.handlers import api_handler

lambda_handler = api_handler(boot())
