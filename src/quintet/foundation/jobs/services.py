"""What jobs may use besides the database, by type."""

from typing import TypeVar

T = TypeVar("T")


class Services:
    """Adapters and services by the type (usually a port) that asks for them. Filled once, by the wiring."""

    def __init__(self) -> None:
        self._by_kind: dict[type[object], object] = {}

    def add(self, kind: type[T], service: T) -> None:
        self._by_kind[kind] = service

    def get(self, kind: type[T]) -> T:
        """Raises LookupError when nothing was added for the type."""
        try:
            return self._by_kind[kind]  # type: ignore[return-value]
        except KeyError:
            raise LookupError(f"no service for {kind.__name__}") from None
