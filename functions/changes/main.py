"""DynamoDB stream: live notes, search rows, files of deleted messages."""

from __future__ import annotations

from shared.wiring.bootstrap import boot
from shared.wiring.handlers import changes_handler

lambda_handler = changes_handler(boot())
