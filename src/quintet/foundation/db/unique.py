"""Writing what there may be only one of."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session


@contextmanager
def unless_taken(session: Session, refuse: Callable[[], None]) -> Iterator[None]:
    """Write in a savepoint what a unique index guards. `refuse` raises when there is one already, naming it: it is
    asked before, and again when somebody else was quicker by a moment."""
    refuse()
    try:
        with session.begin_nested():
            yield
    except IntegrityError:
        refuse()
        raise
