"""Records on their way into the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from quintet.foundation.db import Model
from quintet.foundation.events.log import Emission
from quintet.foundation.objects.models import ObjectRow

M = TypeVar("M", bound=ObjectRow)


@dataclass(frozen=True, slots=True)
class Draft(Generic[M]):
    """A record about to be added, as plain values, so that thousands can be added without an entity each."""

    model: type[M]
    values: dict[str, Any]
    """The columns of its row that are known, its id among them."""
    custom: Mapping[str, Any] = field(default_factory=dict)
    beside: Sequence[tuple[type[Model], dict[str, Any]]] = ()
    """Rows of other tables that come with it."""
    facts: Sequence[Emission] = ()
    """What is to be told besides that it was created; the record's own links are added."""

    @property
    def id(self) -> str:
        id_: str = self.values["id"]
        return id_
