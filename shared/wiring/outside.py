"""Everything outside the product, made once and when it is first needed: clients, buckets, queues, keys, Meta."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, cast

from shared.core.accounts import MetaAccounts
from shared.core.clock import Clock, SystemClock
from shared.core.numbers import MetaNumbers
from shared.wiring.settings import Settings

if TYPE_CHECKING:
    from shared.adapters.cipher import WorkspaceCipher
    from shared.adapters.cognito import CognitoIdentity
    from shared.adapters.dynamodb import DynamoTable
    from shared.adapters.meta.transport import Graph
    from shared.adapters.parameters import MetaAppParameter
    from shared.adapters.s3 import S3Blobs
    from shared.adapters.seal import KmsSeal
    from shared.adapters.sqs import SqsQueue
    from shared.adapters.vault import KmsVault


ALWAYS_NEEDED = frozenset(("dynamodb", "sqs"))


class Outside:
    """The installation's outside things. ``client`` makes AWS clients by service name."""

    def __init__(
        self,
        settings: Settings,
        client: Callable[..., Any],
        clock: Clock | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.settings = settings
        self._client = client
        self._clients: dict[tuple[str, str], Any] = {}
        self.clock = clock or SystemClock()
        self.sleep = sleep
        self.seconds_left: Callable[[], float] = lambda: 60.0

    def time_left(self) -> float:
        """Seconds this run may still take."""
        return self.seconds_left()

    def client(self, service: str, endpoint_url: str | None = None) -> Any:
        """One client per service and process: making one costs 30 to 100 ms.

        Those that every run needs are made at once, while a starting function has a whole processor to itself; the
        others when something is asked of them.
        """
        place = (service, endpoint_url or "")
        if place not in self._clients:
            make = partial(self._make, service, endpoint_url)
            self._clients[place] = make() if service in ALWAYS_NEEDED else Late(make)
        return self._clients[place]

    def _real(self, service: str) -> Any:
        """The client itself, for those who ask what it is."""
        one = self.client(service)
        return one.bare() if isinstance(one, Late) else one

    def _make(self, service: str, endpoint_url: str | None) -> Any:
        more: dict[str, Any] = {"endpoint_url": endpoint_url} if endpoint_url else {}
        if service == "s3":
            from botocore.config import Config

            # Objects under a KMS key are given to links of signature version 4 only, and boto3 still signs with 2.
            more["config"] = Config(signature_version="s3v4")
        return self._client(service, **more)

    @cached_property
    def table(self) -> DynamoTable:
        from shared.adapters.dynamodb import DynamoTable

        return DynamoTable(self.client("dynamodb"), self.settings.table)

    def queue(self, url: str) -> SqsQueue:
        from shared.adapters.sqs import SqsQueue

        return SqsQueue(self.client("sqs"), url)

    @cached_property
    def media_blobs(self) -> S3Blobs:
        from shared.adapters.s3 import S3Blobs

        public = self.settings.s3_public_endpoint
        signer = self.client("s3", endpoint_url=public) if public else None
        return S3Blobs(self.client("s3"), self.settings.media_bucket, signer)

    @cached_property
    def raw_blobs(self) -> S3Blobs:
        from shared.adapters.s3 import S3Blobs

        return S3Blobs(self.client("s3"), self.settings.raw_bucket)

    @cached_property
    def cipher(self) -> WorkspaceCipher:
        from shared.adapters.cipher import WorkspaceCipher

        names = self.settings
        return WorkspaceCipher(self.client("kms"), names.kms_key, self.table, previous=names.previous_kms_key)

    @cached_property
    def vault(self) -> KmsVault:
        from shared.adapters.vault import KmsVault

        names = self.settings
        # The encryption SDK takes a real client and no stand-in, so it is the vault that comes late.
        return cast("KmsVault", Late(lambda: KmsVault(self._real("kms"), names.kms_key, names.previous_kms_key)))

    @cached_property
    def seal(self) -> KmsSeal:
        from shared.adapters.seal import KmsSeal

        return KmsSeal(self.client("kms"), self.settings.kms_key, self.settings.previous_kms_key)

    @cached_property
    def meta_app(self) -> MetaAppParameter:
        from shared.adapters.parameters import MetaAppParameter

        return MetaAppParameter(self.client("ssm"), self.settings.meta_parameter)

    @cached_property
    def graph(self) -> Graph:
        from shared.adapters.meta.transport import Graph

        return Graph(self.settings.graph_url, self.settings.graph_version, app_secret=self.meta_app().secret)

    @cached_property
    def meta_accounts(self) -> MetaAccounts:
        from shared.adapters.meta.accounts import GraphAccounts

        return GraphAccounts(Late(lambda: self.graph))

    @cached_property
    def meta_numbers(self) -> MetaNumbers:
        from shared.adapters.meta.numbers import GraphNumbers

        return GraphNumbers(Late(lambda: self.graph))

    @cached_property
    def cognito(self) -> CognitoIdentity:
        from shared.adapters.cognito import CognitoIdentity

        return CognitoIdentity(self.client("cognito-idp"), self.settings.user_pool, self.settings.user_pool_client)


class Late:
    """Stands for an object that is made when first asked for anything: making it costs a call or an import."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._made: Any = None

    def bare(self) -> Any:
        """The object itself, made now if it was not yet."""
        if self._made is None:
            self._made = self._make()
        return self._made

    def __getattr__(self, name: str) -> Any:
        return getattr(self.bare(), name)
