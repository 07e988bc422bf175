"""Facts about exports."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("export.created")
@dataclass(frozen=True)
class ExportCreated(Event):
    """Somebody takes records out, as a file or at once (`format` is csv or xlsx)."""

    object: str
    format: str
    filters: str
