"""Column types that give back exactly the value they were given, on SQLite and PostgreSQL alike.

Publishers send text with NUL characters and half surrogates, which PostgreSQL's text refuses and neither driver can
encode, so whatever a publisher wrote is kept as bytes.
"""

from __future__ import annotations

import hashlib
import json
from abc import abstractmethod
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from sqlalchemy import BigInteger, LargeBinary
from sqlalchemy.types import TypeDecorator, TypeEngine

from monitor.errors import RowDamaged

if TYPE_CHECKING:
    from sqlalchemy import Dialect

T = TypeVar("T")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
KEY_LIMIT_BYTES = 512
"""PostgreSQL refuses index rows over a third of a page (2,704 bytes), and ids that are URLs can be longer."""
HASHED = "\x01"
"""Begins every key that is a digest, and no key that is an id."""


def key_of(entry_id: str) -> str:
    r"""Return what stands for an entry id in keys: the id itself where every index can hold it, else its digest.

    >>> key_of("block-672c")
    'block-672c'
    >>> key_of("nul\x00")[:13]
    '\x01cd0798f9e294'
    """
    try:
        encoded = entry_id.encode()
    except UnicodeEncodeError:
        encoded = bytes_of(entry_id)
    else:
        if len(encoded) <= KEY_LIMIT_BYTES and "\x00" not in entry_id and not entry_id.startswith(HASHED):
            return entry_id
    return HASHED + hashlib.sha256(encoded).hexdigest()


def bytes_of(text: str) -> bytes:
    """Return any text of a publisher as UTF-8 in which half surrogates may stand."""
    return text.encode("utf-8", "surrogatepass")


class _Kept(TypeDecorator[T]):
    """A type that keeps a value in another form: None as NULL, anything else by `lower`, read back by `lift`."""

    impl: TypeEngine[Any] | type[TypeEngine[Any]] = LargeBinary
    cache_ok = True  # SQLAlchemy asks each class for its own

    @abstractmethod
    def lower(self, value: T) -> Any:
        """Return what the driver stores."""

    @abstractmethod
    def lift(self, value: Any) -> T:
        """Return the value from what the driver read."""

    def process_bind_param(self, value: T | None, dialect: Dialect) -> Any:  # noqa: ARG002 - all dialects alike
        return None if value is None else self.lower(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> T | None:  # noqa: ARG002 - all dialects alike
        return None if value is None else self.lift(value)


class ExactText(_Kept[str]):
    """Text of a publisher, as UTF-8 in which half surrogates may stand."""

    impl = LargeBinary
    cache_ok = True

    def lower(self, value: str) -> bytes:
        return bytes_of(value)

    def lift(self, value: bytes) -> str:
        return value.decode("utf-8", "surrogatepass")


class Moment(_Kept[datetime]):
    """An aware datetime as microseconds since 1970 UTC: exact and sortable."""

    impl = BigInteger
    cache_ok = True

    def lower(self, value: datetime) -> int:
        return (value - EPOCH) // MICROSECOND

    def lift(self, value: int) -> datetime:
        return EPOCH + timedelta(microseconds=value)


class Span(_Kept[timedelta]):
    """A duration as microseconds."""

    impl = BigInteger
    cache_ok = True

    def lower(self, value: timedelta) -> int:
        return value // MICROSECOND

    def lift(self, value: int) -> timedelta:
        return timedelta(microseconds=value)


class Digest(_Kept[int]):
    """An unsigned number of 64 bits, in the signed one that both engines have."""

    impl = BigInteger
    cache_ok = True

    def lower(self, value: int) -> int:
        return value if value < 1 << 63 else value - (1 << 64)

    def lift(self, value: int) -> int:
        return value % (1 << 64)


class Json(_Kept[Any]):
    """A value of one dataclass as JSON, which takes on new fields without a migration."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, shape: type[Any]) -> None:
        super().__init__()
        self.shape = shape  # by its constructor's arguments SQLAlchemy tells one Json from another in its caches
        self._decoder = msgspec.json.Decoder(shape)

    def lower(self, value: Any) -> bytes:
        return dumps(value)

    def lift(self, value: bytes) -> Any:
        try:
            return self._decoder.decode(value)
        except msgspec.DecodeError:
            return self._lift_slowly(value)

    def _lift_slowly(self, value: bytes) -> Any:
        """Return what has half surrogates in it. Raises: RowDamaged."""
        try:
            return msgspec.convert(json.loads(value), self.shape)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise RowDamaged(f"a {self.shape.__name__} in the database is not what was written ({error})") from error


def dumps(value: Any) -> bytes:
    """Return `value` as JSON. msgspec (1 µs) refuses half surrogates; the standard library (20 µs) escapes them."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(value)).encode()
