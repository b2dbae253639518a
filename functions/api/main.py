"""HTTP API: everything under /v1."""

from __future__ import annotations

from shared.wiring.bootstrap import boot

lambda_handler = boot().api_handler()
