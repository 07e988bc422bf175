"""Reading the log in commit order."""

import threading
from time import monotonic, sleep

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from quintet.foundation.db import Database, all_workspaces, bind_workspace
from quintet.foundation.db.inserting import send_waiting
from quintet.foundation.events.feed import Position, Slice, end_of_log, read_after, take_in_restored
from quintet.foundation.events.models import EventRow
from quintet.kit.ids import new_id
from tests.conftest import ON_POSTGRESQL
from tests.foundation.events.program import happen
from tests.world import ELSEWHERE_ID, HOME_ID


def log(db: Database, *notes: str, workspace_id: str = HOME_ID) -> None:
    """Log facts in one transaction."""
    db.write_sync(lambda session: [happen(session, workspace_id, note) for note in notes])


def read(db: Database, position: Position, limit: int = 200, *, wait: bool = True) -> Slice:
    """What follows. Transactions of any database of the server hold the log back, those of tests beside this one too:
    `wait` until none does."""

    def work(session: Session) -> Slice:
        bind_workspace(session, HOME_ID)
        return read_after(session, position, limit)

    deadline = monotonic() + 60
    while True:
        found = db.read_sync(work)
        if not (wait and found.held):
            return found
        assert monotonic() < deadline, "somebody's transaction never ends"
        sleep(0.02)


def end(db: Database) -> Position:
    """The log's end, with all in it that was committed before."""
    read(db, db.read_sync(end_of_log))
    return db.read_sync(end_of_log)


def notes(found: Slice) -> list[str]:
    return [event.data["note"] for event in found.events]


def test_what_follows_a_position_is_read_in_order_and_page_by_page(db: Database) -> None:
    log(db, "before")
    start = end(db)
    for number in range(5):
        log(db, str(number))
    first = read(db, start, limit=2)
    assert (notes(first), first.more, first.held) == (["0", "1"], True, False)
    second = read(db, first.position, limit=2)
    third = read(db, second.position, limit=2)
    assert notes(second) + notes(third) == ["2", "3", "4"]
    assert not third.more
    last = read(db, third.position)
    assert (last.events, last.position) == ([], third.position)


def test_facts_of_one_transaction_are_told_apart(db: Database) -> None:
    position = end(db)
    log(db, *(str(number) for number in range(5)))
    seen: list[str] = []
    while (page := read(db, position, limit=2)).events:
        seen += notes(page)
        position = page.position
    assert seen == ["0", "1", "2", "3", "4"]


def test_facts_of_other_workspaces_are_not_read(db: Database) -> None:
    start = end(db)
    log(db, "theirs", workspace_id=ELSEWHERE_ID)
    log(db, "ours")
    assert notes(read(db, start)) == ["ours"]


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has one writer at a time")
def test_of_two_transactions_that_commit_out_of_order_nothing_is_lost(db: Database) -> None:
    start = end(db)
    begun, may_end = threading.Event(), threading.Event()

    def slow(session: Session) -> None:
        happen(session, HOME_ID, "began first, committed last")
        send_waiting(session.connection())
        begun.set()
        assert may_end.wait(10)

    thread = threading.Thread(target=db.write_sync, args=(slow,))
    thread.start()
    try:
        assert begun.wait(10)
        log(db, "began last, committed first")
        meanwhile = read(db, start, wait=False)
        assert (meanwhile.events, meanwhile.held, meanwhile.position) == ([], True, start)
        middle = db.read_sync(end_of_log)
    finally:
        may_end.set()
        thread.join()
    both = ["began first, committed last", "began last, committed first"]
    assert notes(read(db, start)) == both
    assert notes(read(db, middle)) == both, "who starts to read while the first was open gets it too"


def test_many_writers_and_one_reader_lose_and_repeat_nothing(db: Database) -> None:
    position = end(db)
    ended = threading.Event()

    def write(writer: int) -> None:
        for number in range(15):
            log(db, f"{writer}/{number}")

    seen: list[str] = []

    def follow(position: Position) -> None:
        while True:
            last_look = ended.is_set()
            page = read(db, position, limit=7)
            seen.extend(notes(page))
            position = page.position
            if last_look and not (page.more or page.held):
                return

    reader = threading.Thread(target=follow, args=(position,))
    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    ended.set()
    reader.join(20)
    assert not reader.is_alive()
    assert len(seen) == len(set(seen)) == 60
    for writer in range(4):
        assert [note for note in seen if note.startswith(f"{writer}/")] == [f"{writer}/{n}" for n in range(15)]


def test_facts_from_another_server_are_read_and_come_first(db: Database) -> None:
    log(db, "restored")

    def carry_over(session: Session) -> None:
        with all_workspaces(session):
            session.execute(update(EventRow).values(position=2**50))

    db.write_sync(carry_over)
    if not ON_POSTGRESQL:
        # There a new fact's position follows the greatest one, wherever that came from.
        assert db.write_sync(take_in_restored) == 0
        return
    assert db.write_sync(take_in_restored) == 1
    log(db, "new")
    assert db.write_sync(take_in_restored) == 0
    assert notes(read(db, Position(-1, new_id()))) == ["restored", "new"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "x-1",
        "1-x",
        "-1",
        "9" * 30 + "-01900000-0000-7000-8000-000000000001",
        "²-01900000-0000-7000-8000-000000000001",
    ],
)
def test_what_is_no_position(text: str) -> None:
    assert Position.parse(text) is None


def test_a_position_as_text() -> None:
    position = Position(17, new_id())
    assert Position.parse(str(position)) == position


def test_nothing_is_logged_by_work_that_is_rolled_back(db: Database) -> None:
    start = end(db)

    def fail(session: Session) -> None:
        happen(session, HOME_ID, "never")
        raise LookupError("no")

    with pytest.raises(LookupError):
        db.write_sync(fail)
    log(db, "then")
    assert notes(read(db, start)) == ["then"]
