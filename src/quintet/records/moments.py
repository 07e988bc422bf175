"""Times that requests give."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime

_FIRST, _LAST = 1900, 9998


def _utc(moment: datetime) -> datetime:
    if not _FIRST < moment.year < _LAST:
        raise ValueError(f"must lie between the years {_FIRST} and {_LAST}")
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_utc)]
"""A time with its zone, in years that people mean."""
