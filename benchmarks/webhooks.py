"""Card payments told of by Stripe's webhooks, at a steady pace against a real `serve` on SQLite.

    ./dev benchmarks webhooks [--per-minute 1000] [--minutes 2]

Each payment is told of twice, as Stripe does (of its intent and of its charge); one in ten went back to the customer,
which is told first; one webhook in ten comes again. All are signed, shuffled a little, and sent when it is their time,
whether or not those before were answered. Afterwards each payment has to stand in the books once, and nothing may be
left over.
"""

import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import psutil
import typer
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from benchmarks.api import SECRET, _free_port, _running
from benchmarks.seed import seed, seed_invoices
from quintet.commerce.invoices.models import Invoice
from quintet.commerce.payments.models import Payment
from quintet.foundation.db import Database, bind_workspace
from quintet.foundation.inbound.models import InboundEvent
from quintet.foundation.settings import Settings
from quintet.migrations import run as migrations
from quintet.wiring import build
from tests.providers.stripe_wire import WEBHOOK_SECRET, signed
from tests.world import HOME_ID, fixed_id, settle

_CONNECTIONS = 8
_SHUFFLED = 20
"""How far apart webhooks about one payment may come."""


@dataclass(frozen=True, slots=True)
class Sold:
    """An invoice that somebody pays by card."""

    id: str
    total_minor: int
    currency: str


def main(
    per_minute: Annotated[int, typer.Option(help="Webhooks sent in a minute.")] = 1_000,
    minutes: Annotated[float, typer.Option(help="How long.")] = 2.0,
) -> None:
    """Send webhooks and look whether all of them were entered, once."""
    count = int(per_minute * minutes)
    with tempfile.TemporaryDirectory(prefix="quintet-webhooks-") as folder:
        settings = Settings(data_dir=Path(folder), secret=SECRET, _env_file=None)
        sold = _prepare(settings, count)
        events = _events(sold, count)
        port = _free_port()
        command = [sys.executable, "-m", "quintet", "serve", "--port", str(port), "--data", folder]
        environment = {
            "QUINTET_SECRET": SECRET,
            "QUINTET_LOG_LEVEL": "WARNING",
            "QUINTET_STRIPE_SECRET_KEY": "sk_test_benchmark",
            "QUINTET_STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        }
        with _running(command, port, "/healthz", environment) as server:
            _send(port, events, per_minute, settings, server)
        _check(settings, sold, events)


def _prepare(settings: Settings, count: int) -> list[Sold]:
    """Invoices that wait for money, as many as are paid by so many webhooks."""
    migrations.upgrade(settings.url)
    house = build(settings)
    house.jobs.prepare()
    house.db.write_sync(settle)
    contacts = seed(house.db, HOME_ID, fixed_id(1, 1), 200)
    seed_invoices(house.db, HOME_ID, fixed_id(1, 1), contacts, count)

    def work(session: Session) -> list[Sold]:
        bind_workspace(session, HOME_ID)
        session.execute(update(Invoice).values(status="sent"))
        rows = session.execute(select(Invoice.id, Invoice.total_minor, Invoice.currency)).all()
        return [Sold(*row) for row in rows]

    sold = house.db.write_sync(work)
    house.stop()
    return sold


def _events(sold: Sequence[Sold], count: int) -> list[bytes]:
    """The first so many webhooks about the invoices, each about the next few of them."""
    dice = random.Random(5)
    told: list[tuple[float, bytes]] = []
    for place, each in enumerate(sold):
        at = place * 2.3  # webhooks that each payment comes to, about
        if at > count:
            break
        marks = {"quintet_workspace": HOME_ID, "quintet_invoice": each.id, "quintet_intent": ""}
        amount, currency = each.total_minor, each.currency.lower()
        charge: dict[str, Any] = {
            "id": f"ch_{place}",
            "object": "charge",
            "payment_intent": f"pi_{place}",
            "amount": amount,
            "amount_captured": amount,
            "amount_refunded": 0,
            "currency": currency,
            "paid": True,
            "captured": True,
            "metadata": marks,
            "payment_method_details": {"card": {"brand": "visa", "last4": "4242"}},
        }
        intent = {
            "id": f"pi_{place}",
            "object": "payment_intent",
            "status": "succeeded",
            "amount": amount,
            "amount_received": amount,
            "currency": currency,
            "latest_charge": f"ch_{place}",
            "metadata": marks,
        }
        about = [("payment_intent.succeeded", intent), ("charge.succeeded", charge)]
        if _is_refunded(place):
            about.insert(0, ("charge.refunded", {**charge, "amount_refunded": amount}))
        for kind, thing in about:
            event = {"id": f"evt_{kind}_{place}", "object": "event", "type": kind, "data": {"object": thing}}
            body = json.dumps(event).encode()
            told.append((at + dice.random() * _SHUFFLED, body))
            if dice.random() < 0.1:
                told.append((at + dice.random() * _SHUFFLED, body))
    return [body for _, body in sorted(told)][:count]


def _is_refunded(place: int) -> bool:
    return place % 10 == 7


def _send(
    port: int, events: Sequence[bytes], per_minute: int, settings: Settings, server: "subprocess.Popen[bytes]"
) -> None:
    local = threading.local()
    taken: list[float] = []
    refused: list[int] = []
    began = time.perf_counter()

    def send(place: int, body: bytes) -> None:
        due = began + place * 60 / per_minute
        time.sleep(max(0.0, due - time.perf_counter()))
        connection = getattr(local, "connection", None)
        if connection is None:
            connection = local.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        _, headers = signed(body)
        connection.request("POST", "/api/v1/inbound/stripe", body, {**headers, "Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            refused.append(answer.status)
        taken.append((time.perf_counter() - due) * 1000)

    process = psutil.Process(server.pid)
    used = sum(process.cpu_times()[:2])
    db = Database(settings)
    with ThreadPoolExecutor(_CONNECTIONS) as pool:
        list(pool.map(send, range(len(events)), events))
    sent = time.perf_counter() - began
    waiting = db.read_sync(_waiting)
    while db.read_sync(_waiting):
        if time.perf_counter() - began > sent + 120:
            break
        time.sleep(0.2)
    drained = time.perf_counter() - began - sent
    db.close()
    used = sum(process.cpu_times()[:2]) - used
    taken.sort()
    print(f"{len(events):,} webhooks in {sent:.0f} s ({len(events) / sent * 60:,.0f} a minute), {len(refused)} refused")
    print(
        f"answered: p50 {statistics.median(taken):.1f} ms  p99 {taken[int(len(taken) * 0.99)]:.1f} ms after their time"
    )
    print(f"waiting when the last was sent: {waiting}; entered {drained:.1f} s later")
    print(
        f"processor of serve: {used / len(events) * 1000:.1f} ms each, {used / (sent + drained) * 100:.0f}% of one"
        f" ({os.cpu_count()} there, load {os.getloadavg()[0]:.1f})"
    )


def _waiting(session: Session) -> int:
    count = select(func.count()).select_from(InboundEvent).where(InboundEvent.handled_at.is_(None))
    return session.scalar(count) or 0


def _check(settings: Settings, sold: Sequence[Sold], events: Sequence[bytes]) -> None:
    """Each payment of which was told stands there once, and so does each refund."""
    told = [json.loads(body) for body in events]
    kept = {event["id"] for event in told}
    paid = {_place(event) for event in told}
    back = {_place(event) for event in told if event["type"] == "charge.refunded"}
    wanted = sorted((sold[place].id, "payment", sold[place].total_minor) for place in paid)
    wanted += sorted((sold[place].id, "refund", -sold[place].total_minor) for place in back)

    def work(session: Session) -> tuple[int, list[tuple[str, str, int]]]:
        bind_workspace(session, HOME_ID)
        stored = session.scalar(select(func.count()).select_from(InboundEvent)) or 0
        rows = session.execute(select(Payment.invoice_id, Payment.kind, Payment.amount_minor)).all()
        return stored, [(row[0], row[1], row[2]) for row in rows]

    db = Database(settings)
    stored, entered = db.read_sync(work)
    db.close()
    again = len(events) - len(kept)
    print(f"different ones: {len(kept):,} (stored {stored:,}), sent again: {again}; payments: {len(paid):,}", end=", ")
    lost, doubled = set(wanted) - set(entered), len(entered) - len(set(entered))
    good = sorted(entered) == sorted(wanted) and stored == len(kept)
    print(f"refunds: {len(back)}, lost: {len(lost)}, doubled: {doubled}: {'ok' if good else 'SHORT'}")


def _place(event: dict[str, Any]) -> int:
    return int(str(event["id"]).rpartition("_")[2])
