"""Values in the references' forms. Pure functions."""

from datetime import UTC, datetime


def moment(value: str | datetime | None) -> str | None:
    """A time in UTC with milliseconds: `2025-11-13T15:00:00.000Z`."""
    if value is None:
        return None
    at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
