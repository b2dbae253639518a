"""SQS: mails written, one job each."""

from __future__ import annotations

from shared.wiring.bootstrap import boot
from shared.wiring.handlers import mailer_handler

lambda_handler = mailer_handler(boot())
