"""The API under load, beside the limit in the same run: lists, single records, creates, invoices, search, board and
dashboard.

    ./dev benchmarks api [--engine sqlite|postgresql] [--contacts 200000] [--deals 50000] [--invoices 20000]
    [--seconds 5] [--only create]

One worker, 8 connections, authentication, permissions and tenancy on. Prints answers per second, latencies, the ratio
to the limit, what dialects' lists cost beside the same list of the canonical API, the memory of `serve`, and its time
from start to first answer.
"""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count, repeat
from pathlib import Path
from typing import Annotated

import psutil
import typer
from sqlalchemy import delete
from sqlalchemy.orm import Session

from benchmarks import load
from benchmarks.seed import an_invoice, seed, seed_deals, seed_invoices
from quintet.foundation.events.models import EventDelivery
from quintet.foundation.settings import Settings
from quintet.migrations import run as migrations
from quintet.wiring import build
from tests import postgres
from tests.world import HOME_ID, fixed_id, settle

SECRET = "only for benchmarks, thirty-two characters or more"
TARGETS = {"list of 50": 0.35, "one record": 0.12, "create": 0.20}
DIALECT_TARGET = 0.80
"""Of the canonical API's answers per second."""
DIALECTS = {
    "clianta": (f"/clianta/api/workspaces/{HOME_ID}/contacts?limit=50&search={{}}", "expand=tags,company,owner"),
    "commandcenter": ("/commandcenter/api/contacts?limit=50&search={}", "expand=tags,company,owner"),
    "crmbackend": ("/crmbackend/contacts?pageSize=50&search={}", "expand=tags,company,owner&status=active"),
    "gpsleaders": ("/gpsleaders/api/contacts?limit=50&search={}", "expand=tags,company,owner"),
    "soshogle": ("/soshogle/api/contacts?limit=50&search={}", "expand=tags,company"),
}
"""Where each lists contacts, and what the canonical API is asked for the same."""


def main(
    engine: str = "sqlite",
    contacts: int = 200_000,
    deals: int = 50_000,
    invoices: int = 20_000,
    seconds: float = 5.0,
    only: Annotated[str, typer.Option(help="Only what has this in its name; no dialects then.")] = "",
) -> None:
    """Seed a database, then measure."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if engine == "sqlite":
            url = f"sqlite:///{folder / 'quintet.db'}"
        else:
            os.environ[postgres.DURABLE] = "1"  # commits as safe as SQLite's
            admin_url = stack.enter_context(postgres.running())
            url = postgres.create_database(admin_url).url
        token, ids = _prepare(url, folder, contacts, deals, invoices)
        sizes = f"{contacts:,} contacts, {deals:,} deals, {invoices:,} invoices"
        print(f"{engine}, {sizes}, one worker, 8 connections, {seconds:g} s each")
        limit = _measure_limit(url, ids, seconds, only)
        _measure_ours(url, folder, token, ids, seconds, limit, only)


def _prepare(url: str, folder: Path, contacts: int, deals: int, invoices: int) -> tuple[str, list[str]]:
    from quintet.identity.sessions.service import start_session
    from quintet.identity.users.models import User

    migrations.upgrade(url)
    house = build(Settings(data_dir=folder, database_url=url, secret=SECRET))
    house.jobs.prepare()
    house.db.write_sync(settle)
    started = time.perf_counter()
    ids = seed(house.db, HOME_ID, fixed_id(1, 1), contacts)
    took = time.perf_counter() - started
    print(f"seeded {contacts:,} contacts in {took:.0f} s ({contacts / took:,.0f}/s)")
    seed_deals(house.db, HOME_ID, fixed_id(1, 1), ids, deals)
    seed_invoices(house.db, HOME_ID, fixed_id(1, 1), ids, invoices)
    # Else the server would deliver what the seeds owe while it is measured.
    house.db.write_sync(lambda session: session.execute(delete(EventDelivery)))

    def token(session: Session) -> str:
        return start_session(session, session.get_one(User, fixed_id(1, 1)), days=1, workspace_id=HOME_ID).token

    text = house.db.write_sync(token)
    house.stop()
    return text, ids


def _measure_limit(url: str, ids: list[str], seconds: float, only: str) -> dict[str, load.Result]:
    port = _free_port()
    runs: dict[str, Callable[[], bytes]] = {
        "list of 50": lambda: load.request("GET", "/list"),
        "one record": _each(ids, lambda id_: load.request("GET", f"/one/{id_}")),
        "create": _creates("/create", ""),
        "50 invoices": lambda: load.request("GET", "/invoices"),
        "create invoice": _bills("/bill", "", ids),
    }
    with _running([sys.executable, "-m", "benchmarks.limit", url, str(port), HOME_ID], port, "/list"):
        return {name: load.run(port, run, seconds=seconds) for name, run in runs.items() if only in name}


def _measure_ours(
    url: str,
    folder: Path,
    token: str,
    ids: list[str],
    seconds: float,
    limit: dict[str, load.Result],
    only: str,
) -> None:
    port = _free_port()
    command = [sys.executable, "-m", "quintet", "serve", "--port", str(port), "--data", str(folder)]
    environment = {
        "QUINTET_DATABASE_URL": url,
        "QUINTET_SECRET": SECRET,
        "QUINTET_REQUESTS_PER_MINUTE": "100000000",
        "QUINTET_LOG_LEVEL": "WARNING",
    }
    started = time.perf_counter()
    with _running(command, port, "/healthz", environment) as process:
        print(f"start to first answer: {time.perf_counter() - started:.2f} s")
        plain = load.request("GET", "/api/v1/contacts", token=token)
        invoices = load.request("GET", "/api/v1/invoices", token=token)
        runs: dict[str, Callable[[], bytes]] = {
            "list of 50": lambda: plain,
            "one record": _each(ids, lambda id_: load.request("GET", f"/api/v1/contacts/{id_}", token=token)),
            "create": _creates("/api/v1/contacts", token),
            "50 invoices": lambda: invoices,
            "create invoice": _bills("/api/v1/invoices", token, ids),
            "prefix search": _searches("/api/v1/search?q={}", token),
            "list, q=": _searches("/api/v1/contacts?q={}", token),
            "list, sort=name": lambda: load.request("GET", "/api/v1/contacts?sort=full_name", token=token),
            "list, filter": lambda: load.request("GET", "/api/v1/contacts?status=active&sort=-created_at", token=token),
            "deals board": lambda: load.request("GET", "/api/v1/deals/board", token=token),
            "dashboard": lambda: load.request("GET", "/api/v1/overview?period=last_30_days", token=token),
            "dashboard, year": lambda: load.request("GET", "/api/v1/overview?period=last_365_days", token=token),
        }
        for name, requests in runs.items():
            if only not in name:
                continue
            load.run(port, requests, seconds=min(1.0, seconds))  # warm
            result = load.run(port, requests, seconds=seconds)
            line = f"{name:16} {result.rate:8,.0f}/s  p50 {result.p50:6.2f} ms  p99 {result.p99:7.2f} ms"
            if name in limit:
                ratio = result.rate / limit[name].rate
                line += f"  limit {limit[name].rate:8,.0f}/s  ratio {ratio:.2f}"
                if name in TARGETS:
                    line += f" (≥ {TARGETS[name]:.2f}: {'ok' if ratio >= TARGETS[name] else 'SHORT'})"
            if result.failures:
                line += f"  {result.failures} of {result.answers} FAILED"
            print(line)
        if not only:
            _measure_dialects(psutil.Process(process.pid), port, token, seconds)
        # One more alone: the latency a person feels.
        alone = load.run(port, _searches("/api/v1/search?q={}", token), connections=1, seconds=min(2.0, seconds))
        print(f"prefix search, one at a time: p50 {alone.p50:.2f} ms (< 15: {'ok' if alone.p50 < 15 else 'SHORT'})")
        memory = psutil.Process(process.pid).memory_info().rss / 1e6
        print(f"memory of serve after the run: {memory:.0f} MB (< 300: {'ok' if memory < 300 else 'SHORT'})")


def _measure_dialects(serve: psutil.Process, port: int, token: str, seconds: float) -> None:
    """The same page of the same people, counted, with the same relations: theirs beside ours, in answers per second of
    the server's processor, which what else the machine does hardly changes."""
    for asked, word in (("all", ""), ("one found", "dora.tanger0")):
        print(f"contacts in dialects, {asked}:")
        for name, (path, same) in DIALECTS.items():
            ours = f"/api/v1/contacts?limit=50&count=true&sort=-created_at&{same}&q={word}"
            answers, took = dict.fromkeys((ours, path.format(word)), 0), dict.fromkeys((ours, path.format(word)), 0.0)
            for each in [*answers] * 4:  # turn about
                requests = repeat(load.request("GET", each, token=token)).__next__
                before = serve.cpu_times()
                result = load.run(port, requests, seconds=seconds / 4)
                after = serve.cpu_times()
                assert not result.failures, each
                answers[each] += result.answers
                took[each] += after.user + after.system - before.user - before.system
            twin, theirs = (answers[each] / took[each] for each in answers)
            verdict = "ok" if theirs / twin >= DIALECT_TARGET else "SHORT"
            ratio = f"ratio {theirs / twin:.2f} (≥ {DIALECT_TARGET:.2f}: {verdict})"
            print(f"  {name:14} {theirs:8,.0f}/s  canonical {twin:8,.0f}/s  {ratio}")


@contextmanager
def _running(
    command: list[str], port: int, path: str, environment: dict[str, str] | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(command, env={**os.environ, **(environment or {})}, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5).read()
                break
            except OSError:
                if time.monotonic() > deadline or process.poll() is not None:
                    raise
                time.sleep(0.01)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _each(ids: list[str], make: Callable[[str], bytes]) -> Callable[[], bytes]:
    chosen = [make(id_) for id_ in random.Random(7).sample(ids, min(len(ids), 2_000))]
    numbers = count()
    return lambda: chosen[next(numbers) % len(chosen)]


_numbers = count()


def _creates(path: str, token: str) -> Callable[[], bytes]:
    def make() -> bytes:
        number = next(_numbers)
        body = {"first_name": "New", "last_name": f"Person {number}", "email": f"new{number}@bench.example.com"}
        return load.request("POST", path, token=token, body=json.dumps(body).encode())

    return make


def _bills(path: str, token: str, contact_ids: list[str]) -> Callable[[], bytes]:
    rng = random.Random(8)
    chosen = [
        load.request("POST", path, token=token, body=json.dumps(an_invoice(rng, rng.choice(contact_ids))).encode())
        for _ in range(500)
    ]
    numbers = count()
    return lambda: chosen[next(numbers) % len(chosen)]


def _searches(path: str, token: str) -> Callable[[], bytes]:
    words = ["an", "ber", "mar", "anna", "fran", "lin", "ol", "kar", "sto", "xan"]
    chosen = [load.request("GET", path.format(word), token=token) for word in words]
    numbers = count()
    return lambda: chosen[next(numbers) % len(chosen)]
