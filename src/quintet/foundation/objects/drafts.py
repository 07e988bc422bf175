"""Records on their way into the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from quintet.foundation.db import Model
from quintet.foundation.objects.models import ObjectRow

M = TypeVar("M", bound=ObjectRow)


@dataclass(frozen=True, slots=True)
class Draft(Generic[M]):
    """A record about to be added: its row (with its id), its custom values, and the rows that stand beside it."""

    row: M
    custom: Mapping[str, Any] = field(default_factory=dict)
    beside: Sequence[Model] = ()
