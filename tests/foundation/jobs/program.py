"""A worker process for the tests that kill one: `python -m tests.foundation.jobs.program <database url>`."""

import logging
import signal
import sys
import threading
from time import sleep

from sqlalchemy import Column, Integer, MetaData, String, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from quintet.foundation.db import Database
from quintet.foundation.jobs import JobContext, Jobs, JobSettings, Registry
from quintet.foundation.settings import Settings

# Not in the models' metadata: it must not look like a table that a migration forgot.
MARKS = Table("job_marks", MetaData(), Column("name", String, primary_key=True), Column("times", Integer))
"""What the tests' jobs leave behind: how often each did its work."""

FAST = JobSettings(poll_seconds=0.05, heartbeat_seconds=0.2, dead_after_seconds=3, drain_seconds=5, progress_seconds=0)

registry = Registry()
registry.queue("slow", concurrency=2, prefetch=0)


def mark(session: Session, name: str) -> None:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    first = dialect.insert(MARKS).values(name=name, times=1)
    again = first.on_conflict_do_update(index_elements=[MARKS.c.name], set_={"times": MARKS.c.times + 1})
    session.execute(again)


@registry.job("tests.work_slowly", queue="slow")
def work_slowly(ctx: JobContext, name: str, seconds: float) -> None:
    ctx.write(lambda session: mark(session, f"{name} begun"))
    sleep(seconds)
    ctx.write(lambda session: mark(session, name))


@registry.schedule("tests.tick_along", cron="* * * * * *")
def tick_along(ctx: JobContext) -> None:
    ctx.write(lambda session: mark(session, "tick"))


def main(url: str, *only: str) -> None:
    logging.basicConfig(level=logging.WARNING)
    if "schedules" not in only:
        registry.schedules.clear()
    db = Database(Settings(database_url=url))
    jobs = Jobs(db, FAST, registry=registry)
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    jobs.start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    ended.wait()
    jobs.stop()
    db.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
