"""The condition that lists use: each of its forms lets through the same records."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from quintet.foundation.db import Database, bind_workspace
from quintet.foundation.search import SearchDocument, matching
from tests.foundation.search.index import document, keep
from tests.world import ELSEWHERE_ID, HOME_ID

COMMON = "common words"
FORMS = (COMMON, matching.in_whole(COMMON))


def matched(session: Session, q: str, kind: object) -> set[str]:
    row = aliased(SearchDocument)
    found = select(row.title).where(matching.clause(session, "contact", row.record_id.expression, q, kind))
    return set(session.scalars(found, {"ws": HOME_ID, **matching.parameters(q)}))


@pytest.fixture
def filled(db: Database) -> Database:
    keep(db, *(document(f"Contact {n}", "often 100%" if n % 2 else f"seldom {n}_x") for n in range(200)))
    keep(db, *(document(f"Deal {n}", "often seldom", type_="deal") for n in range(50)))
    keep(db, *(document(f"Contact elsewhere {n}", "often seldom") for n in range(50)), workspace_id=ELSEWHERE_ID)
    return db


def test_every_form_finds_the_same(filled: Database) -> None:
    counts = {"often": 100, "o": 100, "00%": 100, "_x": 0, "seldom 7": 5, "dom 150_": 1}

    def work(session: Session) -> None:
        bind_workspace(session, HOME_ID)
        for q, count in counts.items():
            expected = matched(session, q, None)
            assert len(expected) == count, q
            assert matched(session, q, matching.form(q, session, "contact")) == expected, q
            for common in FORMS:
                assert matched(session, q, common) == expected, (q, common)

    filled.read_sync(work)


def test_common_words_are_told_from_others(filled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(matching._OFTEN, "sqlite", 100)

    def work(session: Session) -> None:
        bind_workspace(session, HOME_ID)
        assert matching.form("often", session, "contact") == COMMON
        assert matching.form("often", session, "company") == "words"
        assert matching.form("seldom 10", session, "contact") == matching.form("often") == "words"
        assert matching.form(" ", session, "contact") == matching.form("") == "nothing"
        assert matched(session, " ", None) == set()

    filled.read_sync(work)


def test_only_names_stand_for_types(db: Database) -> None:
    def work(session: Session) -> None:
        with pytest.raises(ValueError, match="not a record type"):
            matching.clause(session, "x'; --", SearchDocument.record_id.expression, "q")

    db.read_sync(work)
