"""Every minute: what got lost on its way is found and moved on."""

from __future__ import annotations

from shared.wiring.bootstrap import boot
from shared.wiring.handlers import sweeper_handler

lambda_handler = sweeper_handler(boot())
