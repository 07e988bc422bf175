"""Many believable contacts and deals, brought in by the services' own bulk path."""

import random
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from quintet.commerce.invoices.object import INVOICE
from quintet.commerce.invoices.schemas import InvoiceCreate
from quintet.commerce.invoices.service import draft_invoice
from quintet.foundation.access import Actor, ActorKind, Role
from quintet.foundation.db import Database, bind_workspace
from quintet.foundation.db.statistics import refresh_statistics
from quintet.foundation.objects.adding import add_many
from quintet.kit import time
from quintet.records.contacts.object import CONTACT
from quintet.records.contacts.schemas import ContactCreate
from quintet.records.contacts.service import draft_contact
from quintet.records.deals.object import DEAL
from quintet.records.deals.schemas import DealCreate
from quintet.records.deals.service import draft_deal
from quintet.records.pipelines.defaults import default_pipeline
from quintet.records.pipelines.schemas import PipelineKind
from quintet.records.pipelines.staging import stages_of_kind

_FIRST = "Anna Bernd Carla Dora Emil Franka Gustav Hanna Igor Jana Karl Lina Marta Nils Olga Paul Rosa Stefan Tina Uwe"
SYLLABLES = [
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
_BATCH = 1_000


def seed(db: Database, workspace_id: str, user_id: str, contacts: int) -> list[str]:
    """Add the contacts; returns their ids."""
    rng = random.Random(42)
    actor = _actor(workspace_id, user_id)
    ids: list[str] = []
    for start in range(0, contacts, _BATCH):
        people = [_person(rng, number) for number in range(start, min(start + _BATCH, contacts))]

        def work(session: Session, people: list[ContactCreate] = people) -> list[str]:
            bind_workspace(session, workspace_id)
            drafts = [draft_contact(session, actor, person) for person in people]
            add_many(session, actor, CONTACT, drafts)
            return [draft.id for draft in drafts]

        ids += db.write_sync(work)
    db.write_sync(refresh_statistics)
    return ids


def seed_deals(db: Database, workspace_id: str, user_id: str, contact_ids: list[str], deals: int) -> None:
    """Add the deals to all stages of the default pipeline, over the last year, each with one of the contacts."""
    rng = random.Random(43)
    actor = _actor(workspace_id, user_id)

    def stages(session: Session) -> list[str]:
        bind_workspace(session, workspace_id)
        pipeline = default_pipeline(session, actor, PipelineKind.deal)
        return [stage.id for stage in stages_of_kind(session, PipelineKind.deal, pipeline.id)]

    stage_ids = db.write_sync(stages)
    today = time.now()
    for start in range(0, deals, _BATCH):

        def work(session: Session, start: int = start) -> None:
            bind_workspace(session, workspace_id)
            given = [
                DealCreate.model_validate(
                    {
                        "title": f"{rng.choice(SYLLABLES).title()} {number}",
                        "value_minor": rng.randint(100_00, 90_000_00),
                        "stage_id": rng.choice(stage_ids),
                        "contact_id": rng.choice(contact_ids),
                    }
                )
                for number in range(start, min(start + _BATCH, deals))
            ]
            with time.as_of(today - timedelta(days=365 * (1 - start / deals))):
                add_many(session, actor, DEAL, [draft_deal(session, actor, each) for each in given])

        db.write_sync(work)
    db.write_sync(refresh_statistics)


def seed_invoices(db: Database, workspace_id: str, user_id: str, contact_ids: list[str], invoices: int) -> None:
    """Add the invoices, each with three lines, to one of the contacts."""
    rng = random.Random(44)
    actor = _actor(workspace_id, user_id)
    for start in range(0, invoices, _BATCH):

        def work(session: Session, start: int = start) -> None:
            bind_workspace(session, workspace_id)
            given = [
                InvoiceCreate.model_validate(an_invoice(rng, rng.choice(contact_ids)))
                for _ in range(start, min(start + _BATCH, invoices))
            ]
            add_many(session, actor, INVOICE, [draft_invoice(session, actor, each) for each in given])

        db.write_sync(work)
    db.write_sync(refresh_statistics)


def an_invoice(rng: random.Random, contact_id: str) -> dict[str, Any]:
    """The body of a request for one of three lines."""
    lines = [
        {"description": f"Part {rng.randint(1, 999)}", "quantity": rng.randint(1, 9), "unit_price_minor": 12_50}
        for _ in range(3)
    ]
    return {"contact_id": contact_id, "lines": lines}


def _actor(workspace_id: str, user_id: str) -> Actor:
    return Actor(kind=ActorKind.member, workspace_id=workspace_id, role=Role.owner, label="Seed", user_id=user_id)


def _person(rng: random.Random, number: int) -> ContactCreate:
    first = rng.choice(_FIRST.split())
    last = "".join(rng.choices(SYLLABLES, k=rng.randint(2, 3))).title()
    return ContactCreate.model_validate(
        {
            "first_name": first,
            "last_name": last,
            "email": f"{first}.{last}{number}@{rng.choice(('gmail.com', 'acme.com', 'mail.net'))}".lower(),
            "phone": f"+49171{number:07d}",
            "title": rng.choice(("CEO", "Buyer", "Head of Sales", "Engineer")),
            "source": rng.choice(("web", "fair", "referral")),
        }
    )
