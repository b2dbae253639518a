"""The deployed product for tests: one copy on free ports per session, its state in a temporary folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.local.place import temporary_place
from infra.local.product import LocalProduct


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalProduct]:
    """`product.place` has base_url, sandbox_url and aws_url; `product.client("sqs")` is a boto3 client of this copy."""
    place = temporary_place(tmp_path_factory.mktemp("product"))
    with LocalProduct(place) as running:
        yield running
