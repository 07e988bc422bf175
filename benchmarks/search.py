"""How fast the index answers and changes: 200,000 documents in two workspaces, half of them companies with rows.

    python -m benchmarks.search sqlite|postgresql [documents]

Prints milliseconds inside the database lane, as calls of the service see them: median and 95th percentile.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

import quintet.api.routers  # noqa: F401 - all models
from benchmarks.seed import SYLLABLES
from quintet.foundation.access import Actor, ActorKind, Role
from quintet.foundation.db import Database, bind_workspace, bulk_insert
from quintet.foundation.db.statistics import refresh_statistics
from quintet.foundation.objects.query import ListQuery
from quintet.foundation.objects.reading import list_records
from quintet.foundation.objects.registry import spec_named
from quintet.foundation.objects.search import search
from quintet.foundation.search import Document, Sight, find, index_document, index_many
from quintet.foundation.settings import Settings
from quintet.kit.ids import new_id
from quintet.migrations import run as migrations
from quintet.records.companies.models import Company
from tests import postgres

TYPES = ("company", "company", "contact", "deal", "task", "note")
HOSTS = ("gmail.com", "acme.com", "example.org", "mail.net")
QUERIES = {
    "1 character": "m",
    "2 characters": "ma",
    "3 characters, common": "ber",
    "part of a word": "anber",
    "two words": "marlin karsto",
    "part of an e-mail address": "lin.mar@gm",
    "phone, local form": "0171 234",
    "in every document": "com",
    "in half of all": "customer",
    "in 1 of 100": "vip7",
    "one record": "needle-7777",
    "no hit": "qqqxyz",
    "no hit, common trigrams": "berbermarlinber",
}
OWNERS = [new_id() for _ in range(1_000)]
"""Users who own companies: the first a tenth of them, the others a thousandth each."""


def word(dice: random.Random) -> str:
    return "".join(dice.choice(SYLLABLES) for _ in range(dice.randint(2, 3)))


def document(dice: random.Random, number: int) -> Document:
    """A record as a CRM has it: names, an address, a phone number, some words."""
    first, last = word(dice), word(dice)
    words = (
        f"{first}.{last}@{dice.choice(HOSTS)}",
        f"+49 171 {dice.randint(1000000, 9999999)}",
        dice.choice(("customer", "lead")),
        f"vip{dice.randint(0, 99)}",
        f"needle-{number}",
        *(word(dice) for _ in range(3)),
    )
    subtitle = f"{word(dice).title()} {dice.choice(('AG', 'Ltd', 'Inc'))}"
    return Document(dice.choice(TYPES), new_id(), f"{first.title()} {last.title()}", subtitle, " ".join(words))


def fill(db: Database, workspace: str, count: int, dice: random.Random) -> float:
    """Index documents and insert the companies among them; seconds that indexing took."""
    taken = 0.0

    def work(session: Session, start: int) -> None:
        nonlocal taken
        bind_workspace(session, workspace)
        batch = [document(dice, number) for number in range(start, min(start + 1_000, count))]
        begin = time.perf_counter()
        index_many(session, batch)
        taken += time.perf_counter() - begin
        rows = [
            {
                "id": each.record_id,
                "name": each.title,
                "name_folded": each.title.casefold(),
                "owner_id": OWNERS[0] if dice.random() < 0.1 else dice.choice(OWNERS[1:]),
                "custom": {},
            }
            for each in batch
            if each.record_type == "company"
        ]
        bulk_insert(session, Company, rows)

    for start in range(0, count, 1_000):
        db.write_sync(partial(work, start=start))
    return taken


def measure(call: Callable[[], Any]) -> str:
    found = call()
    taken: list[float] = []
    while len(taken) < 40 and sum(taken) < 2_000:
        begin = time.perf_counter()
        call()
        taken.append((time.perf_counter() - begin) * 1000)
    taken.sort()
    return f"{statistics.median(taken):8.2f}{taken[int(len(taken) * 0.95)]:8.2f}{found:6}"


def ask(db: Database, workspace: str) -> None:
    """Global search and lists, for a manager and for members who see much and little."""
    manager = Actor(ActorKind.member, workspace, Role.manager, "manager", user_id=new_id())
    members = [Actor(ActorKind.member, workspace, Role.member, "member", user_id=OWNERS[n]) for n in (0, 1)]
    company = spec_named("company")
    everything = Sight(tuple(sorted(set(TYPES))))
    calls: dict[str, Callable[[Session, str], int]] = {
        "search": lambda session, q: len(find(session, q, everything)),
        "sees 1/10": lambda session, q: len(search(session, members[0], q)),
        "sees 1/1000": lambda session, q: len(search(session, members[1], q)),
        "list": lambda session, q: len(list_records(session, manager, company, ListQuery(q=q)).data),
        "list 1/10": lambda session, q: len(list_records(session, members[0], company, ListQuery(q=q)).data),
    }
    print(f"{'':26}" + "".join(f"{name:^22}" for name in calls))
    for name, q in QUERIES.items():

        def work(session: Session, q: str = q) -> list[str]:
            bind_workspace(session, workspace)
            return [measure(lambda call=call: call(session, q)) for call in calls.values()]  # type: ignore[misc]

        print(f"{name:26}" + "".join(db.read_sync(work)), flush=True)


def change(db: Database, workspace: str) -> None:
    """One document after the other, as requests do."""
    dice = random.Random(99)
    fresh = [document(dice, number) for number in range(2_000)]
    changed = [Document(d.record_type, d.record_id, d.title + " x", d.subtitle, d.text + " moved") for d in fresh]

    for title, batch in {"new": fresh, "unchanged": fresh, "changed": changed}.items():
        taken: list[float] = []

        def work(session: Session, batch: list[Document] = batch, taken: list[float] = taken) -> None:
            bind_workspace(session, workspace)
            for each in batch:
                begin = time.perf_counter()
                index_document(session, each)
                taken.append((time.perf_counter() - begin) * 1000)

        db.write_sync(work)
        taken.sort()
        print(f"one document, {title:12}{statistics.median(taken):8.3f}{taken[1900]:8.3f}")


def main(engine: str = "sqlite", count: str = "200000") -> None:
    with ExitStack() as stack:
        url = None
        if engine == "postgresql":
            admin = stack.enter_context(postgres.running())
            made = postgres.create_database(admin)
            stack.callback(postgres.drop_database, admin, made.name)
            url = made.url
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = Settings(data_dir=folder, database_url=url, _env_file=None)
        migrations.upgrade(settings.url)
        db = Database(settings)
        stack.callback(db.close)
        workspaces = [new_id(), new_id()]
        dice = random.Random(1)
        taken = sum(fill(db, workspace, int(count) // 2, dice) for workspace in workspaces)
        print(f"{engine}: {count} documents, {taken / int(count) * 1e6:.0f} us each when indexed by the thousand")
        db.write_sync(refresh_statistics)
        ask(db, workspaces[0])
        change(db, workspaces[0])


if __name__ == "__main__":
    main(*sys.argv[1:])
