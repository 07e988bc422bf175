"""The PostgreSQL of the tests: fresh databases, a role that row-level security binds, nothing left behind."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests import postgres

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres.running() as url:
        yield url


def test_row_level_security_binds_the_role(server: str) -> None:
    database = postgres.create_database(server)
    try:
        with psycopg.connect(database.url) as connection:
            connection.execute("CREATE TABLE thing (owner int)")
            connection.execute("INSERT INTO thing VALUES (1), (2)")
            connection.execute("ALTER TABLE thing ENABLE ROW LEVEL SECURITY")
            connection.execute("ALTER TABLE thing FORCE ROW LEVEL SECURITY")
            connection.execute("CREATE POLICY mine ON thing USING (owner = 1)")
            assert connection.execute("SELECT owner FROM thing").fetchall() == [(1,)]
        copy = postgres.create_database(server, template=database.name)
        with psycopg.connect(copy.admin_url) as connection:
            assert connection.execute("SELECT count(*) FROM thing").fetchone() == (2,)
        postgres.drop_database(server, copy.name)
    finally:
        postgres.drop_database(server, database.name)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(database.url)


def test_parts_of_an_address() -> None:
    url = "postgresql://boss:secret@[::1]:5433/postgres?sslmode=disable"
    assert postgres.with_parts(url, "x") == "postgresql://boss:secret@[::1]:5433/x?sslmode=disable"
    assert postgres.with_parts(url, "x", "a", "b") == "postgresql://a:b@[::1]:5433/x?sslmode=disable"


def test_server_goes_when_its_owner_is_killed() -> None:
    owner = (
        "import sys\nfrom tests import postgres\n"
        "with postgres.running() as url: print(url, flush=True); sys.stdin.read()"
    )
    environment = {key: value for key, value in os.environ.items() if key != postgres.VARIABLE}
    with tempfile.TemporaryDirectory() as scratch:
        os.chmod(scratch, 0o755)  # under root the server runs as another account
        with subprocess.Popen(
            [sys.executable, "-c", owner],
            cwd=ROOT,
            env={**environment, "TMPDIR": scratch},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            process_group=0,
        ) as process:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            psycopg.connect(url).close()
            os.killpg(process.pid, signal.SIGKILL)
        give_up = time.monotonic() + 15
        while os.listdir(scratch) and time.monotonic() < give_up:
            time.sleep(0.05)
        assert os.listdir(scratch) == []
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url)
