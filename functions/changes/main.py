"""DynamoDB stream: live notes, search rows, files of deleted messages."""

from __future__ import annotations

from shared.wiring.bootstrap import boot

lambda_handler = boot().changes_handler()
