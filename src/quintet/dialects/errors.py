"""Where references agree on errors."""

from collections.abc import Mapping

from quintet.kit.errors import Invalid, QuintetError

REFERENCE_STATUS: Mapping[int, int] = {422: 400, 412: 409, 503: 502}
"""Our statuses that most references do not know, and theirs for the same thing."""


def status_of(error: QuintetError, theirs: Mapping[int, int] = REFERENCE_STATUS) -> int:
    """The status a reference would answer with."""
    return theirs.get(error.status, error.status)


def sentences(error: QuintetError) -> list[str]:
    """One sentence for each field that is wrong; none when no field is."""
    if not isinstance(error, Invalid) and not error.errors:
        return []
    return [f"{each.field}: {each.message}" for each in error.errors]
