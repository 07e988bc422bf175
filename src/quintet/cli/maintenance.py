"""`quintet migrate`, `doctor`, `openapi`."""

import json
import re
import shutil
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from quintet.cli.options import DataDir, load_settings

if TYPE_CHECKING:
    from quintet.foundation.settings import Settings

Check = Annotated[bool, typer.Option("--check", help="Try the upgrade on a copy and change nothing.")]
Out = Annotated[Path | None, typer.Option(help="The file to write; default: standard output.")]


def prepare_schema(settings: "Settings") -> None:
    """Bring the database to the newest schema; a SQLite file is kept aside first."""
    from quintet.migrations import revisions

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    now, wanted = revisions.current(settings.url), revisions.head()
    if now == wanted:
        return
    from quintet.migrations import run

    if now is not None:
        kept = snapshot(settings, now)
        if kept is not None:
            typer.echo(f"Upgrading the database from {now} to {wanted}; the old one is kept as {kept}")
    run.upgrade(settings.url)


def snapshot(settings: "Settings", revision: str) -> Path | None:
    """A consistent copy of a SQLite database beside it; None for PostgreSQL."""
    from quintet.foundation.db.engines import sqlite_path

    path = sqlite_path(settings.url)
    if path is None or not path.exists():
        return None
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    target = path.with_name(f"{path.stem}-before-{stamp}-from-{revision}{path.suffix}")
    copy_sqlite(path, target)
    return target


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a SQLite database while others use it."""
    with sqlite3.connect(source) as old, sqlite3.connect(target) as new:
        old.backup(new)
    old.close()
    new.close()


def migrate(data: DataDir = None, check: Check = False) -> None:
    """Bring the database to this version's schema."""
    from quintet.foundation.db.engines import sqlite_path
    from quintet.migrations import revisions, run

    settings = load_settings(data)
    now, wanted = revisions.current(settings.url), revisions.head()
    if now == wanted:
        typer.echo(f"The schema is up to date ({now}).")
        return
    if not check:
        prepare_schema(settings)
        typer.echo(f"The schema is now at {revisions.current(settings.url)}.")
        return
    path = sqlite_path(settings.url)
    if path is None:
        typer.echo(f"The schema is at {now}, this version wants {wanted}. Trying it out works on SQLite only.")
        raise typer.Exit(1)
    trial = path.with_name(f".{path.name}.trial")
    try:
        copy_sqlite(path, trial)
        run.upgrade(f"sqlite:///{trial}")
        typer.echo(f"The upgrade from {now} to {wanted} works on a copy.")
    finally:
        for leftover in path.parent.glob(f"{trial.name}*"):
            leftover.unlink()


def openapi(out: Out = None) -> None:
    """Write the OpenAPI document of the canonical API."""
    import tempfile

    from quintet.api.app import create_app
    from quintet.foundation.settings import Settings
    from quintet.wiring import build

    with tempfile.TemporaryDirectory() as folder:
        house = build(Settings(data_dir=Path(folder), secret="x" * 32, database_url=None))
        text = json.dumps(create_app(house=house).openapi(), indent=1, sort_keys=True) + "\n"
        house.db.close()
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text)


def doctor(data: DataDir = None) -> None:
    """Look whether this installation is in good order."""
    from quintet.foundation.db import Database
    from quintet.foundation.db.engines import sqlite_path
    from quintet.migrations import revisions

    settings = load_settings(data)
    problems = 0

    def report(good: bool, what: str) -> None:
        nonlocal problems
        problems += not good
        typer.echo(f"  {'ok ' if good else 'BAD'}  {what}")

    report(sys.version_info >= (3, 11), f"Python {sys.version.split()[0]}")
    report(settings.data_dir.is_dir(), f"data directory {settings.data_dir.absolute()}")
    path = sqlite_path(settings.url)
    if path is not None and not path.exists():
        report(False, f"no database yet at {path}: run `quintet serve` or `quintet migrate`")
        raise typer.Exit(1)
    now, wanted = revisions.current(settings.url), revisions.head()
    report(now == wanted, f"schema at {now}, this version wants {wanted}")
    if path is not None:
        with sqlite3.connect(path) as connection:
            found = _damage(connection)
            report(found == "ok", f"SQLite {sqlite3.sqlite_version} says {found}")
        free = shutil.disk_usage(path.parent).free
        report(free > 1_000_000_000, f"{free // 1_000_000:,} MB of disk left")
    if now == wanted:
        from quintet.foundation.events.delivery import backlog

        db = Database(settings)
        waiting = db.read_sync(backlog)
        report(waiting < 10_000, f"{waiting} event deliveries wait")
        db.close()
    key = settings.data_dir / "secret.key"
    if key.exists():
        report(key.stat().st_mode & 0o077 == 0, "the secret key is readable by its owner only")
    raise typer.Exit(1 if problems else 0)


def _damage(connection: sqlite3.Connection) -> str:
    """The first thing that SQLite finds broken; `ok` for nothing."""
    told = connection.execute("pragma quick_check(10000)").fetchall()
    for message in dict.fromkeys(text for (text,) in told):
        null = re.fullmatch(r"NULL value in (\w+)\.(\w+)", message)
        # Up to 3.40 it sees empty values that aren't there, in tables without row ids whose key doesn't come first.
        if null and not connection.execute(f"select 1 from {null[1]} where {null[2]} is null").fetchone():  # noqa: S608
            continue
        return str(message)
    return "ok"
