"""WebSocket API: consoles that connect, ask whether the line works, and leave."""

from __future__ import annotations

from shared.wiring.bootstrap import boot

lambda_handler = boot().live_handler()
