"""What follows from tags on leads, with the provider of sequences that the sandbox plays."""

from collections.abc import Callable
from typing import Any

import pytest

from quintet.foundation.db import Database, bind_workspace
from quintet.records.tags.system import SYSTEM_TAGS, ensure_system_tags
from quintet.wiring import House
from tests.identity.mailbox import Mailbox
from tests.world import Person

Facts = Callable[..., list[str]]


@pytest.fixture
def tags(owner: Person, db: Database) -> dict[str, str]:
    """The ids of the system tags by slug."""

    def make(session):  # type: ignore[no-untyped-def]
        bind_workspace(session, owner.workspace_id)
        ensure_system_tags(session, owner.actor)

    db.write_sync(make)
    return {tag["slug"]: tag["id"] for tag in owner.listed("/tags")}


@pytest.fixture
def lead(member: Person) -> dict[str, Any]:
    company = member.made("/companies", name="Acme")
    contact = member.made(
        "/contacts", first_name="Ann", emails=[{"value": "ann@acme.example"}], company_id=company["id"]
    )
    return member.made("/leads", first_name="Ann", contact_id=contact["id"], company_id=company["id"])


def put(person: Person, lead: dict[str, Any], tag: str) -> None:
    assert person.post(f"/leads/{lead['id']}/tags", {"tag_ids": [tag]}).status_code == 200


def told(house: House) -> list[str]:
    """What the provider of sequences was told, oldest first, once all follows."""
    return [message.text for message in Mailbox(house).messages() if message.channel == "outreach"]


def shown(person: Person, lead: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = person.get(f"/leads/{lead['id']}").json()
    return found


def contact_of(person: Person, lead: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = person.get(f"/contacts/{lead['contact_id']}").json()
    return found


def test_every_workspace_gets_them_once(owner: Person, db: Database) -> None:
    owner.made("/tags", name="won")
    own = owner.made("/tags", name="Ours", slug="dnc")

    def make(session):  # type: ignore[no-untyped-def]
        bind_workspace(session, owner.workspace_id)
        ensure_system_tags(session, owner.actor)
        ensure_system_tags(session, owner.actor)

    db.write_sync(make)
    slugs = {tag["slug"]: tag for tag in owner.listed("/tags", limit=200)}
    assert {each.key for each in SYSTEM_TAGS} <= set(slugs)
    assert slugs["won"]["name"] == "Won (built in)" or slugs["won"]["system"] == "won"
    assert (slugs["dnc"]["system"], owner.get(f"/tags/{own['id']}").json()["slug"]) == ("dnc", "dnc-own")


def test_an_icp_tag_profiles_the_company(
    member: Person, house: House, lead: dict[str, Any], tags: dict[str, str]
) -> None:
    put(member, lead, tags["icp-best-fit"])
    assert told(house) == []
    company = member.get(f"/companies/{lead['company_id']}").json()
    assert (company["icp_tag"], company["business_label"]) == ("icp-best-fit", "ICP: best fit")
    assert shown(member, lead)["icp_tag"] == "icp-best-fit"


def test_speaking_ends_what_runs_before_the_call(
    member: Person, house: House, lead: dict[str, Any], tags: dict[str, str]
) -> None:
    put(member, lead, tags["precall-mail"])
    assert told(house) == []
    put(member, lead, tags["spoke-later"])
    assert told(house) == ["End what runs before the call: Ann", "Pause all sequences: Ann"]
    assert shown(member, lead)["tag_ids"] == [tags["spoke-later"]]
    assert shown(member, lead)["status"] == "open"


def test_won(member: Person, house: House, lead: dict[str, Any], tags: dict[str, str], facts_of: Facts) -> None:
    put(member, lead, tags["won"])
    assert told(house) == ["End what runs before the call: Ann", "Stop all sequences: Ann"]
    assert shown(member, lead)["status"] == "won"
    facts = facts_of("lead", lead["id"])
    assert facts.count("lead.won") == 1
    assert facts.count("outreach.ordered") == 2


def test_do_not_contact_and_back(member: Person, house: House, lead: dict[str, Any], tags: dict[str, str]) -> None:
    put(member, lead, tags["dnc"])
    assert told(house)[-1] == "Stop all sequences: Ann"
    now = shown(member, lead)
    assert (now["status"], now["lost_reason"]) == ("lost", "Do not contact")
    assert contact_of(member, lead)["do_not_contact"] != []
    assert member.delete(f"/leads/{lead['id']}/tags/{tags['dnc']}").status_code == 204
    told(house)
    assert contact_of(member, lead)["do_not_contact"] == []
    now = shown(member, lead)
    assert (now["status"], now["lost_reason"]) == ("lost", None)


def test_a_disposition_starts_its_sequence(
    member: Person, house: House, lead: dict[str, Any], tags: dict[str, str]
) -> None:
    put(member, lead, tags["voicemail"])
    assert told(house) == ["Start the sequence voicemail: Ann"]
    # The tag is there already: nothing follows once more.
    put(member, lead, tags["voicemail"])
    assert told(house) == ["Start the sequence voicemail: Ann"]


def test_tags_of_other_records_mean_nothing(
    member: Person, house: House, lead: dict[str, Any], tags: dict[str, str]
) -> None:
    member.post(f"/contacts/{lead['contact_id']}/tags", {"tag_ids": [tags["dnc"]]})
    assert told(house) == []
    assert contact_of(member, lead)["do_not_contact"] == []


def test_a_converted_lead_stays_where_it_is(
    member: Person, house: House, lead: dict[str, Any], tags: dict[str, str]
) -> None:
    assert member.post(f"/leads/{lead['id']}/convert", {}).status_code in (200, 201)
    put(member, lead, tags["dnc"])
    told(house)
    assert shown(member, lead)["status"] == "converted"
    assert contact_of(member, lead)["do_not_contact"] != []


def test_a_provider_that_refuses_is_seen(
    owner: Person, member: Person, house: House, tags: dict[str, str], facts_of: Facts
) -> None:
    lead = member.made("/leads", first_name="Bo", email="bo@rejected.example")
    put(member, lead, tags["voicemail"])
    assert told(house) == []
    assert "outreach.failed" in facts_of("lead", lead["id"])
    failed = [each for each in owner.listed(f"/timeline/lead/{lead['id']}") if each["type"] == "outreach.failed"]
    assert failed[0]["data"]["reason"]
