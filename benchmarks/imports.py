"""How fast files come in and records go out, and in how much memory.

    ./dev benchmarks imports [--engine sqlite|postgresql] [--rows 100000]

The contacts have names, an e-mail address, a phone number, a company by name (one in twenty is new), a job title, a
source and two custom fields. Everything is done through the API, in a process that runs the jobs itself. Memory is what
the process has for itself (pages of the database file that SQLite maps are not counted), before and at its highest.
"""

import csv
import multiprocessing
import random
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import psutil
import typer

from benchmarks.seed import SYLLABLES

ROWS = 100_000


def main(
    engine: Annotated[str, typer.Option(help="sqlite or postgresql")] = "sqlite",
    rows: Annotated[int, typer.Option(help="Contacts in the file.")] = ROWS,
) -> None:
    """Import and export a file of contacts."""
    from tests import postgres

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="quintet-imports-")))
        url = f"sqlite:///{folder / 'quintet.db'}"
        if engine == "postgresql":
            url = postgres.create_database(stack.enter_context(postgres.running())).url
        file = folder / "contacts.csv"
        _write(file, rows)
        print(f"{engine}: {rows:,} contacts, {file.stat().st_size / 1e6:.1f} MB")
        # A fresh process, so that its memory is its own.
        process = multiprocessing.get_context("spawn").Process(target=measure, args=(url, str(folder), rows))
        process.start()
        process.join()


def measure(url: str, folder: str, rows: int) -> None:
    import gc

    from starlette.testclient import TestClient

    from quintet.api.app import create_app
    from quintet.foundation.jobs import JobSettings
    from quintet.foundation.settings import Settings
    from quintet.migrations import run as migrations
    from quintet.wiring import build
    from tests.stewardship.porter import Porter
    from tests.world import settle, sign_in

    migrations.upgrade(url)
    settings = Settings(
        data_dir=Path(folder),
        database_url=url,
        secret="only for benchmarks, thirty-two characters or more",
        public_url="http://testserver",
        requests_per_minute=1_000_000,
    )
    house = build(settings, JobSettings())
    house.jobs.prepare()
    house.db.write_sync(settle)
    house.jobs.start()
    porter = Porter(sign_in(house.db, "owner", TestClient(create_app(house=house))), pause=0.5)
    # As the server does at its start.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    memory = Memory()
    content = Path(folder, "contacts.csv").read_bytes()
    begin = time.perf_counter()
    import_ = porter.draft(content, "contact", "contacts.csv")
    del content
    print(f"  first look             {time.perf_counter() - begin:8.2f} s")
    porter.adjust(import_, options={"create_missing": True})
    for verb in ("dry-run", "run"):
        _say(verb, rows, *_timed(lambda verb=verb: porter.do(verb, import_, 3600)), memory)  # type: ignore[misc]
    assert porter.get(import_)["counts"] == {"created": rows}, porter.get(import_)
    for format_ in ("csv", "xlsx"):
        seconds, export = _timed(lambda format_=format_: porter.export(3600, object="contact", format=format_))  # type: ignore[misc]
        _say(f"export {format_}", rows, seconds, export, memory)
    begin = time.perf_counter()
    size = 0
    with porter.person.http.stream("GET", "/api/v1/contacts/export.csv") as answer:
        for part in answer.iter_raw():
            size += len(part)
    _say("export.csv, streamed", rows, time.perf_counter() - begin, {}, memory)
    house.stop()


class Memory:
    """Watches the process's memory."""

    def __init__(self) -> None:
        self.before = self.peak = _own_memory()
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while True:
            self.peak = max(self.peak, _own_memory())
            time.sleep(0.05)

    def __str__(self) -> str:
        said = f"memory {self.before / 1e6:.0f} → {self.peak / 1e6:.0f} MB"
        self.before = self.peak = _own_memory()
        return said


def _own_memory() -> int:
    status = Path("/proc/self/status")
    if not status.exists():
        return int(psutil.Process().memory_info().rss)
    line = next(line for line in status.read_text().splitlines() if line.startswith("RssAnon"))
    return int(line.split()[1]) * 1024


def _timed(do: Any) -> tuple[float, dict[str, Any]]:
    begin = time.perf_counter()
    result = do()
    return time.perf_counter() - begin, result


def _say(what: str, rows: int, seconds: float, result: dict[str, Any], memory: Memory) -> None:
    state = result.get("state", "")
    print(f"  {what:22} {seconds:8.2f} s {rows / seconds:9,.0f} rows/s   {memory}   {state}")


def _write(path: Path, rows: int) -> None:
    dice = random.Random(1)

    def word() -> str:
        return "".join(dice.choice(SYLLABLES) for _ in range(3)).title()

    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(
            [
                "First name",
                "Last name",
                "Email",
                "Phone",
                "Company",
                "Job title",
                "Lead source",
                "Budget code",
                "Visits",
            ]
        )
        for number in range(rows):
            first, last = word(), word()
            writer.writerow(
                [
                    first,
                    last,
                    f"{first}.{last}.{number}@example.com".lower(),
                    f"+1 415 {dice.randint(200, 999)} {dice.randint(1000, 9999)}",
                    f"Company {dice.randint(1, rows // 20 + 1)}",
                    word(),
                    dice.choice(["Web", "Fair", "Call"]),
                    word(),
                    dice.randint(0, 50),
                ]
            )


if __name__ == "__main__":
    typer.run(main)
