"""What files ask of the records they hang on."""

from typing import Protocol

from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.events import Ref


class RecordGate(Protocol):
    """Whether the record exists and the actor may read it. Ids and types are unchecked input."""

    def __call__(self, session: Session, actor: Actor, record: Ref) -> bool: ...


def closed(session: Session, actor: Actor, record: Ref) -> bool:
    """While no records are known, nobody sees any."""
    return False


_gate: RecordGate = closed


def let_records_decide(gate: RecordGate) -> None:
    """Given once, by the wiring."""
    global _gate
    _gate = gate


def sees_record(session: Session, actor: Actor, record: Ref) -> bool:
    return _gate(session, actor, record)
