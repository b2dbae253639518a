"""WebSocket API: consoles that connect, ask whether the line works, and leave."""

from __future__ import annotations

from shared.wiring.bootstrap import boot
from shared.wiring.handlers import live_handler

lambda_handler = live_handler(boot())
