"""A process of its own that logs a fact, takes it, and is killed on the way where it is told to be."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from quintet.foundation.access import system_actor
from quintet.foundation.db import Database, bind_workspace
from quintet.foundation.events import Delivered, Event, Ref, emit, event_type, subscribe
from quintet.foundation.events.delivery import drain
from quintet.foundation.events.subscribers import unsubscribe
from quintet.foundation.settings import Settings
from quintet.kit.ids import new_id

SUBSCRIBER = "crashtest.follow"


@event_type("crashtest.happened")
@dataclass(frozen=True)
class Happened(Event):
    note: str


@event_type("crashtest.followed")
@dataclass(frozen=True)
class Followed(Event):
    """What the subscriber does, where all can see it."""

    note: str


@contextmanager
def following(die_in_handler: bool = False) -> Iterator[None]:
    """While this lasts each `Happened` is owed to a subscriber, which logs `Followed`."""

    @subscribe(Happened, name=SUBSCRIBER)
    def follow(session: Session, event: Delivered[Happened]) -> None:
        emit(session, system_actor(event.workspace_id), Followed(event.fact.note), subject=event.subject)
        if die_in_handler:
            session.flush()
            die()

    try:
        yield
    finally:
        unsubscribe(SUBSCRIBER)


def happen(session: Session, workspace_id: str, note: str) -> str:
    bind_workspace(session, workspace_id)
    return emit(session, system_actor(workspace_id), Happened(note), subject=Ref("thing", new_id()))


def die() -> None:
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)


def main(url: str, folder: str, workspace_id: str, how: str) -> None:
    db = Database(Settings(data_dir=Path(folder), database_url=url, secret="s" * 40))
    with following(die_in_handler=how == "in the handler"):
        db.write_sync(lambda session: happen(session, workspace_id, how))
        print("committed")  # noqa: T201 - tells the parent how far it came
        if how == "before delivery":
            die()
        if how != "not at all":
            drain(db, SUBSCRIBER)
            die()
    db.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
