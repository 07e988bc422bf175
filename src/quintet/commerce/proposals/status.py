"""The statuses of proposals."""

from datetime import date
from enum import StrEnum


class ProposalStatus(StrEnum):
    draft = "draft"
    sent = "sent"
    viewed = "viewed"
    accepted = "accepted"
    declined = "declined"
    expired = "expired"


OPEN = (ProposalStatus.sent, ProposalStatus.viewed)
"""Those that wait for an answer."""


def has_passed(valid_until: date | None, today: date) -> bool:
    """Whether the last day on which it can be accepted is over; None never is."""
    return valid_until is not None and valid_until < today
