"""The command line as people use it, on data folders of its own.

Only what a running server is needed for starts one; all other commands run in this process.
"""

import json
import os
import re
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from quintet.api.app import create_app
from quintet.cli.main import app as commands
from quintet.foundation.settings import Settings
from quintet.wiring import build
from tests.conftest import ON_POSTGRESQL

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(ON_POSTGRESQL, reason="these make SQLite installations of their own"),
]
PASSWORD = "a good long password"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("QUINTET_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("QUINTET_DEMO_WEEKS", "2")


def quintet(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(commands, arguments, env=environment)


class Served:
    """A running `quintet serve`."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.greeting = ""
        assert process.stdout is not None
        while "Stop with Ctrl-C" not in self.greeting:
            line = process.stdout.readline()
            assert line, "it ended before it greeted"
            self.greeting += line
        found = re.search(r"http://127\.0\.0\.1:\d+", self.greeting)
        assert found
        self.address = found[0]
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                self.call("GET", "/healthz")
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("no answer")

    def call(self, method: str, path: str, body: Any = None, token: str = "") -> Any:
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read() or b"null")

    def sign_in(self, email: str, password: str) -> str:
        token: str = self.call("POST", "/api/v1/auth/login", {"email": email, "password": password})["token"]
        return token


@contextmanager
def serving(data: Path, *more: str) -> Iterator[Served]:
    process = subprocess.Popen(
        [sys.executable, "-m", "quintet", "serve", "--port", "0", "--data", str(data), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "default", "PYTHONUNBUFFERED": "1"},
    )
    try:
        yield Served(process)
    finally:
        process.terminate()
        process.wait(30)
        if process.stdout is not None:
            process.stdout.close()


def test_a_demo_is_served_backed_up_meanwhile_and_comes_back_elsewhere(tmp_path: Path) -> None:
    data, archive, other = tmp_path / "data", tmp_path / "backup.tar.gz", tmp_path / "other"
    with serving(data, "--demo") as served:
        login = re.search(r"Sign in with\s+(\S+)\s+/\s+(\S+)", served.greeting)
        assert login, served.greeting
        token = served.sign_in(login[1], login[2])
        me = served.call("GET", "/api/v1/auth/me", token=token)
        assert me["workspace"]["role"] == "owner"
        for number in range(20):
            served.call("POST", "/api/v1/companies", {"name": f"Company {number}"}, token)
        made = quintet("backup", str(archive), "--data", str(data))
        assert made.exit_code == 0, made.stderr
        served.call("POST", "/api/v1/companies", {"name": "Company too late"}, token)
        port = served.address.rsplit(":", 1)[1]
        second = quintet("serve", "--port", port, "--data", str(tmp_path / "second"))
        assert second.exit_code != 0
        assert "Can't listen" in second.stderr
    for secret in (data / "secret.key", data / "demo-password", archive):
        assert secret.stat().st_mode & 0o077 == 0

    restored = quintet("restore", str(archive), "--data", str(other))
    assert restored.exit_code == 0, restored.stderr
    with serving(other) as served:
        assert "Sign in" not in served.greeting
        token = served.sign_in(login[1], login[2])
        answer = served.call("GET", "/api/v1/companies?name[starts]=company&count=true", token=token)
        assert answer["total"] == 20
    refused = quintet("restore", str(archive), "--data", str(other))
    assert refused.exit_code != 0
    assert "not empty" in refused.stderr
    assert quintet("restore", str(archive), "--data", str(other), "--replace").exit_code == 0
    assert len(list(tmp_path.glob("other-before-restore-*"))) == 1


def test_a_demo_is_made_once_and_shows_its_login_again(tmp_path: Path) -> None:
    first, again = (quintet("demo", "--data", str(tmp_path)) for _ in range(2))
    assert first.exit_code == 0, first.stderr
    assert again.exit_code == 0, "the login is shown again"
    assert "Sign in with demo@quintet.example" in first.stdout
    assert again.stdout == first.stdout


def test_owners_are_made_and_sign_in(tmp_path: Path) -> None:
    made = quintet(
        "user", "create", "Ann@Example.com", "--workspace", "Ann Ltd", "--data", str(tmp_path),
        QUINTET_NEW_PASSWORD=PASSWORD,
    )  # fmt: skip
    assert made.exit_code == 0, made.stderr
    more = quintet("workspace", "create", "ann@example.com", "--workspace", "Second", "--data", str(tmp_path))
    assert more.exit_code == 0, more.stderr
    again = quintet("user", "create", "ann@example.com", "--data", str(tmp_path), QUINTET_NEW_PASSWORD=PASSWORD)
    assert again.exit_code == 1
    weak = quintet("user", "create", "bob@example.com", "--data", str(tmp_path), QUINTET_NEW_PASSWORD="short")
    assert weak.exit_code == 1
    assert "8 characters" in weak.stderr
    house = build(Settings(data_dir=tmp_path))
    client = TestClient(create_app(house=house))
    answer = client.post("/api/v1/auth/login", json={"email": "ann@example.com", "password": PASSWORD})
    me = client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {answer.json()['token']}"}).json()
    assert {w["name"] for w in me["workspaces"]} == {"Ann Ltd", "Second"}
    house.stop()


def test_what_is_no_backup_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    target = tmp_path / "data"
    target.mkdir()
    (target / "kept").write_text("mine")
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(b"not an archive")
    assert quintet("restore", str(broken), "--data", str(target), "--replace").exit_code != 0
    assert (target / "kept").read_text() == "mine"


def test_migrate_and_doctor(tmp_path: Path) -> None:
    before = quintet("doctor", "--data", str(tmp_path))
    assert before.exit_code == 1
    assert "no database yet" in before.stdout
    assert quintet("migrate", "--data", str(tmp_path)).exit_code == 0
    assert "up to date" in quintet("migrate", "--check", "--data", str(tmp_path)).stdout
    with sqlite3.connect(tmp_path / "quintet.db") as connection:
        connection.execute("insert into lead_scores values ('a', 1, 1, 0, '[]', '2026-01-01', 'b')")
    connection.close()
    after = quintet("doctor", "--data", str(tmp_path))
    assert after.exit_code == 0, after.stdout
    with sqlite3.connect(tmp_path / "quintet.db") as connection:
        connection.execute("update alembic_version set version_num = '0000'")
    connection.close()
    older = quintet("doctor", "--data", str(tmp_path))
    assert older.exit_code == 1
    assert "BAD  schema at 0000" in older.stdout


def test_the_api_document_is_written(tmp_path: Path) -> None:
    target = tmp_path / "openapi.json"
    assert quintet("openapi", "--out", str(target)).exit_code == 0
    assert "/api/v1/contacts" in json.loads(target.read_text())["paths"]


def test_files_go_in_and_out(tmp_path: Path) -> None:
    data, file, rejects = tmp_path / "data", tmp_path / "people.csv", tmp_path / "rejects.csv"
    file.write_text("First name,Last name,E-mail\nAnn,Lee,ann@example.com\nBob,Ray,not an address\nCy,Fox,Select\n")
    made = quintet("user", "create", "ann@example.com", "--data", str(data), QUINTET_NEW_PASSWORD=PASSWORD)
    assert made.exit_code == 0, made.stderr
    who = ("--as", "ann@example.com", "--data", str(data))
    tried = quintet("import", "contacts", str(file), "--dry-run", "--empty", "Select", *who)
    assert tried.exit_code == 0, tried.stderr
    assert "ready" in tried.stdout
    done = quintet("import", "contacts", str(file), "--empty", "Select", "--rejects", str(rejects), *who)
    assert done.exit_code == 0, done.stderr
    assert "2 created" in done.stdout
    assert "not an address" in rejects.read_text(encoding="utf-8-sig")
    shown = quintet("export", "contacts", "--filters", "sort=full_name", *who)
    assert shown.exit_code == 0, shown.stderr
    assert [line.split(",")[1] for line in shown.stdout.splitlines()[1:]] == ["Ann Lee", "Cy Fox"]
    assert quintet("export", "moons", *who).exit_code == 1
    assert quintet("import", "contacts", str(file), "--as", "nobody@example.com", "--data", str(data)).exit_code != 0
