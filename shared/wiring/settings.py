"""The environment, read once and typed. ``template.yaml`` sets exactly these names; a test compares the two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Settings:
    """What an installation is made of: names and addresses, no secret."""

    environment: str = ""
    table: str = ""
    raw_bucket: str = ""
    media_bucket: str = ""
    messages_queue: str = ""
    events_queue: str = ""
    replies_queue: str = ""
    bulk_queue: str = ""
    media_queue: str = ""
    parked_queue: str = ""
    archive_queue: str = ""
    mail_queue: str = ""
    upkeep_queue: str = ""
    exports_queue: str = ""
    mail_from: str = ""
    embedded_signup_config: str = ""
    facebook_sdk_url: str = ""
    previous_kms_key: str = ""
    key_rate: int = 600
    export_slice_seconds: int = 20
    kms_key: str = ""
    site_id: str = ""
    user_pool: str = ""
    user_pool_client: str = ""
    graph_url: str = "https://graph.facebook.com"
    graph_version: str = "v25.0"
    meta_parameter: str = ""
    live_url: str = ""
    live_endpoint: str = ""
    public_url: str = ""
    s3_public_endpoint: str = ""
    sandbox_url: str = ""
    unknown_wait_seconds: int = 900
    marketing_endpoint: str = "messages"

    @property
    def local(self) -> bool:
        return self.environment == "local"


def read_settings(env: Mapping[str, str]) -> Settings:
    """Settings from variables of the same names in capitals; what a function does not get stays at its default."""
    values: dict[str, str | int] = {}
    for one in fields(Settings):
        text = env.get(one.name.upper())
        if text:
            values[one.name] = int(text) if one.type == "int" else text
    return Settings(**values)  # type: ignore[arg-type]
