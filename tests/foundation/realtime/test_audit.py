"""The log as administrators look at it."""

import pytest
from sqlalchemy import update

from quintet.foundation.db import Database
from quintet.foundation.events.delivery import MAX_ATTEMPTS, drain
from quintet.foundation.events.models import EventDelivery
from quintet.kit import time
from quintet.kit.ids import new_id
from tests.foundation.events.program import SUBSCRIBER, following, happen
from tests.world import HOME_ID, Person


def test_it_says_who_did_what(owner: Person, admin: Person) -> None:
    first = owner.made("/companies", name="First")
    second = admin.made("/companies", name="Second")
    begun = time.now()
    owner.patch(f"/companies/{first['id']}", {"name": "Renamed"})

    def subjects(**parameters: object) -> list[tuple[str, str]]:
        return [(e["type"], e["subject"]["id"]) for e in owner.listed("/events", **parameters)]

    renamed, made_second = ("company.updated", first["id"]), ("company.created", second["id"])
    made_first = ("company.created", first["id"])
    assert subjects() == [renamed, made_second, made_first]
    assert subjects(type="company.created") == [made_second, made_first]
    assert subjects(type="company.*") == subjects(type="company.updated,company.created") == subjects()
    assert subjects(type="deal.*") == []
    assert subjects(subject=f"company:{first['id']}") == [renamed, made_first]
    assert subjects(actor=admin.user_id) == [made_second]
    assert subjects(actor=new_id()) == []
    assert subjects(since=time.to_text(begun)) == [renamed]
    assert subjects(until=time.to_text(begun)) == [made_second, made_first]
    assert owner.listed("/events")[0]["changes"] == {"name": ["First", "Renamed"]}


@pytest.mark.parametrize("filters", [{}, {"type": "company.*"}, {"subject": True}])
def test_it_comes_in_pages(owner: Person, filters: dict[str, object]) -> None:
    company = owner.made("/companies", name="0")
    if "subject" in filters:
        filters = {"subject": f"company:{company['id']}"}
    for number in range(1, 5):
        owner.patch(f"/companies/{company['id']}", {"name": str(number)})
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = owner.get("/events", limit=2, **filters, **cursor).json()
        seen += [event["id"] for event in page["data"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert len(seen) == len(set(seen)) == 5
    assert seen == sorted(seen, reverse=True)


def test_it_is_for_administrators_of_the_workspace(
    owner: Person, admin: Person, manager: Person, member: Person, stranger: Person
) -> None:
    owner.made("/companies", name="Acme")
    assert len(admin.listed("/events")) == 1
    assert stranger.listed("/events") == []
    for person in (manager, member):
        for path in ("/events", "/events/dead"):
            assert person.get(path).status_code == 403
        assert person.post("/events/dead/redrive").status_code == 403


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("type", "nonsense"),
        ("subject", "company"),
        ("actor", "me"),
        ("since", "yesterday"),
        ("cursor", "1"),
        ("limit", "0"),
        ("type", ",".join(["a.b"] * 51)),
    ],
)
def test_what_is_refused(owner: Person, name: str, value: str) -> None:
    answer = owner.get("/events", **{name: value})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == name


def test_dead_deliveries_are_shown_and_tried_again(db: Database, admin: Person, stranger: Person) -> None:
    with following():
        event_id = db.write_sync(lambda session: happen(session, HOME_ID, "x"))
        dead = {"dead_at": time.now(), "attempts": MAX_ATTEMPTS, "error": "LookupError: no"}
        db.write_sync(lambda session: session.connection().execute(update(EventDelivery).values(dead)).rowcount)
        assert drain(db, SUBSCRIBER) == 0
        (shown,) = admin.listed("/events/dead")
        assert shown.pop("dead_at")
        assert shown == {
            "event_id": event_id,
            "event_type": "crashtest.happened",
            "subscriber": SUBSCRIBER,
            "attempts": MAX_ATTEMPTS,
            "error": "LookupError: no",
        }
        assert stranger.listed("/events/dead") == []
        assert stranger.post("/events/dead/redrive", {"event_id": event_id}).status_code == 404
        assert admin.post("/events/dead/redrive", {"event_id": new_id()}).status_code == 404
        assert admin.post("/events/dead/redrive", {"event_id": "x"}).status_code == 422
        assert admin.post("/events/dead/redrive", {"event_id": event_id}).json() == {"count": 1}
        assert admin.post("/events/dead/redrive").json() == {"count": 0}
        assert admin.listed("/events/dead") == []
        assert drain(db, SUBSCRIBER) == 1
