"""Who may read the log, and which facts that concern no record are told to others."""

from quintet.foundation.access import Role
from quintet.foundation.access.rights import declare

READ = declare("events.read", Role.admin)
"""The whole log of the workspace, facts about people and settings included."""
STREAM = declare("event_stream.read", Role.member)
"""What happens to the records one sees, as it happens."""
READ_DELIVERIES = declare("event_deliveries.read", Role.admin)
REDRIVE = declare("event_deliveries.update", Role.admin)

_TOLD: dict[str, str] = {}


def tell_readers(subject_type: str, right: str) -> None:
    """Facts about such subjects, which are no records, are for whoever may read the list of them.

    What they say must be no more than the list shows.
    """
    _TOLD[subject_type] = right


def right_to_be_told(subject_type: str) -> str | None:
    """The right with which facts about such subjects are seen; None when reading the log takes all it needs."""
    return _TOLD.get(subject_type)
