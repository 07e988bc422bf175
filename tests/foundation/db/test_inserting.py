"""Inserts that wait for the next statement: what is seen of them, and what is gone when they are undone or refused."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quintet.commerce.billing.models import InvoiceCounter
from quintet.foundation.db import Database, bind_workspace, bulk_insert, insert_new
from quintet.foundation.db.raw import count_queries
from quintet.foundation.search import index_many
from tests.conftest import ON_POSTGRESQL
from tests.foundation.search.index import document, hits
from tests.world import HOME_ID


def add(session: Session, *series: str) -> None:
    bulk_insert(session, InvoiceCounter, [{"series": each, "last": 0} for each in series])


def there(session: Session) -> list[str]:
    return list(session.scalars(select(InvoiceCounter.series).order_by(InvoiceCounter.series)))


def test_what_was_inserted_is_seen_by_what_is_asked_next_and_kept_by_the_commit(db: Database) -> None:
    def work(session: Session) -> None:
        bind_workspace(session, HOME_ID)
        add(session, "a")
        add(session, "b", "c")
        assert there(session) == ["a", "b", "c"]
        add(session, "d")
        assert insert_new(session, InvoiceCounter, [{"series": "d", "last": 0}], "series") == []
        assert insert_new(session, InvoiceCounter, [{"series": "e", "last": 0}], "series") == [("e",)]
        for number in range(40):
            add(session, f"f{number:02d}")

    db.write_sync(work)

    def look(session: Session) -> list[str]:
        bind_workspace(session, HOME_ID)
        return there(session)

    assert db.read_sync(look) == [*"abcde", *(f"f{number:02d}" for number in range(40))]


def test_a_savepoint_takes_back_or_refuses_what_was_inserted_in_it(db: Database) -> None:
    def work(session: Session) -> None:
        bind_workspace(session, HOME_ID)
        add(session, "a")
        savepoint = session.begin_nested()
        add(session, "b")
        savepoint.rollback()
        with pytest.raises(IntegrityError), session.begin_nested():
            add(session, "a")
        with session.begin_nested():
            add(session, "c")
        assert there(session) == ["a", "c"]

    def again(session: Session) -> None:
        bind_workspace(session, HOME_ID)
        add(session, "c")

    db.write_sync(work)
    with pytest.raises(IntegrityError):
        db.write_sync(again)


def test_a_record_that_is_indexed_twice_is_found_by_its_last_words(db: Database) -> None:
    first = document("Amber")
    last = document("Onyx", id_=first.record_id)

    def work(session: Session) -> None:
        bind_workspace(session, HOME_ID)
        index_many(session, [first])
        index_many(session, [last])

    with count_queries(db.engine) as statements:
        db.write_sync(work)
    assert [hit.title for hit in hits(db, "onyx")] == ["Onyx"]
    assert not hits(db, "amber")
    if ON_POSTGRESQL:
        assert sum("search_documents_fts" in each for each in statements) == 2
