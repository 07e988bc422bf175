"""Facts about imports."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("import.started")
@dataclass(frozen=True)
class ImportStarted(Event):
    object: str
    file_name: str


@event_type("import.finished")
@dataclass(frozen=True)
class ImportFinished(Event):
    """`counts` are rows by status."""

    object: str
    file_name: str
    state: str
    counts: dict[str, int]


@event_type("import.undone")
@dataclass(frozen=True)
class ImportUndone(Event):
    object: str
    file_name: str
    counts: dict[str, int]
