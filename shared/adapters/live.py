"""The way back to open consoles: API Gateway's connection management."""

from __future__ import annotations

from contextlib import suppress
from typing import Any


class WebSocketPush:
    """``shared.features.live.service.Push`` over one WebSocket API."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def send(self, connection: str, words: str) -> bool:
        try:
            self._client.post_to_connection(ConnectionId=connection, Data=words.encode())
        except self._client.exceptions.GoneException:
            return False
        return True

    def close(self, connection: str) -> None:
        with suppress(self._client.exceptions.GoneException):
            self._client.delete_connection(ConnectionId=connection)
