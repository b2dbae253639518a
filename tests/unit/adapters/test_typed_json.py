"""Our reading and writing of DynamoDB's typed JSON says what boto3's says, and refuses what can't be stored."""

from __future__ import annotations

import base64
from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.types import Binary, TypeDeserializer, TypeSerializer
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.dynamodb import plain, typed

_scalars = (
    st.none()
    | st.booleans()
    | st.text(max_size=8)
    | st.integers(-(10**37), 10**37)
    | st.binary(max_size=8)
    | st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9)
)
_values = st.recursive(
    _scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
)


@given(_values)
def test_what_is_written_is_read_again_and_means_the_same_to_boto3(value: Any) -> None:
    stored = typed(value)

    assert plain(stored) == value
    stored_for_boto3: Any = stored
    assert _as_ours(TypeDeserializer().deserialize(stored_for_boto3)) == value
    assert plain(TypeSerializer().serialize(value)) == value


def test_binaries_of_stream_events_are_base64_text() -> None:
    assert plain({"M": {"sealed": {"B": base64.b64encode(b"\x00\xff").decode()}}}) == {"sealed": b"\x00\xff"}


def test_whole_numbers_are_ints_and_others_exact() -> None:
    assert plain({"N": "7"}) == 7
    assert isinstance(plain({"N": "7.00"}), int)
    assert plain({"N": "0.1"}) == Decimal("0.1")


@pytest.mark.parametrize("value", [0.5, {"at": [0.5]}, Decimal("NaN"), Decimal("Infinity"), Decimal(10**38 + 1), {1}])
def test_what_would_lose_something_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        typed(value)


def test_kinds_we_never_write_are_refused() -> None:
    with pytest.raises(TypeError):
        plain({"SS": ["a"]})


def _as_ours(value: Any) -> Any:
    if isinstance(value, Binary):
        return bytes(value.value)  # type: ignore[attr-defined]
    if isinstance(value, dict):
        return {name: _as_ours(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_as_ours(part) for part in value]
    return value
