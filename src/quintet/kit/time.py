"""The clock. All times in the product are aware UTC datetimes that come from here."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, tzinfo


def _system_clock() -> datetime:
    return datetime.now(UTC)


_clock: Callable[[], datetime] = _system_clock
_thread = threading.local()


def now() -> datetime:
    """The present moment in UTC."""
    held: datetime | None = getattr(_thread, "moment", None)
    return _clock() if held is None else held


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """Have this thread alone live at a moment, for writing history (demo data, data of other systems)."""
    before = getattr(_thread, "moment", None)
    _thread.moment = moment
    try:
        yield
    finally:
        _thread.moment = before


@contextmanager
def clock(source: Callable[[], datetime]) -> Iterator[None]:
    """Replace the clock of this process for a while (tests, back-tests)."""
    global _clock
    before = _clock
    _clock = source
    try:
        yield
    finally:
        _clock = before


def start_of(day: date, zone: tzinfo) -> datetime:
    """When a day begins in a time zone."""
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def to_text(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds and Z: fixed width, so text order is time order."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def from_text(text: str) -> datetime:
    """Read RFC 3339; a time without a zone is taken as UTC. ValueError when it is no time."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
