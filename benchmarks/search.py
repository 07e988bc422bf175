"""How fast the index answers and changes: 200,000 documents in two workspaces, on either database.

    python -m benchmarks.search sqlite|postgresql [documents]

Prints milliseconds inside the database lane (median and 95th percentile of the calls).
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from quintet.foundation.db import Database, Model, bind_workspace
from quintet.foundation.search import Document, index_document, index_many, reading
from quintet.foundation.search.folding import needles
from quintet.foundation.settings import Settings
from quintet.kit.ids import new_id
from tests import postgres

_SYLLABLES = [
    "an",
    "ber",
    "cla",
    "dor",
    "el",
    "fran",
    "ger",
    "hol",
    "in",
    "jo",
    "kar",
    "lin",
    "mar",
    "nor",
    "ol",
    "per",
    "qui",
    "ros",
    "sto",
    "tan",
    "ul",
    "vic",
    "wes",
    "xan",
    "yor",
    "zim",
]
_TYPES = ("contact", "contact", "contact", "company", "deal", "task")
_HOSTS = ("gmail.com", "acme.com", "example.org", "mail.net")
QUERIES = {
    "1 character": "m",
    "2 characters": "ma",
    "3 characters, common": "ber",
    "substring of a word": "anber",
    "two words": "marlin karstotan",
    "part of e-mail address": "berlin.mar@gm",
    "phone, local form": "0171 234",
    "in half of all": "customer",
    "in 1 of 100": "vip7",
    "in every document": "com",
    "one record": "needle-77777",
    "no hit": "qqqxyz",
    "no hit of common trigrams": "berbermarlinber",
}


def word(dice: random.Random) -> str:
    return "".join(dice.choice(_SYLLABLES) for _ in range(dice.randint(2, 3)))


def documents(count: int, seed: int) -> Iterator[Document]:
    """Records as a CRM has them: names, an address, a phone, some words."""
    dice = random.Random(seed)
    for number in range(count):
        first, last = word(dice), word(dice)
        yield Document(
            record_type=dice.choice(_TYPES),
            record_id=new_id(),
            title=f"{first.title()} {last.title()}",
            subtitle=f"{word(dice).title()} {dice.choice(('AG', 'Ltd', 'Inc'))}",
            text=" ".join([
                f"{first}.{last}@{dice.choice(_HOSTS)}",
                f"+49 171 {dice.randint(1000000, 9999999)}",
                dice.choice(("customer", "lead")),
                f"vip{dice.randint(0, 99)}",
                f"needle-{number}",
                word(dice), word(dice), word(dice),
            ]),
        )  # fmt: skip


def measure(call: Callable[[], Any], times: int = 30) -> str:
    call()
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        found = call()
        taken.append((time.perf_counter() - begin) * 1000)
        if sum(taken) > 3000:
            break
    taken.sort()
    size = len(found) if isinstance(found, list) else found
    return f"{statistics.median(taken):8.2f} {taken[int(len(taken) * 0.95)]:8.2f}   {size}"


def main(engine: str, count: int) -> None:
    with ExitStack() as stack:
        url = None
        if engine == "postgresql":
            admin = stack.enter_context(postgres.running())
            made = postgres.create_database(admin)
            url = made.url
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        db = Database(Settings(data_dir=folder, database_url=url, _env_file=None))
        stack.callback(db.close)
        with db.write_engine.begin() as connection:
            Model.metadata.create_all(connection, tables=[Model.metadata.tables["search_documents"]])
        workspaces = [new_id(), new_id()]
        begin = time.perf_counter()
        for seed, workspace in enumerate(workspaces):
            batch: list[Document] = []
            for document in documents(count // 2, seed):
                batch.append(document)
                if len(batch) == 1000:
                    db.write_sync(lambda s, batch=batch, ws=workspace: (bind_workspace(s, ws), index_many(s, batch)))
                    batch = []
            db.write_sync(lambda s, batch=batch, ws=workspace: (bind_workspace(s, ws), index_many(s, batch)))
        taken = time.perf_counter() - begin
        print(f"{engine}: {count} documents in {taken:.1f} s, {taken / count * 1e6:.0f} us each")
        if engine == "postgresql":
            with db.engine.begin() as connection:
                connection.execute(text("analyze"))
        ask(db, workspaces[0])
        change(db, workspaces[0])


def ask(db: Database, workspace: str) -> None:
    types = tuple(sorted(set(_TYPES)))
    print(f"{'':28}{'median':>8} {'p95':>8}   found")
    for name, q in QUERIES.items():
        asked = reading.Asked(workspace, types, needles(q))

        def work(session: Session, asked: reading.Asked = asked) -> str:
            bind_workspace(session, workspace)
            return measure(lambda: reading.newest(session, asked, 100, enough=20))

        print(f"{name:28}{db.read_sync(work)}")


def change(db: Database, workspace: str) -> None:
    fresh = list(documents(2000, 99))
    taken: list[float] = []

    def work(session: Session) -> None:
        bind_workspace(session, workspace)
        for document in fresh:
            begin = time.perf_counter()
            index_document(session, document)
            taken.append((time.perf_counter() - begin) * 1000)

    for title in ("new", "unchanged"):
        taken.clear()
        db.write_sync(work)
        print(f"one document, {title:14}{statistics.median(taken):8.3f} {sorted(taken)[1900]:8.3f}")
    fresh[:] = [Document(d.record_type, d.record_id, d.title + " x", d.subtitle, d.text + " changed") for d in fresh]
    taken.clear()
    db.write_sync(work)
    print(f"one document, changed       {statistics.median(taken):8.3f} {sorted(taken)[1900]:8.3f}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "sqlite", int(sys.argv[2]) if len(sys.argv) > 2 else 200_000)
