"""What subscribers can count on: each fact once, also when they fail at first, and nothing from a rollback."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access import system_actor
from quintet.foundation.db import Database, all_workspaces, bind_workspace, workspace_of
from quintet.foundation.events import Delivered, Event, Ref, emit, event_type, subscribe
from quintet.foundation.events.delivery import (
    BATCH,
    MAX_ATTEMPTS,
    Deliverer,
    backlog,
    dead_deliveries,
    drain,
    redrive,
)
from quintet.foundation.events.models import EventDelivery, EventRow
from quintet.foundation.events.subscribers import unsubscribe
from quintet.identity.users.models import User
from quintet.kit import time
from quintet.kit.ids import new_id
from tests.world import ELSEWHERE_ID, HOME_ID

NAME = "deliverytest.take"
START = datetime(2026, 3, 1, 9, 0, 0, 123456, tzinfo=UTC)


@event_type("deliverytest.happened")
@dataclass(frozen=True)
class Happened(Event):
    note: str


@event_type("deliverytest.other")
@dataclass(frozen=True)
class Other(Event):
    note: str


@dataclass
class Taker:
    """Takes `Happened`: its effect is a user row, so that it is undone or kept with the delivery."""

    failing: set[str] = field(default_factory=set)
    calls: list[Delivered[Happened]] = field(default_factory=list)
    workspaces: list[str] = field(default_factory=list)
    taken: threading.Event = field(default_factory=threading.Event)

    def __call__(self, session: Session, event: Delivered[Happened]) -> None:
        self.calls.append(event)
        self.workspaces.append(workspace_of(session))
        session.add(User(email=f"{event.id}@effect.example", name=event.fact.note))
        session.flush()
        session.expire_all()  # as handlers do that change rows beside the session
        self.taken.set()
        if event.fact.note in self.failing:
            raise LookupError(f"no {event.fact.note}")

    @property
    def notes(self) -> list[str]:
        return [call.fact.note for call in self.calls]


@contextmanager
def subscribed(name: str, taker: Callable[[Session, Delivered[Happened]], None]) -> Iterator[None]:
    subscribe(Happened, name=name)(taker)
    try:
        yield
    finally:
        unsubscribe(name)


@pytest.fixture
def taker() -> Iterator[Taker]:
    made = Taker()
    with subscribed(NAME, made):
        yield made


def happen(db: Database, *notes: str, workspace_id: str = HOME_ID) -> list[str]:
    """Log facts in one transaction."""

    def work(session: Session) -> list[str]:
        bind_workspace(session, workspace_id)
        actor = system_actor(workspace_id, label="Tester")
        return [
            emit(session, actor, Happened(note), subject=Ref("thing", new_id()), changes={"a": [1, 2]})
            for note in notes
        ]

    return db.write_sync(work)


def effects(db: Database) -> list[str]:
    found = select(User.name).where(User.email.like("%@effect.example")).order_by(User.name)
    return db.read_sync(lambda session: list(session.scalars(found)))


def owed(db: Database) -> list[EventDelivery]:
    return db.read_sync(lambda session: list(session.scalars(select(EventDelivery).order_by(EventDelivery.event_id))))


def logged(db: Database) -> list[str]:
    def work(session: Session) -> list[str]:
        with all_workspaces(session):
            return list(session.scalars(select(EventRow.type).where(EventRow.type.startswith("deliverytest."))))

    return db.read_sync(work)


class TestTaking:
    def test_a_fact_is_taken_once_with_all_that_belongs_to_it(self, db: Database, taker: Taker) -> None:
        company = Ref("company", new_id())
        subject = Ref("thing", new_id())

        def work(session: Session) -> str:
            bind_workspace(session, HOME_ID)
            actor = system_actor(HOME_ID, label="Tester")
            changes = {"price": [1, None]}
            return emit(session, actor, Happened("x"), subject=subject, links=[company, subject], changes=changes)

        event_id = db.write_sync(work)
        assert drain(db, NAME) == 1
        assert drain(db, NAME) == 0
        [event] = taker.calls
        assert (event.id, event.fact, event.workspace_id) == (event_id, Happened("x"), HOME_ID)
        assert (event.subject, sorted(event.links)) == (subject, sorted([company, subject]))
        assert (event.actor_kind, event.actor_id, event.actor_label) == ("system", None, "Tester")
        assert event.changes == {"price": [1, None]}
        assert abs(event.at - time.now()) < timedelta(minutes=1)
        assert effects(db) == ["x"]
        assert owed(db) == []

    def test_only_those_who_asked_for_it_are_owed_a_fact(self, db: Database, taker: Taker) -> None:
        def work(session: Session) -> None:
            bind_workspace(session, HOME_ID)
            emit(session, system_actor(HOME_ID), Other("x"), subject=Ref("thing", new_id()))

        everything: list[str] = []
        subscribe(name="deliverytest.all")(lambda _, event: everything.append(event.fact.type))
        try:
            db.write_sync(work)
            happen(db, "y")
            while drain(db, "deliverytest.all") + drain(db, NAME):
                pass
        finally:
            unsubscribe("deliverytest.all")
        assert taker.notes == ["y"]
        assert everything == ["deliverytest.other", "deliverytest.happened"]

    def test_the_session_is_bound_to_the_facts_workspace(self, db: Database, taker: Taker) -> None:
        happen(db, "ours")
        happen(db, "theirs", workspace_id=ELSEWHERE_ID)
        happen(db, "ours again")
        assert drain(db, NAME) == 3
        assert taker.workspaces == [HOME_ID, ELSEWHERE_ID, HOME_ID]

    def test_many_are_taken_in_batches_in_order(self, db: Database, taker: Taker) -> None:
        notes = [f"{number:03d}" for number in range(BATCH + 5)]
        happen(db, *notes)
        assert [drain(db, NAME), drain(db, NAME), drain(db, NAME)] == [BATCH, 5, 0]
        assert taker.notes == notes

    def test_nothing_is_left_of_a_transaction_that_was_rolled_back(self, db: Database, taker: Taker) -> None:
        def work(session: Session) -> None:
            bind_workspace(session, HOME_ID)
            emit(session, system_actor(HOME_ID), Happened("never"), subject=Ref("thing", new_id()))
            raise LookupError("changed my mind")

        with pytest.raises(LookupError):
            db.write_sync(work)
        assert logged(db) == []
        assert owed(db) == []
        assert drain(db, NAME) == 0

    def test_a_fact_of_a_type_that_is_gone_is_let_go(self, db: Database, taker: Taker) -> None:
        happen(db, "x")

        def rename(session: Session) -> None:
            with all_workspaces(session):
                for row in session.scalars(select(EventRow).where(EventRow.type == Happened.type)):
                    row.type = "deliverytest.forgotten"
                session.flush()

        db.write_sync(rename)
        assert drain(db, NAME) == 1
        assert (taker.calls, owed(db)) == ([], [])

    def test_several_that_drain_at_once_take_each_fact_once(self, db: Database, taker: Taker) -> None:
        happen(db, *(str(number) for number in range(120)))

        def empty() -> None:
            while backlog_of(db):
                drain(db, NAME)

        threads = [threading.Thread(target=empty) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert sorted(taker.notes, key=int) == [str(number) for number in range(120)]
        assert len(effects(db)) == 120


class TestFailing:
    def test_a_failure_is_undone_and_the_others_are_taken(self, db: Database, taker: Taker) -> None:
        taker.failing = {"b"}
        happen(db, "a", "b", "c")
        assert drain(db, NAME) == 3
        assert effects(db) == ["a", "c"]
        [left] = owed(db)
        assert (left.attempts, left.error, left.dead_at) == (1, "LookupError: no b", None)

    def test_a_failure_of_the_database_spoils_nothing_else(self, db: Database) -> None:
        def clash(session: Session, event: Delivered[Happened]) -> None:
            email = "same@effect.example" if event.fact.note != "b" else "other@effect.example"
            session.add(User(email=email, name=event.fact.note))

        with subscribed(NAME, clash):
            happen(db, "a", "clashes with a", "b")
            assert drain(db, NAME) == 3
        assert effects(db) == ["a", "b"]
        [left] = owed(db)
        assert left.error is not None
        assert left.error.startswith("IntegrityError")

    def test_it_is_tried_again_after_growing_pauses_until_it_is_given_up(self, db: Database, taker: Taker) -> None:
        taker.failing = {"x"}
        now = START
        with time.clock(lambda: now):
            happen(db, "x")
            pauses = []
            for attempt in range(1, MAX_ATTEMPTS + 1):
                assert drain(db, NAME) == 1
                [left] = owed(db)
                assert left.attempts == attempt
                pauses.append((left.next_at - now).total_seconds())
                now = left.next_at - timedelta(microseconds=1)
                assert drain(db, NAME) == 0, "before its time"
                now = left.next_at
            assert pauses == [min(2.0**n, 3600.0) for n in range(MAX_ATTEMPTS)]
            assert left.dead_at is not None
            now += timedelta(days=365)
            assert drain(db, NAME) == 0, "given up"
        assert len(taker.calls) == MAX_ATTEMPTS
        assert (effects(db), db.read_sync(backlog)) == ([], 0)

    def test_what_was_given_up_is_shown_to_its_workspace_and_can_be_taken_after_all(
        self, db: Database, taker: Taker
    ) -> None:
        taker.failing = {"x", "y"}
        now = START
        with time.clock(lambda: now):
            first, second = happen(db, "x", "y")
            happen(db, "x", workspace_id=ELSEWHERE_ID)
            for _ in range(MAX_ATTEMPTS):
                assert drain(db, NAME) == 3
                now += timedelta(hours=1)
            dead = db.read_sync(lambda session: dead_deliveries(session, HOME_ID))
            assert {row.event_id for row in dead} == {first, second}
            assert {(row.attempts, row.subscriber) for row in dead} == {(MAX_ATTEMPTS, NAME)}

            taker.failing = set()
            assert db.write_sync(lambda session: redrive(session, HOME_ID, first)) == 1
            assert drain(db, NAME) == 1
            assert effects(db) == ["x"]
            assert db.write_sync(lambda session: redrive(session, HOME_ID)) == 1
            assert db.write_sync(lambda session: redrive(session, HOME_ID)) == 0
            assert drain(db, NAME) == 1
        assert effects(db) == ["x", "y"]
        assert [row.workspace_id for row in owed(db)] == [ELSEWHERE_ID]


class TestDeliverer:
    def test_it_is_woken_by_the_commit(self, db: Database, taker: Taker) -> None:
        deliverer = Deliverer(db, poll_seconds=60)
        deliverer.start()
        try:
            taker.taken.wait(0.2)  # it has looked once and found nothing
            happen(db, "x")
            assert taker.taken.wait(5)
        finally:
            deliverer.stop()
        assert effects(db) == ["x"]

    def test_it_takes_what_was_owed_before_it_began(self, db: Database, taker: Taker) -> None:
        happen(db, "x")
        deliverer = Deliverer(db, poll_seconds=60)
        deliverer.start()
        try:
            assert taker.taken.wait(5)
        finally:
            deliverer.stop()
        assert effects(db) == ["x"]

    def test_it_comes_back_to_what_failed(self, db: Database, taker: Taker) -> None:
        taker.failing = {"x"}
        deliverer = Deliverer(db, poll_seconds=0.05)
        deliverer.start()
        try:
            happen(db, "x")
            assert taker.taken.wait(5)
            taker.failing = set()
            taker.taken.clear()
            assert taker.taken.wait(5)
        finally:
            deliverer.stop()
        assert effects(db) == ["x"]

    def test_what_is_owed_to_somebody_unknown_waits(self, db: Database, taker: Taker) -> None:
        with subscribed("deliverytest.later", lambda *_: None):
            happen(db, "x")
        deliverer = Deliverer(db)
        assert deliverer.drain_all() == 1
        assert deliverer.drain_all() == 0
        assert [row.subscriber for row in owed(db)] == ["deliverytest.later"]
        deliverer.stop()


def test_two_subscribers_of_one_name_are_a_mistake(taker: Taker) -> None:
    with pytest.raises(ValueError, match="two subscribers"):
        subscribe(Happened, name=NAME)(taker)


def backlog_of(db: Database) -> bool:
    return db.read_sync(backlog) > 0
