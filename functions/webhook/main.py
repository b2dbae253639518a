"""HTTP API, Meta's URL: handshake and signed webhooks, handed to the queues before the answer."""

from __future__ import annotations

import os

from shared.adapters.edge import Edge
from shared.adapters.meta.app_secrets import AppSecrets
from shared.adapters.meta.signature import same_token, signed_by
from shared.features.intake.front import Front
from shared.features.intake.handover import HandOver

_env = os.environ
_aws = Edge(_env)
_secrets = AppSecrets(lambda: _aws.parameter(_env["META_PARAMETER"]))
_hand_over = HandOver(_aws, _env["MESSAGES_QUEUE"], _env["EVENTS_QUEUE"], _env["PARKED_QUEUE"], _env["RAW_BUCKET"])
lambda_handler = Front(_secrets, _hand_over, signed_by, same_token).answer
