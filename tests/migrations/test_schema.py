"""The revisions and the models say the same, on both databases, and starting twice at once is harmless."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from quintet.foundation.db import ddl
from quintet.foundation.db.engines import make_engine
from quintet.migrations import revisions, run, schema
from tests import postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    with postgres.running() as admin_url:
        made = postgres.create_database(admin_url)
        yield made.url
        postgres.drop_database(admin_url, made.name)


def test_models_and_revisions_agree(empty_url: str) -> None:
    run.upgrade(empty_url)
    assert revisions.current(empty_url) == revisions.head()
    assert run.drift(empty_url) == []


@pytest.mark.parametrize("empty_url", ["postgresql"], indirect=True)
def test_every_table_of_workspaces_has_row_security(empty_url: str) -> None:
    run.upgrade(empty_url)
    schema.metadata()
    engine = make_engine(empty_url, threads=1)
    with engine.connect() as connection:
        found = connection.execute(text("select relname from pg_class where relrowsecurity and relforcerowsecurity"))
        assert set(ddl.secured_tables()) <= {row.relname for row in found}
    engine.dispose()


def test_many_may_upgrade_at_once(empty_url: str) -> None:
    failures: list[BaseException] = []

    def upgrade() -> None:
        try:
            run.upgrade(empty_url)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=upgrade) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert revisions.current(empty_url) == revisions.head()
