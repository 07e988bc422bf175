"""How well and how fast duplicates are found.

    ./dev benchmarks duplicates [--rows 200000] [--febrl FOLDER]

Well: on the person records of the FEBRL datasets (`dataset1.csv` and `dataset2.csv` in a folder; they are public), of
which every duplicate is known. A pair counts as found from the level `low` on. Once with all columns, as custom fields
carry what a contact has no field for, and once with names and addresses alone.

Fast: a scan of contacts on SQLite in a process of its own, one in ten with a slip of the pen in a copy.
"""

import csv
import multiprocessing
import random
import tempfile
import time
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.imports import Memory
from benchmarks.seed import SYLLABLES

ROWS = 200_000


def main(
    rows: Annotated[int, typer.Option(help="Contacts to scan; 0 for none.")] = ROWS,
    febrl: Annotated[Path | None, typer.Option(help="Folder with dataset1.csv and dataset2.csv.")] = None,
) -> None:
    """Find duplicates."""
    if febrl is not None:
        for name in ("dataset1.csv", "dataset2.csv"):
            for marks in (True, False):
                _judge(febrl / name, marks=marks)
    if rows:
        with tempfile.TemporaryDirectory(prefix="quintet-duplicates-") as folder:
            process = multiprocessing.get_context("spawn").Process(target=measure, args=(folder, rows))
            process.start()
            process.join()


def _judge(file: Path, *, marks: bool) -> None:
    from quintet.stewardship.duplicates.cards import plain
    from quintet.stewardship.duplicates.grouping import matches_in
    from quintet.stewardship.duplicates.matching import Card
    from quintet.stewardship.duplicates.piling import Pile

    pile, true, of = Pile(), set(), defaultdict(list)
    with file.open() as lines:
        for row in csv.DictReader(lines, skipinitialspace=True):
            text = {name.strip(): plain(value) for name, value in row.items()}
            id_ = row["rec_id"].strip()
            of[id_.split("-")[1]].append(id_)
            card = Card(
                id_,
                first=text["given_name"],
                last=text["surname"],
                street=f"{text['street_number']} {text['address_1']} {text['address_2']}".strip(),
                city=text["suburb"],
                postal=text["postcode"],
                marks={name: text[name] for name in ("date_of_birth", "soc_sec_id") if text[name] and marks},
            )
            pile.add([card])
    for ids in of.values():
        true |= set(combinations(sorted(ids), 2))
    found = {tuple(sorted(pair)) for block in pile.blocks() for pair, _ in matches_in(block)}
    right = len(found & true)
    precision, recall = right / len(found), right / len(true)
    score = 2 * precision * recall / (precision + recall)
    told = "all columns" if marks else "names and addresses"
    print(f"{file.name}, {told}: precision {precision:.3f}, recall {recall:.3f}, F1 {score:.3f}")


def measure(folder: str, rows: int) -> None:
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    from quintet.foundation.access import Actor, ActorKind, Role
    from quintet.foundation.db import bind_workspace
    from quintet.foundation.jobs import JobSettings
    from quintet.foundation.objects.adding import add_many
    from quintet.foundation.settings import Settings
    from quintet.migrations import run as migrations
    from quintet.records.contacts.object import CONTACT
    from quintet.records.contacts.schemas import ContactCreate
    from quintet.records.contacts.service import draft_contact
    from quintet.stewardship.duplicates.models import DuplicateScan, ScanState
    from quintet.stewardship.duplicates.scanning import start_scan
    from quintet.wiring import build
    from tests.world import HOME_ID, fixed_id, settle

    url = f"sqlite:///{folder}/quintet.db"
    migrations.upgrade(url)
    secret = "only for benchmarks, thirty-two characters or more"
    house = build(Settings(data_dir=Path(folder), database_url=url, secret=secret), JobSettings())
    house.jobs.prepare()
    house.db.write_sync(settle)
    actor = Actor(kind=ActorKind.member, workspace_id=HOME_ID, role=Role.owner, label="Seed", user_id=fixed_id(1, 1))
    rng = random.Random(7)
    people = [_person(rng) for _ in range(rows - rows // 10)]
    people += [_slip(rng, person) for person in rng.sample(people, rows // 10)]
    for start in range(0, rows, 1_000):

        def work(session: Session, part: list[dict[str, object]] = people[start : start + 1_000]) -> None:
            bind_workspace(session, HOME_ID)
            drafts = [draft_contact(session, actor, ContactCreate.model_validate(person)) for person in part]
            add_many(session, actor, CONTACT, drafts)

        house.db.write_sync(work)
    del people
    house.jobs.start()
    memory = Memory()
    begin = time.perf_counter()

    def start_now(session: Session) -> str:
        bind_workspace(session, HOME_ID)
        return start_scan(session, actor, "contact").id

    def state(session: Session) -> DuplicateScan:
        bind_workspace(session, HOME_ID)
        return session.scalars(select(DuplicateScan)).one()

    house.db.write_sync(start_now)
    while (scan := house.db.read_sync(state)).state == ScanState.running:
        time.sleep(0.2)
    seconds = time.perf_counter() - begin
    assert scan.state == ScanState.done, scan.error
    print(
        f"{rows:,} contacts: {seconds:.1f} s, {scan.pairs:,} pairs compared, {scan.groups:,} groups "
        f"({rows // 10:,} copies), {memory}"
    )
    house.stop()


def _word(rng: random.Random, least: int, most: int) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(least, most)))


def _person(rng: random.Random) -> dict[str, object]:
    first, last = _word(rng, 1, 2).title(), _word(rng, 2, 3).title()
    city = _word(rng, 1, 2).title()
    person: dict[str, object] = {
        "first_name": first,
        "last_name": last,
        "phone": f"+1918{rng.randrange(10**7):07}",
        "addresses": [
            {
                "line1": f"{rng.randrange(1, 300)} {_word(rng, 2, 3).title()} Road",
                "city": city,
                "postal_code": f"{rng.randrange(10_000, 99_999)}",
            }
        ],
    }
    if rng.random() < 0.6:
        person["email"] = f"{first}.{last}.{rng.randrange(10**6)}@{city}.example".lower()
    return person


def _slip(rng: random.Random, person: dict[str, object]) -> dict[str, object]:
    """The same person as somebody else wrote them down: a letter off, no e-mail address, maybe another phone."""
    last = str(person["last_name"])
    at = rng.randrange(len(last))
    copy = {**person, "last_name": last[:at] + rng.choice("aeiou") + last[at + 1 :]}
    copy.pop("email", None)
    if rng.random() < 0.5:
        copy["phone"] = f"+1918{rng.randrange(10**7):07}"
    return copy
