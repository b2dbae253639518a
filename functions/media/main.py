"""SQS: copies the files customers send into our bucket, one per record."""

from __future__ import annotations

from shared.wiring.bootstrap import boot
from shared.wiring.handlers import media_handler

lambda_handler = media_handler(boot())
