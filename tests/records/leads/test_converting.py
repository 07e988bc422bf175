"""Converting leads: what is made, in one transaction, and once."""

import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from quintet.foundation.db import Database, bind_workspace
from quintet.kit.errors import Conflict
from quintet.records.leads.converting import convert_lead
from quintet.records.leads.schemas import Conversion, DealWanted
from tests.world import Person

Facts = Callable[..., list[str]]
WHOLE: dict[str, Any] = {
    "business_name": "Acme Bakery",
    "first_name": "Ada",
    "last_name": "Lovelace",
    "email": "ada@acme.example",
    "phone": "+4930123456",
    "category": "Bakery",
    "address": "Hauptstr. 1",
    "city": "Berlin",
    "rating": 4.5,
    "estimated_revenue_minor": 120_000,
}


def test_contact_company_and_deal(member: Person, facts_of: Facts) -> None:
    lead = member.made("/leads", **WHOLE)
    answer = member.post(f"/leads/{lead['id']}/convert", {"deal": {"title": "Ovens"}})
    assert answer.status_code == 200, answer.text
    done = answer.json()
    assert (done["status"], done["probability"]) == ("converted", 100)
    assert done["converted_at"] is not None
    company = member.get(f"/companies/{done['company_id']}").json()
    assert (company["name"], company["industry"], company["rating"]) == ("Acme Bakery", "Bakery", 4.5)
    assert company["addresses"][0]["city"] == "Berlin"
    contact = member.get(f"/contacts/{done['contact_id']}").json()
    assert (contact["full_name"], contact["email"]) == ("Ada Lovelace", "ada@acme.example")
    assert contact["company_id"] == company["id"]
    deal = member.get(f"/deals/{done['deal_id']}").json()
    assert (deal["title"], deal["value_minor"], deal["currency"]) == ("Ovens", 120_000, "EUR")
    assert (deal["contact_id"], deal["company_id"]) == (contact["id"], company["id"])
    for kind in ("lead", "contact", "company", "deal"):
        id_ = lead["id"] if kind == "lead" else done[f"{kind}_id"]
        assert facts_of(kind, id_)[-1] == "lead.converted"


def test_person_alone(owner: Person) -> None:
    lead = owner.made("/leads", first_name="Ada")
    done = owner.post(f"/leads/{lead['id']}/convert").json()
    assert (done["company_id"], done["deal_id"]) == (None, None)
    assert owner.get(f"/contacts/{done['contact_id']}").json()["full_name"] == "Ada"


def test_business_without_company(owner: Person) -> None:
    lead = owner.made("/leads", business_name="Acme")
    done = owner.post(f"/leads/{lead['id']}/convert", {"company": False}).json()
    assert done["company_id"] is None
    assert owner.get(f"/contacts/{done['contact_id']}").json()["full_name"] == "Acme"


def test_what_is_known_is_used(owner: Person) -> None:
    ada = owner.made("/contacts", first_name="Ada", email="ada@acme.example")
    company = owner.made("/companies", name="Acme")
    lead = owner.made("/leads", **WHOLE, company_id=company["id"])
    done = owner.post(f"/leads/{lead['id']}/convert").json()
    assert (done["contact_id"], done["company_id"]) == (ada["id"], company["id"])
    assert owner.get(f"/contacts/{ada['id']}").json()["company_id"] == company["id"]
    assert len(owner.listed("/companies")) == 1


def test_others(owner: Person, member: Person, stranger: Person, reader: Person) -> None:
    lead = owner.made("/leads", **WHOLE)
    path = f"/leads/{lead['id']}/convert"
    assert stranger.post(path).status_code == 404
    assert member.post(path).status_code == 404
    assert reader.post(path).status_code == 403
    hidden = owner.made("/contacts", first_name="Hidden")
    owner.patch(f"/leads/{lead['id']}", {"owner_id": member.user_id})
    assert member.post(path, {"contact_id": hidden["id"]}).status_code == 422


def test_nothing_is_left_of_half_a_conversion(owner: Person) -> None:
    """The deal's stage is none: neither company nor contact stays."""
    lead = owner.made("/leads", **WHOLE)
    answer = owner.post(f"/leads/{lead['id']}/convert", {"deal": {"stage_id": lead["stage_id"]}})
    assert answer.status_code == 422
    assert owner.listed("/companies") == []
    assert owner.listed("/contacts") == []
    assert owner.get(f"/leads/{lead['id']}").json()["version"] == lead["version"]


def test_once(owner: Person) -> None:
    lead = owner.made("/leads", **WHOLE)
    path = f"/leads/{lead['id']}"
    done = owner.post(f"{path}/convert").json()
    again = owner.post(f"{path}/convert")
    assert (again.status_code, again.json()["code"]) == (409, "already_converted")
    assert again.json()["existing_id"] == done["contact_id"]
    assert owner.delete(path).status_code == 409
    assert owner.post(f"{path}/move", {"stage_id": lead["stage_id"]}).status_code == 409


def test_once_when_many_try(db: Database, owner: Person) -> None:
    lead = owner.made("/leads", **WHOLE)
    won: list[str] = []
    lost: list[str] = []
    ready = threading.Barrier(4)

    def run() -> None:
        def work(session: Session) -> str:
            bind_workspace(session, owner.workspace_id)
            return convert_lead(session, owner.actor, lead["id"], Conversion(deal=DealWanted())).id

        ready.wait()
        try:
            won.append(db.write_sync(work))
        except Conflict as error:
            lost.append(error.code)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), lost) == (1, ["already_converted"] * 3)
    assert [len(owner.listed(f"/{plural}")) for plural in ("contacts", "companies", "deals")] == [1, 1, 1]
