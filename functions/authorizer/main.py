"""HTTP API, in front of calls with an API key: is the key good? Standard library only, as at Meta's URL."""

from __future__ import annotations

import os

from shared.adapters.edge import Edge
from shared.features.api_keys.door import Door

lambda_handler = Door(Edge(os.environ), os.environ["TABLE"]).answer
