"""Undoing a conversion: all it did and nothing else, as long as nobody has built on it, and once."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.db import Database, bind_workspace
from quintet.foundation.events.models import EventRow
from quintet.records.tags.system import ensure_system_tags
from quintet.wiring import House
from tests.identity.mailbox import Mailbox
from tests.records.leads.test_converting import WHOLE
from tests.world import Person

Facts = Callable[..., list[str]]
KINDS = {"contact": "contacts", "company": "companies", "deal": "deals"}
AS_IT_WAS = ("status", "stage_id", "probability", "lost_reason", "contact_id", "company_id", "deal_id", "converted_at")


def converted(person: Person, lead: dict[str, Any], **body: Any) -> dict[str, Any]:
    answer = person.post(f"/leads/{lead['id']}/convert", body)
    assert answer.status_code == 200, answer.text
    done: dict[str, Any] = answer.json()
    return done


def undo(person: Person, lead: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    answer = person.post(f"/leads/{lead['id']}/undo-conversion")
    return answer.status_code, answer.json()


def possible(person: Person, lead: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = person.get(f"/leads/{lead['id']}/undo-conversion").json()
    return found


def gone(person: Person, done: dict[str, Any]) -> list[str]:
    return [kind for kind, path in KINDS.items() if person.get(f"/{path}/{done[f'{kind}_id']}").status_code == 404]


def test_all_that_was_made_goes_and_the_lead_is_as_it_was(owner: Person, member: Person, facts_of: Facts) -> None:
    stages = member.get(f"/pipelines/{member.made('/leads', first_name='X')['pipeline_id']}").json()["stages"]
    lead = member.made("/leads", **WHOLE, stage_id=stages[1]["id"])
    done = converted(member, lead, deal={"title": "Ovens"})
    offered = possible(member, lead)
    assert (offered["possible"], offered["in_the_way"]) == (True, [])
    assert offered["removes"] == {kind: done[f"{kind}_id"] for kind in KINDS}
    status, again = undo(member, lead)
    assert status == 200, again
    assert {name: again[name] for name in AS_IT_WAS} == {name: lead[name] for name in AS_IT_WAS}
    assert gone(member, done) == list(KINDS)
    assert "lead.conversion_undone" in facts_of("lead", lead["id"])
    types = ",".join(f"{kind}.deleted" for kind in KINDS)
    assert [each["type"] for each in owner.listed("/events", type=types)] == [
        "company.deleted",
        "contact.deleted",
        "deal.deleted",
    ]
    # Once; and its e-mail address is free for another conversion, which can be undone as well.
    status, problem = undo(member, lead)
    assert (status, problem["code"]) == (409, "not_converted")
    anew = converted(member, lead)
    assert anew["contact_id"] != done["contact_id"]
    assert undo(member, lead)[0] == 200


def test_what_was_there_before_stays(owner: Person) -> None:
    ada = owner.made("/contacts", first_name="Ada", email="ada@acme.example")
    lead = owner.made("/leads", **WHOLE)
    done = converted(owner, lead, deal={})
    assert possible(owner, lead)["removes"] == {kind: done[f"{kind}_id"] for kind in ("company", "deal")}
    # Work on who was there before is nothing in the way.
    owner.patch(f"/contacts/{ada['id']}", {"title": "Countess"})
    owner.made("/notes", related_type="contact", related_id=ada["id"], body="Met her")
    status, again = undo(owner, lead)
    assert (status, again["contact_id"], again["status"]) == (200, None, "open")
    kept = owner.get(f"/contacts/{ada['id']}").json()
    assert (kept["company_id"], kept["title"]) == (None, "Countess")
    assert gone(owner, done) == ["company", "deal"]


def test_a_lost_lead_is_lost_again(owner: Person) -> None:
    lead = owner.made("/leads", **WHOLE)
    lost = next(
        each
        for each in owner.get(f"/pipelines/{lead['pipeline_id']}").json()["stages"]
        if each["kind"] == "lost" and not each["system"]
    )
    lead = owner.post(f"/leads/{lead['id']}/move", {"stage_id": lost["id"], "reason": "No budget"}).json()
    converted(owner, lead)
    _, again = undo(owner, lead)
    same = (*AS_IT_WAS, "closed_at")
    assert {name: again[name] for name in same} == {name: lead[name] for name in same}


@pytest.mark.parametrize(
    ("kind", "path", "body"),
    [
        ("contact", "/contacts/{contact_id}", {"title": "Countess"}),
        ("deal", "/deals/{deal_id}", {"value_minor": 5}),
        ("contact", "/notes", {"related_type": "contact", "related_id": "{contact_id}", "body": "Met her"}),
        ("company", "/tasks", {"related_type": "company", "related_id": "{company_id}", "title": "Call"}),
        ("company", "/contacts", {"first_name": "Bob", "company_id": "{company_id}"}),
        ("deal", "/deals/{deal_id}/tags", {"tag_ids": ["{tag}"]}),
    ],
)
def test_what_somebody_built_on_it_is_in_the_way(
    owner: Person, member: Person, kind: str, path: str, body: dict[str, Any]
) -> None:
    tag = owner.made("/tags", name="Hot")["id"]
    lead = member.made("/leads", **WHOLE)
    done = converted(member, lead, deal={})
    names = {**done, "tag": tag}
    said = {
        name: [each.format(**names) for each in value] if isinstance(value, list) else value
        for name, value in body.items()
    }
    said = {name: value.format(**names) if isinstance(value, str) else value for name, value in said.items()}
    change = owner.patch if path.endswith("_id}") else owner.post
    assert change(path.format(**names), said).status_code < 300
    before = member.get(f"/leads/{lead['id']}").json()
    status, problem = undo(member, lead)
    assert (status, problem["code"], problem["existing_id"]) == (409, "conversion_in_use", done[f"{kind}_id"])
    assert "Owner" in problem["detail"]
    shown = possible(member, lead)
    assert (shown["possible"], shown["in_the_way"][0]["by"]) == (False, "Owner")
    assert gone(member, done) == []
    assert member.get(f"/leads/{lead['id']}").json() == before


def test_what_is_in_the_bin_already_is_not_in_the_way(owner: Person) -> None:
    lead = owner.made("/leads", **WHOLE)
    done = converted(owner, lead, deal={})
    owner.patch(f"/deals/{done['deal_id']}", {"title": "Other"})
    assert undo(owner, lead)[0] == 409
    assert owner.delete(f"/deals/{done['deal_id']}").status_code == 204
    assert possible(owner, lead)["removes"] == {kind: done[f"{kind}_id"] for kind in ("contact", "company")}
    assert undo(owner, lead)[0] == 200
    assert gone(owner, done) == list(KINDS)


def test_others(
    owner: Person, member: Person, colleague: Person, stranger: Person, reader: Person, key: Callable[..., Person]
) -> None:
    lead = member.made("/leads", **WHOLE)
    path = f"/leads/{lead['id']}/undo-conversion"
    assert member.get(path).json() == {"possible": False, "removes": {}, "in_the_way": []}
    assert member.post(path).json()["code"] == "not_converted"
    done = converted(member, lead, deal={})
    assert [person.post(path).status_code for person in (stranger, colleague, reader)] == [404, 404, 403]
    assert [person.get(path).status_code for person in (stranger, colleague)] == [404, 404]
    some = key("leads:write", "contacts:write", "companies:write", "deals:read")
    assert (some.post(path).status_code, some.get(path).json()["possible"]) == (403, False)
    assert gone(owner, done) == []
    assert undo(owner, lead)[0] == 200


def test_one_that_was_converted_before_undoing_was_kept(owner: Person, db: Database) -> None:
    lead = owner.made("/leads", **WHOLE)
    converted(owner, lead)

    def age(session: Session) -> None:
        bind_workspace(session, owner.workspace_id)
        event = session.scalars(select(EventRow).where(EventRow.type == "lead.converted")).one()
        event.data = {name: event.data[name] for name in ("title", "contact_id", "company_id", "deal_id")}

    db.write_sync(age)
    assert undo(owner, lead)[1]["code"] == "not_undoable"


def test_tags_that_mean_something(owner: Person, db: Database, house: House) -> None:
    def make(session: Session) -> None:
        bind_workspace(session, owner.workspace_id)
        ensure_system_tags(session, owner.actor)

    db.write_sync(make)
    tags = {tag["slug"]: tag["id"] for tag in owner.listed("/tags")}
    won, silent = (owner.made("/leads", first_name=name) for name in ("Ann", "Bob"))
    for lead, slug in ((won, "won"), (silent, "dnc")):
        converted(owner, lead)
        assert owner.post(f"/leads/{lead['id']}/tags", {"tag_ids": [tags[slug]]}).status_code == 200
    Mailbox(house).messages()  # all that follows has followed
    # Who must not be contacted is marked so on the contact, which must not be lost.
    status, problem = undo(owner, silent)
    assert (status, problem["code"]) == (409, "conversion_in_use")
    # What was won while it had no stage of its own is won.
    assert undo(owner, won)[0] == 200
    Mailbox(house).messages()
    assert owner.get(f"/leads/{won['id']}").json()["status"] == "won"
