"""Workspaces stay apart whatever form a statement takes."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import delete, exists, func, select, union_all, update
from sqlalchemy.orm import Session, aliased

from quintet.foundation.db import Database, UnscopedQuery, all_workspaces, as_workspace, bind_workspace, bulk_insert
from quintet.foundation.db.raw import RawStatement
from quintet.kit.ids import new_id
from quintet.records.companies.models import Company
from tests.conftest import ON_POSTGRESQL
from tests.world import ELSEWHERE_ID, HOME_ID

Other = aliased(Company)
STATEMENTS: dict[str, Callable[[], Any]] = {
    "entities": lambda: select(Company),
    "columns": lambda: select(Company.name),
    "bare count": lambda: select(func.count()).select_from(Company),
    "count of ids": lambda: select(func.count(Company.id)),
    "aggregate": lambda: select(func.max(Company.name)),
    "alias": lambda: select(Other.name),
    "join": lambda: select(Company.name).join(Other, Other.name == Company.name),
    "subquery": lambda: select(select(Company.name).subquery().c.name),
    "cte": lambda: select(select(Company.name).cte().c.name),
    "in": lambda: select(Company.name).where(Company.id.in_(select(Other.id))),
    "exists": lambda: select(exists(select(Company.id))),
    "union": lambda: union_all(select(Company.name), select(Company.name)),
}


@pytest.fixture
def filled(db: Database) -> Database:
    for workspace_id in (HOME_ID, ELSEWHERE_ID):

        def work(session: Session, workspace_id: str = workspace_id) -> None:
            bind_workspace(session, workspace_id)
            session.add(Company(name=f"of {workspace_id}", name_folded="x"))

        db.write_sync(work)
    return db


@pytest.mark.parametrize("form", STATEMENTS)
def test_without_a_workspace_a_statement_is_refused(filled: Database, form: str) -> None:
    with pytest.raises(UnscopedQuery):
        filled.read_sync(lambda session: session.execute(STATEMENTS[form]()).all())


@pytest.mark.parametrize("form", STATEMENTS)
def test_a_statement_sees_its_own_workspace_only(filled: Database, form: str) -> None:
    def work(session: Session, workspace_id: str) -> list[Any]:
        bind_workspace(session, workspace_id)
        return [row[0] for row in session.execute(STATEMENTS[form]())]

    for workspace_id, other in ((HOME_ID, ELSEWHERE_ID), (ELSEWHERE_ID, HOME_ID)):
        found = filled.read_sync(partial(work, workspace_id=workspace_id))
        if "count" in form:
            assert found == [1]
        else:
            texts = [value.name if isinstance(value, Company) else str(value) for value in found]
            assert texts
            assert not any(other in text for text in texts)
    assert filled.read_sync(lambda session: work(session, new_id())) in ([], [0], [None], [False])


def test_updates_and_deletes_stay_within_the_workspace(filled: Database) -> None:
    def work(session: Session) -> None:
        bind_workspace(session, HOME_ID)
        session.execute(update(Company).values(name="changed"))
        session.execute(delete(Company))

    filled.write_sync(work)

    def rest(session: Session) -> list[str]:
        with all_workspaces(session):
            return list(session.scalars(select(Company.name)))

    assert filled.read_sync(rest) == [f"of {ELSEWHERE_ID}"]


def test_get_by_key_of_another_workspace_finds_nothing(filled: Database) -> None:
    def theirs(session: Session) -> str:
        bind_workspace(session, ELSEWHERE_ID)
        return session.scalars(select(Company.id)).one()

    id_ = filled.read_sync(theirs)

    def work(session: Session) -> Company | None:
        bind_workspace(session, HOME_ID)
        return session.get(Company, id_)

    assert filled.read_sync(work) is None


def test_rows_can_be_neither_added_for_nor_moved_to_another_workspace(filled: Database) -> None:
    def add(session: Session) -> None:
        bind_workspace(session, HOME_ID)
        session.add(Company(name="x", name_folded="x", workspace_id=ELSEWHERE_ID))
        session.flush()

    def move(session: Session) -> None:
        bind_workspace(session, HOME_ID)
        session.scalars(select(Company)).one().workspace_id = ELSEWHERE_ID
        session.flush()

    def orphan(session: Session) -> None:
        session.add(Company(name="x", name_folded="x"))
        session.flush()

    for work in (add, move, orphan):
        with pytest.raises(UnscopedQuery):
            filled.write_sync(work)


def test_bulk_inserts_are_stamped(filled: Database) -> None:
    def work(session: Session) -> int:
        bind_workspace(session, HOME_ID)
        bulk_insert(session, Company, [{"name": f"n{n}", "name_folded": "x"} for n in range(3)])
        return session.scalar(select(func.count()).select_from(Company)) or 0

    assert filled.write_sync(work) == 4


def test_a_session_stays_in_its_workspace(db: Database) -> None:
    def work(session: Session) -> None:
        bind_workspace(session, HOME_ID)
        bind_workspace(session, HOME_ID)
        bind_workspace(session, ELSEWHERE_ID)

    with pytest.raises(UnscopedQuery):
        db.read_sync(work)


def test_as_workspace_puts_back_what_was_bound(filled: Database) -> None:
    def work(session: Session) -> list[str]:
        bind_workspace(session, HOME_ID)
        with as_workspace(session, ELSEWHERE_ID):
            inside = session.scalars(select(Company.name)).one()
        return [inside, session.scalars(select(Company.name)).one()]

    assert filled.read_sync(work) == [f"of {ELSEWHERE_ID}", f"of {HOME_ID}"]


@pytest.mark.skipif(not ON_POSTGRESQL, reason="row security is PostgreSQL's")
def test_postgresql_itself_hides_other_workspaces_from_a_raw_statement(filled: Database) -> None:
    table = Company.__table__

    def work(session: Session) -> int:
        bind_workspace(session, HOME_ID)
        return len(RawStatement(session, select(table.c.id)).rows(session, {}))

    assert filled.read_sync(work) == 1
    assert filled.read_sync(lambda s: len(RawStatement(s, select(table.c.id)).rows(s, {}))) == 0
