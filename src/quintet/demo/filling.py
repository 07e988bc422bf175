"""Filling a demo workspace, a week in each transaction, so that it can be left and gone on with at any time."""

import logging
import threading
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from quintet.demo import words
from quintet.demo.sales import open_shop
from quintet.demo.story import Known, OpenDeal, Week, World, weeks
from quintet.foundation.access import Actor, Role
from quintet.foundation.db import Database, bind_workspace
from quintet.foundation.objects import bulk
from quintet.foundation.objects.query import parse_query
from quintet.foundation.objects.reading import Row, custom_types, list_records
from quintet.foundation.objects.registry import AnyService
from quintet.identity.public import (
    active_members,
    actor_of,
    create_managed_member,
    find_user,
    get_workspace,
    member_of_user,
    memberships,
    update_workspace,
)
from quintet.kit import time
from quintet.kit.crypto import Keyring
from quintet.records.public import (
    COMPANIES,
    CONTACTS,
    DEALS,
    LEADS,
    TAGS,
    PipelineKind,
    StageKind,
    default_pipeline,
    stages_of_kind,
    tags_named,
)

log = logging.getLogger(__name__)
A_YEAR = 53
PROGRESS = "demo_weeks"
"""The setting of the workspace that says how many weeks are there."""
ABOUT = {
    "industry": "Wholesale",
    "employee_range": "11-50",
    "website": "https://northlight.example",
    "timezone": "Europe/Berlin",
    "currency": "EUR",
}
_PAGE = 200


class Filler:
    """Writes the demo company's history into the workspace that a user owns.

    The same people, deals and sentences each time; dates are counted back from the day it is made.
    """

    def __init__(self, db: Database, keyring: Keyring, email: str, *, weeks: int = A_YEAR) -> None:
        self._db, self._keyring, self._email, self._weeks = db, keyring, email, weeks
        self._world: World | None = None

    def fill(self, stopping: threading.Event | None = None, *, pause: float = 0) -> None:
        """From where it was left to the end, or until it shall stop. Nothing when it is all there.

        `pause`: seconds after each week, in which others may write.
        """
        stopping = stopping or threading.Event()
        today = time.now()
        left = self._db.read_sync(self._left)
        for number, monday in weeks(self._weeks, today):
            if stopping.is_set():
                return
            if number >= left:
                stopping.wait(pause)
                self._db.write_sync(partial(self._play, number=number, monday=monday, today=today))
        log.info("the demo workspace is filled")

    def _left(self, session: Session) -> int:
        settings = get_workspace(session, self._owner(session)).settings
        return int(settings.get(PROGRESS, 0))

    def _owner(self, session: Session) -> Actor:
        user = find_user(session, self._email)
        if user is None:
            raise LookupError(f"there is no user {self._email}")
        place = memberships(session, user.id)[0]
        bind_workspace(session, place.workspace.id)
        return actor_of(user, place.member)

    def _play(self, session: Session, number: int, monday: datetime, today: datetime) -> None:
        owner = self._owner(session)
        if self._world is None:
            with time.as_of(monday):
                self._world = _world(session, owner, self._keyring)
        Week(self._world, number, monday, today).play(session)
        update_workspace(session, owner, {"settings": {PROGRESS: number + 1}})


def _world(session: Session, owner: Actor, keyring: Keyring) -> World:
    """The team, the tags and what earlier weeks brought."""
    update_workspace(session, owner, ABOUT)
    team = _team(session, owner)
    by_user = {actor.user_id: actor for actor in team}
    world = World(
        team=team,
        tag_ids=_tags(session, owner),
        stages=_open_stages(session, owner, PipelineKind.deal),
        lead_stages=_open_stages(session, owner, PipelineKind.lead),
        shop=open_shop(session, owner, by_user, keyring),
    )
    known: dict[str, Known] = {}
    for row in _all(session, owner, COMPANIES):
        known[row["id"]] = Known(row["id"], row["name"], by_user[row["owner_id"]], domain=row["domain"] or "")
    world.companies = list(known.values())
    contacts = _all(session, owner, CONTACTS)
    world.contacts = [
        Known(row["id"], row["full_name"], by_user[row["owner_id"]], known.get(row["company_id"])) for row in contacts
    ]
    for row in _all(session, owner, DEALS, ("status", "open")):
        stage = world.stages.index(row["stage_id"]) if row["stage_id"] in world.stages else 0
        world.deals.append(OpenDeal(row["id"], by_user[row["owner_id"]], stage))
    leads = _all(session, owner, LEADS)
    world.leads = [Known(row["id"], row["name"], by_user[row["owner_id"]]) for row in leads if row["status"] == "open"]
    world.numbers = len(world.companies) + len(contacts) + len(leads)
    return world


def _team(session: Session, owner: Actor) -> list[Actor]:
    """The owner and the colleagues, who have the owner's password; made when they are not there."""
    colleagues = {colleague.email for colleague in active_members(session, owner.workspace_id)}
    user = find_user(session, owner.email or "")
    secret = user.password_hash if user is not None else None
    team = [owner]
    for name, local, role in words.TEAM:
        email = f"{local}@quintet.example"
        if email not in colleagues and secret is not None:
            create_managed_member(
                session, owner, email=email, name=name, role=Role(role), password_hash=secret, must_change=False
            )
        found = find_user(session, email)
        if found is not None:
            team.append(actor_of(found, member_of_user(session, owner, found.id).member))
    return team


def _tags(session: Session, owner: Actor) -> list[str]:
    made = tags_named(session, owner, [name for name, _ in words.TAGS])
    for id_, (_, color) in zip(made, words.TAGS, strict=True):
        TAGS.update(session, owner, id_, bulk.parse(TAGS.spec.update, {"color": color}))
    return made


def _open_stages(session: Session, owner: Actor, kind: PipelineKind) -> list[str]:
    pipeline = default_pipeline(session, owner, kind)
    return [stage.id for stage in stages_of_kind(session, kind, pipeline.id) if stage.kind == StageKind.open]


def _all(session: Session, owner: Actor, service: AnyService, *conditions: tuple[str, str]) -> list[Row]:
    """All records that pass, the oldest first."""
    spec = service.spec
    rows: list[Row] = []
    asked = [*conditions, ("sort", "created_at"), ("limit", str(_PAGE))]
    cursor: str | None = None
    while True:
        parameters = asked if cursor is None else [*asked, ("cursor", cursor)]
        page = list_records(
            session, owner, spec, parse_query(spec, parameters, custom_types(session, spec)), parsed=True
        )
        rows += page.data
        cursor = page.next_cursor
        if cursor is None:
            return rows
