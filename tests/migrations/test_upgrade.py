"""An old database with data in it comes up to date, and everything in it still works."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from starlette.testclient import TestClient

from quintet.api.app import create_app
from quintet.foundation.db.engines import make_engine
from quintet.foundation.settings import Settings
from quintet.migrations import revisions, run
from quintet.wiring import build
from tests import postgres
from tests.conftest import SECRET
from tests.world import ELSEWHERE_ID, HOME_ID, PEOPLE, fixed_id, sign_in

OLDEST = "0001"
COMPANY_ID = "01900000-0000-7000-8009-000000000001"
EVENT_ID = "01900000-0000-7000-8009-000000000002"


@pytest.fixture(params=["sqlite", "postgresql"])
def old_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database as the oldest version left it, with what people had put into it."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'quintet.db'}"
        _fill(url, tmp_path)
        yield url
        return
    with postgres.running() as admin_url:
        made = postgres.create_database(admin_url)
        _fill(made.url, tmp_path)
        yield made.url
        postgres.drop_database(admin_url, made.name)


def _fill(url: str, folder: Path) -> None:
    run.upgrade(url, OLDEST)
    engine = make_engine(url, threads=1, immediate=True)
    values = {
        "ws": HOME_ID,
        "id": COMPANY_ID,
        "event": EVENT_ID,
        "user": fixed_id(1, 1),
        "at": "2026-01-02T03:04:05.000000Z",
        "addresses": '[{"kind": "shipping", "city": "Rome"}, {"kind": "both", "city": "Bonn", "is_default": true}]',
    }
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("select set_config('quintet.all_workspaces', 'on', true)"))
        # Plain SQL, as an old version wrote it: the models of today may have changed.
        _settle(connection, values)
        connection.execute(
            text(
                "insert into companies (id, workspace_id, name, name_folded, status, taxable, addresses, version, "
                "custom, created_at, updated_at, owner_id) values (:id, :ws, 'Old & Sons', 'old & sons', "
                "'customer', true, :addresses, 3, '{}', :at, :at, :user)"
            ),
            values,
        )
        connection.execute(
            text(
                "insert into events (id, workspace_id, at, position, type, subject_type, subject_id, actor_kind, "
                "actor_id, actor_label, data) values (:event, :ws, :at, 1, 'company.created', 'company', :id, "
                "'member', :user, 'Owner', '{\"title\": \"Old & Sons\"}')"
            ),
            values,
        )
        connection.execute(
            text(
                "insert into event_links (workspace_id, record_type, record_id, event_id) "
                "values (:ws, 'company', :id, :event)"
            ),
            values,
        )
        for number, name in enumerate(("Große Kunden", "grosse kunden!"), start=1):
            tag = {**values, "tag": fixed_id(9, number), "name": name, "folded": name.casefold()}
            connection.execute(
                text(
                    "insert into tags (id, workspace_id, name, name_folded, color, description, version, custom, "
                    "created_at, updated_at) values (:tag, :ws, :name, :folded, '#868e96', '', 1, '{}', :at, :at)"
                ),
                tag,
            )
            connection.execute(
                text(
                    "insert into record_tags (workspace_id, record_type, record_id, tag_id, binned) "
                    "values (:ws, 'company', :id, :tag, false)"
                ),
                tag,
            )
    engine.dispose()


def _settle(connection: Connection, values: dict[str, str]) -> None:
    """The people of the tests' world, of whom the owner speaks German."""
    for workspace_id, name in ((HOME_ID, "Home Ltd"), (ELSEWHERE_ID, "Elsewhere Inc")):
        connection.execute(
            text(
                "insert into workspaces (id, name, timezone, currency, settings, created_at, updated_at) "
                "values (:place, :name, 'UTC', 'EUR', '{}', :at, :at)"
            ),
            {**values, "place": workspace_id, "name": name},
        )
    for number, (name, (workspace_id, role)) in enumerate(PEOPLE.items(), start=1):
        person = {
            **values,
            "person": fixed_id(1, number),
            "member": fixed_id(2, number),
            "place": workspace_id,
            "role": role.value,
            "email": f"{name}@example.com",
            "name": name.title(),
            "language": "de" if name == "owner" else "en",
        }
        connection.execute(
            text(
                "insert into users (id, email, name, must_change_password, timezone, language, preferences, "
                "created_at, updated_at) values (:person, :email, :name, false, 'UTC', :language, '{}', :at, :at)"
            ),
            person,
        )
        connection.execute(
            text(
                "insert into members (id, workspace_id, user_id, role, created_at, updated_at) "
                "values (:member, :place, :person, :role, :at, :at)"
            ),
            person,
        )


def test_an_old_database_comes_up_to_date_with_its_data(old_url: str, tmp_path: Path) -> None:
    assert revisions.current(old_url) == OLDEST
    run.upgrade(old_url)
    assert revisions.current(old_url) == revisions.head()
    assert run.drift(old_url) == []
    house = build(Settings(data_dir=tmp_path, database_url=old_url, secret=SECRET))
    try:
        owner = sign_in(house.db, "owner", TestClient(create_app(house=house)))
        assert owner.get("/workspace").json()["language"] == "de", "its founder's"
        company = owner.get(f"/companies/{COMPANY_ID}").json()
        assert (company["name"], company["status"], company["version"]) == ("Old & Sons", "customer", 3)
        assert [(a["city"], a["default_billing"], a["default_shipping"]) for a in company["addresses"]] == [
            ("Rome", False, False),
            ("Bonn", True, True),
        ]
        assert owner.patch(f"/companies/{COMPANY_ID}", {"industry": "Shipping"}).status_code == 200
        assert [c["id"] for c in owner.listed("/companies", q="rome")] == [COMPANY_ID]
        slugs = {tag["slug"]: tag["id"] for tag in owner.listed("/tags")}
        assert set(slugs) == {"grosse-kunden", "grosse-kunden-2"}
        assert sorted(company["tag_ids"]) == sorted(slugs.values())
        told = owner.listed(f"/timeline/company/{COMPANY_ID}")
        assert [event["type"] for event in told] == ["company.updated", "company.created"]
    finally:
        house.stop()


def test_serving_keeps_the_old_file_aside(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'quintet.db'}"
    _fill(url, tmp_path)
    ended = subprocess.run(
        [sys.executable, "-m", "quintet", "migrate", "--data", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr
    (kept,) = tmp_path.glob("quintet-before-*-from-0001.db")
    assert revisions.current(f"sqlite:///{kept}") == OLDEST
    assert revisions.current(url) == revisions.head()
