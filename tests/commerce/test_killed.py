"""kill -9 between what somebody outside did and our note of it: nothing is lost or doubled, somebody sees how it
stands, and a button mends it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from quintet.foundation.settings import Settings
from quintet.wiring import House
from tests.commerce.billing import billed, read, sent
from tests.commerce.test_accounting import ENTRIES, Books, connect
from tests.commerce.test_charging import payments, settle
from tests.commerce.test_company_cards import add
from tests.commerce.test_invoice_mails import found_dead, mails
from tests.identity.mailbox import Mailbox
from tests.world import Person

REPOSITORY = Path(__file__).resolve().parents[2]


def kill_in(settings: Settings, *cases: tuple[str, str, str | None, dict[str, Any]]) -> None:
    """Have a process die in the middle of each: by port and deed, by a request or by the jobs that wait."""
    asked = [
        sys.executable,
        "-m",
        "tests.commerce.dying",
        settings.url,
        str(settings.data_dir),
        orjson.dumps(cases).decode(),
    ]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(["src", "."])}
    ended = subprocess.run(asked, cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.slow
def test_nothing_is_lost_or_doubled(
    settings: Settings, admin: Person, house: House, at: Callable[[float], None]
) -> None:
    books = Books(house)
    company = admin.made("/companies", name="Acme", email="bill@acme.example")["id"]
    card = add(admin, company)
    charged, given_back, mailed = sent(admin, company), sent(admin, company), billed(admin, company_id=company)
    paid = admin.post(f"/invoices/{given_back['id']}/charge", {"card_id": card["id"]})
    assert paid.json()["status"] == "succeeded"
    settle(house)
    [payment] = payments(admin, given_back)
    connect(admin)
    booked = sent(admin, company)
    assert admin.post(f"/invoices/{mailed['id']}/send").status_code == 202
    kill_in(
        settings,
        ("mail", "send", None, {}),
        ("books", "create_invoice", None, {}),
        ("cards", "create_intent", f"/invoices/{charged['id']}/charge", {"card_id": card["id"]}),
        ("cards", "refund", f"/payments/{payment['id']}/refund", {}),
    )

    # How it stands is seen before anybody does anything.
    path = f"/invoices/{charged['id']}/card-payments"
    [begun] = admin.listed(path)
    assert (begun["status"], payments(admin, charged)) == ("asking", [])
    back = f"/invoices/{given_back['id']}/card-payments"
    [refund] = admin.get(back).json()["refunds"]
    assert (refund["status"], len(payments(admin, given_back))) == ("asking", 1)
    assert mails(admin, mailed)[0]["status"] == "sending"
    [entry] = [row for row in admin.listed(ENTRIES) if row["kind"] == "invoice"]
    assert (entry["status"], len(books.of("invoice"))) == ("waiting", 1)

    # Once it is noticed that the processes are gone, and nobody is asking any more.
    house.db.write_sync(found_dead)
    at(301)
    books.settle()
    [mail] = mails(admin, mailed)
    assert mail["status"] == "failed"
    assert "not known whether this mail left" in mail["error"]
    assert admin.post(f"/invoices/{mailed['id']}/mails/{mail['id']}/retry").status_code == 202
    assert [bill["number"] for bill in books.of("invoice")].count(booked["number"]) == 1
    for _ in range(2):
        assert admin.post(f"{path}/check").status_code == 200
        assert admin.post(f"{back}/check").json()["refunds"] == []
        settle(house)
    assert [each["amount_minor"] for each in payments(admin, charged)] == [25_000]
    assert [each["amount_minor"] for each in payments(admin, given_back)] == [25_000, -25_000]
    statuses = [read(admin, each)["status"] for each in (charged, given_back, mailed)]
    assert statuses == ["paid", "sent", "sent"]
    books.settle()
    numbers = [bill["number"] for bill in books.of("invoice")]
    assert len(numbers) == len(set(numbers))
    assert {row["status"] for row in admin.listed(ENTRIES)} == {"synced"}
    told = [message.subject for message in Mailbox(house).messages() if message.channel == "card"]
    assert sum(subject.startswith("Charged") for subject in told) == 2
