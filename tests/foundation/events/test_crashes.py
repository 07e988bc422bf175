"""A process killed between commit and delivery loses nothing and repeats no effect."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quintet.foundation.db import Database, bind_workspace
from quintet.foundation.events.delivery import drain
from quintet.foundation.events.models import EventDelivery, EventRow
from quintet.foundation.settings import Settings
from tests.foundation.events.program import SUBSCRIBER, following
from tests.world import HOME_ID

ROOT = Path(__file__).parents[3]


def run_program(settings: Settings, how: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.foundation.events.program", settings.url, str(settings.data_dir)]
    return subprocess.run(
        [*command, HOME_ID, how],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def effects(db: Database) -> int:
    def work(session: Session) -> int:
        bind_workspace(session, HOME_ID)
        counted = select(func.count()).select_from(EventRow).where(EventRow.type == "crashtest.followed")
        return session.scalars(counted).one()

    return db.read_sync(work)


def owed(db: Database) -> int:
    return db.read_sync(lambda session: session.scalars(select(func.count()).select_from(EventDelivery)).one())


def drain_all(db: Database) -> int:
    """Until nothing is owed: PostgreSQL takes a moment to notice that a client has died with its locks."""
    taken = 0
    deadline = time.monotonic() + 20
    while owed(db):
        assert time.monotonic() < deadline
        taken += drain(db, SUBSCRIBER)
    return taken


@pytest.mark.parametrize(
    ("how", "before", "taken"), [("before delivery", 0, 1), ("in the handler", 0, 1), ("after delivery", 1, 0)]
)
def test_each_effect_happens_once_however_the_process_died(
    db: Database, settings: Settings, how: str, before: int, taken: int
) -> None:
    died = run_program(settings, how)
    assert (died.returncode, died.stdout) == (-signal.SIGKILL, "committed\n"), died.stderr
    assert effects(db) == before
    with following():
        assert drain_all(db) == taken
        assert drain(db, SUBSCRIBER) == 0
    assert effects(db) == 1
