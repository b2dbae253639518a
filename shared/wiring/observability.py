"""Logger and metrics with their names from the template. Events are never logged: they hold what people wrote."""

from __future__ import annotations

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import Metrics

logger = Logger()
metrics = Metrics()
