"""Rows that are no objects and belong to a record: they follow it into another one when it is merged."""

from dataclasses import dataclass

from quintet.foundation.db import Record


@dataclass(frozen=True, slots=True)
class Follower:
    """Rows whose `column` names a record: one of the object that `type_column` names, where there is such a column,
    else of `object_name`. Where a record has one row for each of what `once_per` names, the row that is there stays."""

    model: type[Record]
    column: str
    object_name: str | None = None
    type_column: str | None = None
    once_per: tuple[str, ...] = ()


_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """Have rows follow the records that they belong to."""
    _followers.append(follower)


def followers_of(object_name: str) -> list[Follower]:
    """What may belong to a record of this object."""
    return [each for each in _followers if each.object_name in (None, object_name)]
