"""The lanes: what is committed, what is rolled back, and that one unit's failure is its own."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from time import sleep

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from quintet.foundation.db import Database, on_commit
from quintet.foundation.settings import Settings
from quintet.identity.users.models import User
from tests.conftest import ON_POSTGRESQL


def add(email: str, fail: bool = False) -> Callable[[Session], str]:
    def work(session: Session) -> str:
        user = User(email=email, name=email)
        session.add(user)
        session.flush()
        if fail:
            raise ValueError(email)
        return user.id

    return work


def count(db: Database, like: str = "lane-%") -> int:
    return db.read_sync(lambda s: s.scalar(select(func.count()).select_from(User).where(User.email.like(like))) or 0)


def test_a_write_is_there_afterwards(db: Database) -> None:
    db.write_sync(add("lane-1"))
    assert count(db) == 1


def test_reading_work_changes_nothing(db: Database) -> None:
    db.read_sync(add("lane-1"))
    assert count(db) == 0


@pytest.mark.skipif(ON_POSTGRESQL, reason="PostgreSQL has threads to spare")
def test_work_that_turns_out_long_moves_out_of_the_way(db: Database) -> None:
    begun: list[str] = []
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000000) select count(*) from n"

    def long(session: Session) -> object:
        begun.append(threading.current_thread().name)
        return session.scalar(text(endless))

    async def both() -> list[object]:
        return list(await asyncio.gather(db.read(long), db.read(lambda session: session.scalar(select(func.count(1))))))

    assert asyncio.run(both()) == [1_000_000, 1]
    assert [name.rpartition("_")[0] for name in begun] == ["db-read", "db-heavy"]


def test_units_committed_together_fail_apart(db: Database) -> None:
    async def many() -> list[object]:
        works = [db.write(add(f"lane-{n}", fail=n % 3 == 0)) for n in range(60)]
        return list(await asyncio.gather(*works, return_exceptions=True))

    outcomes = asyncio.run(many())
    assert [isinstance(outcome, ValueError) for outcome in outcomes] == [n % 3 == 0 for n in range(60)]
    assert count(db) == 40


@pytest.mark.skipif(ON_POSTGRESQL, reason="PostgreSQL has many writers")
def test_another_process_gets_its_turn_beside_one_that_writes_without_pause(db: Database, settings: Settings) -> None:
    def slowly(number: int) -> Callable[[Session], None]:
        def work(session: Session) -> None:
            add(f"lane-{number}")(session)
            sleep(0.005)

        return work

    async def all_at_once() -> int:
        flood = [asyncio.ensure_future(db.write(slowly(number))) for number in range(256)]
        await flood[0]
        other = Database(settings)
        await other.write(add("other"))
        other.close()
        left = sum(not each.done() for each in flood)
        await asyncio.gather(*flood)
        return left

    assert asyncio.run(all_at_once()) > 50


def test_a_unit_that_breaks_a_constraint_leaves_the_others(db: Database) -> None:
    db.write_sync(add("lane-1"))

    async def many() -> list[object]:
        works = [db.write(add(email)) for email in ("lane-2", "lane-1", "lane-3")]
        return list(await asyncio.gather(*works, return_exceptions=True))

    outcomes = asyncio.run(many())
    assert isinstance(outcomes[1], Exception)
    assert isinstance(outcomes[0], str)
    assert isinstance(outcomes[2], str)
    assert count(db) == 3


def test_callbacks_come_after_the_commit_and_only_then(db: Database) -> None:
    seen: list[int] = []

    def work(session: Session, fail: bool) -> None:
        session.add(User(email=f"lane-{fail}", name="x"))
        on_commit(session, lambda: seen.append(count(db)))
        if fail:
            raise ValueError("on purpose")

    db.write_sync(lambda s: work(s, False))
    with pytest.raises(ValueError, match="on purpose"):
        db.write_sync(lambda s: work(s, True))
    assert seen == [1]


@pytest.mark.skipif(ON_POSTGRESQL, reason="SQLite's own writer")
def test_the_write_lane_does_not_wait_for_itself(db: Database) -> None:
    with pytest.raises(RuntimeError, match="own session"):
        db.write_sync(lambda _: db.write_sync(lambda _: None))


def test_reads_go_on_beside_a_long_write(db: Database) -> None:
    entered, go_on = threading.Event(), threading.Event()

    def slow(session: Session) -> None:
        session.add(User(email="lane-slow", name="x"))
        session.flush()
        entered.set()
        go_on.wait(10)

    writer = threading.Thread(target=lambda: db.write_sync(slow))
    writer.start()
    assert entered.wait(10)
    assert count(db) == 0
    go_on.set()
    writer.join()
    assert count(db) == 1


def test_closing_finishes_what_was_queued(settings: Settings) -> None:
    db = Database(settings)

    async def many() -> None:
        await asyncio.gather(*(db.write(add(f"lane-{n}")) for n in range(20)))

    asyncio.run(many())
    db.close()
    with pytest.raises(RuntimeError):
        db.write_sync(add("lane-late"))
    again = Database(settings)
    assert count(again) == 20
    again.close()


@pytest.mark.skipif(ON_POSTGRESQL, reason="PostgreSQL's own durability")
def test_what_was_reported_survives_kill_9(settings: Settings, tmp_path: Path) -> None:
    program = f"""
import os, pathlib
from quintet.foundation.db import Database
from quintet.foundation.settings import Settings
from quintet.identity.users.models import User
db = Database(Settings(data_dir=pathlib.Path({str(tmp_path)!r}), database_url={settings.url!r}, secret="x" * 32))
for n in range(200):
    db.write_sync(lambda s: s.add(User(email=f"lane-{{n}}", name="x")))
    print(n, flush=True)
    if n == 50:
        os.kill(os.getpid(), 9)
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == -9, ended.stderr
    db = Database(settings)
    assert count(db) == len(ended.stdout.split()) == 51
    db.close()
