"""The one price table: AWS list prices of us-east-1, November 2026, in US dollars, without any free tier.

Change a price here and nowhere else, and the date with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

AS_OF: Final = "2026-11"
REGION: Final = "us-east-1"
KB: Final = 1024
GB: Final = 1024**3


@dataclass(frozen=True)
class Price:
    """``usd`` for ``per`` units."""

    usd: float
    per: float
    unit: str

    @property
    def each(self) -> float:
        return self.usd / self.per


PRICES: Final[Mapping[str, Price]] = {
    "http_api_request": Price(1.00, 1e6, "HTTP API request of up to 512 KB"),
    "lambda_request": Price(0.20, 1e6, "Lambda request"),
    "lambda_gb_second": Price(0.0000133334, 1, "GB-second on arm64"),
    "dynamodb_wru": Price(0.625, 1e6, "write request unit, on demand"),
    "dynamodb_rru": Price(0.125, 1e6, "read request unit, on demand"),
    # Lambda's own reads of a table's stream are free; anybody else's are not. Listed so that the sum says so.
    "stream_read": Price(0.0, 1e5, "stream read by a Lambda trigger"),
    "sqs_standard_request": Price(0.40, 1e6, "SQS request of up to 64 KB"),
    "sqs_fifo_request": Price(0.50, 1e6, "SQS FIFO request of up to 64 KB"),
    "s3_write": Price(0.005, 1e3, "S3 PUT, COPY, POST or LIST"),
    "s3_read": Price(0.0004, 1e3, "S3 GET and all others"),
    "kms_request": Price(0.03, 1e4, "KMS request with a symmetric key"),
    "websocket_message": Price(1.00, 1e6, "WebSocket message of up to 32 KB"),
    "log_gb": Price(0.50, 1, "GB of logs taken in"),
    "xray_trace": Price(5.00, 1e6, "X-Ray trace recorded"),
    "egress_gb": Price(0.09, 1, "GB to the internet"),
    # Standard parameters at standard throughput cost nothing.
    "ssm_request": Price(0.0, 1e4, "SSM GetParameter, standard"),
}


def cost(quantities: Mapping[str, float]) -> float:
    """Dollars for quantities by price name; a name without a price is a mistake and raises KeyError."""
    return sum(PRICES[name].each * amount for name, amount in quantities.items())
