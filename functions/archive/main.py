"""SQS: what Meta sent, as it came, some minutes of it to a file in the raw bucket."""

from __future__ import annotations

from shared.wiring.bootstrap import boot
from shared.wiring.handlers import archive_handler

lambda_handler = archive_handler(boot())
