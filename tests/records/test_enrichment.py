"""Finding and checking contacts' addresses and numbers, with the sandbox as provider."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from quintet.kit.errors import ProviderUnavailable, TooMany
from quintet.kit.ids import new_id
from quintet.providers.sandbox.enrichment import SandboxEnrichment
from quintet.records.contacts.schemas import EmailStatus
from quintet.records.enrichment.lookups import Lookups
from quintet.records.enrichment.ports import EmailCheck, EnrichmentProviders, NoEnrichment
from quintet.records.enrichment.settings import EnrichmentSettings
from quintet.wiring import House
from tests.world import HOME_ID, Person

Facts = Callable[..., list[str]]
VERBS = ("find-email", "verify-email", "find-mobile", "verify-phone")


def lookups_with(provider: Any, **settings: Any) -> Lookups:
    return Lookups(EnrichmentProviders(*[provider] * 8), EnrichmentSettings(**settings))


def ada_of(person: Person, domain: str = "engines.example", **more: Any) -> dict[str, Any]:
    company = person.made("/companies", name="Engines", domain=domain)
    return person.made("/contacts", first_name="Ada", last_name="Lovelace", company_id=company["id"], **more)


def done(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def contact(person: Person, ada: dict[str, Any]) -> dict[str, Any]:
    return done(person.get(f"/contacts/{ada['id']}"))


@pytest.mark.parametrize("verb", VERBS)
class TestEach:
    def test_anonymous(self, anonymous: TestClient, verb: str) -> None:
        assert anonymous.post(f"/api/v1/contacts/{new_id()}/{verb}", json={}).status_code == 401

    def test_other_workspace(self, owner: Person, stranger: Person, verb: str) -> None:
        ada = ada_of(owner, email="ada@x.example", phone="+12065550104")
        assert stranger.post(f"/contacts/{ada['id']}/{verb}").status_code == 404

    def test_forbidden(self, owner: Person, reader: Person, verb: str, facts_of: Facts) -> None:
        ada = ada_of(owner, email="ada@x.example", phone="+12065550104")
        assert reader.post(f"/contacts/{ada['id']}/{verb}").status_code == 403
        assert facts_of("contact", ada["id"]) == ["contact.created"]

    def test_nothing_to_go_by(self, owner: Person, verb: str) -> None:
        ada = owner.made("/contacts", first_name="Ada")
        assert owner.post(f"/contacts/{ada['id']}/{verb}").status_code == 422

    def test_not_configured(self, owner: Person, house: House, verb: str) -> None:
        house.services.add(Lookups, lookups_with(NoEnrichment()))
        ada = ada_of(owner, email="ada@x.example", phone="+12065550104")
        answer = owner.post(f"/contacts/{ada['id']}/{verb}")
        assert (answer.status_code, answer.json()["code"]) == (501, "not_configured")
        assert "_API_KEY" in answer.json()["detail"]


class TestFindEmail:
    def test_valid(self, owner: Person, facts_of: Facts) -> None:
        ada = ada_of(owner)
        found = done(owner.post(f"/contacts/{ada['id']}/find-email"))
        assert (found["email"], found["provider"]) == ("ada.lovelace@engines.example", "sandbox")
        assert found["applied"] is True
        assert 70 <= found["confidence"] <= 100
        assert contact(owner, ada)["email"] == "ada.lovelace@engines.example"
        assert facts_of("contact", ada["id"]) == ["contact.created", "contact.email_found"]

    def test_what_is_there_stays_unless_told(self, owner: Person, facts_of: Facts) -> None:
        ada = ada_of(owner, email="ada@home.example")
        path = f"/contacts/{ada['id']}/find-email"
        found = done(owner.post(path))
        assert (found["email"], found["applied"]) == ("ada.lovelace@engines.example", False)
        assert contact(owner, ada)["version"] == ada["version"]
        assert facts_of("contact", ada["id"]) == ["contact.created"]
        assert done(owner.post(path, {"overwrite": True}))["applied"] is True
        entries = contact(owner, ada)["emails"]
        assert [(e["value"], e["primary"]) for e in entries] == [
            ("ada.lovelace@engines.example", True),
            ("ada@home.example", False),
        ]

    def test_nobody_found(self, owner: Person) -> None:
        ada = ada_of(owner, "unknown.example")
        found = done(owner.post(f"/contacts/{ada['id']}/find-email"))
        assert (found["email"], found["applied"]) == (None, False)

    def test_another_contact_has_it(self, owner: Person) -> None:
        other = owner.made("/contacts", email="ada.lovelace@engines.example")
        ada = ada_of(owner)
        answer = owner.post(f"/contacts/{ada['id']}/find-email")
        assert (answer.status_code, answer.json()["existing_id"]) == (409, other["id"])

    @pytest.mark.parametrize(("domain", "status"), [("rejected.example", 502), ("unavailable.example", 503)])
    def test_failures(self, owner: Person, domain: str, status: int) -> None:
        ada = ada_of(owner, domain)
        answer = owner.post(f"/contacts/{ada['id']}/find-email")
        assert answer.status_code == status
        assert answer.headers.get("retry-after") == ("30" if status == 503 else None)
        assert contact(owner, ada)["email"] is None

    def test_a_company_one_does_not_see_tells_nothing(self, owner: Person, member: Person, colleague: Person) -> None:
        company = colleague.made("/companies", name="Theirs", domain="theirs.example")
        ada = owner.made("/contacts", full_name="Ada Lovelace", company_id=company["id"], owner_id=member.user_id)
        assert member.post(f"/contacts/{ada['id']}/find-email").status_code == 422
        assert done(owner.post(f"/contacts/{ada['id']}/find-email"))["email"] == "ada.lovelace@theirs.example"


class TestVerifyEmail:
    @pytest.mark.parametrize(("local", "status"), [("ada", "valid"), ("invalid", "invalid"), ("risky", "risky")])
    def test_valid(self, owner: Person, facts_of: Facts, local: str, status: str) -> None:
        ada = owner.made("/contacts", email=f"{local}@x.example")
        assert done(owner.post(f"/contacts/{ada['id']}/verify-email"))["status"] == status
        now = contact(owner, ada)
        assert (now["email_status"], now["emails"][0]["verified"]) == (status, status == "valid")
        assert facts_of("contact", ada["id"]) == ["contact.created", "contact.email_verified"]

    def test_another_than_the_primary(self, owner: Person) -> None:
        ada = owner.made("/contacts", emails=[{"value": "a@x.example"}, {"value": "b@x.example"}])
        path = f"/contacts/{ada['id']}/verify-email"
        assert done(owner.post(path, {"email": "B@x.example"}))["email"] == "b@x.example"
        now = contact(owner, ada)
        assert now["email_status"] == "unknown"
        assert [entry["verified"] for entry in now["emails"]] == [False, True]
        assert owner.post(path, {"email": "c@x.example"}).status_code == 422

    def test_who_cannot_tell_takes_nothing_back(self, owner: Person) -> None:
        ada = owner.made("/contacts", emails=[{"value": "unknown@x.example", "verified": True}], email_status="valid")
        assert done(owner.post(f"/contacts/{ada['id']}/verify-email"))["status"] == "unknown"
        now = contact(owner, ada)
        assert (now["email_status"], now["emails"][0]["verified"]) == ("valid", True)

    def test_address_changed_meanwhile(self, owner: Person, house: House) -> None:
        ada = owner.made("/contacts", email="ada@x.example")

        class Slow(SandboxEnrichment):
            async def verify_email(self, email: str) -> EmailCheck:
                changed = await asyncio.to_thread(owner.patch, f"/contacts/{ada['id']}", {"email": "new@x.example"})
                assert changed.status_code == 200
                return await super().verify_email(email)

        house.services.add(Lookups, lookups_with(Slow()))
        answer = owner.post(f"/contacts/{ada['id']}/verify-email")
        assert (answer.status_code, answer.json()["code"]) == (409, "changed_meanwhile")
        assert contact(owner, ada)["email_status"] == "unknown"


class TestFindMobile:
    def test_valid(self, owner: Person, facts_of: Facts) -> None:
        ada = ada_of(owner, phone="+442079460958")
        found = done(owner.post(f"/contacts/{ada['id']}/find-mobile"))
        now = contact(owner, ada)
        assert found["applied"] is True
        assert [(e["value"], e["type"]) for e in now["phones"]] == [
            ("+442079460958", "other"),
            (found["phone"], "mobile"),
        ]
        assert now["phone"] == "+442079460958"
        assert facts_of("contact", ada["id"]) == ["contact.created", "contact.mobile_found"]

    def test_a_mobile_stays_unless_told(self, owner: Person) -> None:
        ada = ada_of(owner, phones=[{"value": "+447700900123", "type": "mobile"}])
        path = f"/contacts/{ada['id']}/find-mobile"
        assert done(owner.post(path))["applied"] is False
        assert contact(owner, ada)["version"] == ada["version"]
        found = done(owner.post(path, {"overwrite": True}))
        assert [e["value"] for e in contact(owner, ada)["phones"]] == [found["phone"], "+447700900123"]


class TestVerifyPhone:
    @pytest.mark.parametrize(
        ("last", "valid", "sms", "kind"),
        [("4", True, True, "mobile"), ("1", True, False, "other"), ("0", False, False, "other")],
    )
    def test_valid(self, owner: Person, facts_of: Facts, last: str, valid: bool, sms: bool, kind: str) -> None:
        ada = owner.made("/contacts", phone=f"+1206555010{last}")
        assert done(owner.post(f"/contacts/{ada['id']}/verify-phone"))["valid"] is valid
        (entry,) = contact(owner, ada)["phones"]
        assert (entry["verified"], entry["sms_eligible"], entry["type"]) == (valid, sms, kind)
        assert facts_of("contact", ada["id"]) == ["contact.created", "contact.phone_verified"]

    def test_what_somebody_said_of_it_stays(self, owner: Person) -> None:
        ada = owner.made("/contacts", phones=[{"value": "+12065550104", "type": "work"}])
        done(owner.post(f"/contacts/{ada['id']}/verify-phone"))
        assert contact(owner, ada)["phones"][0]["type"] == "work"

    @pytest.mark.parametrize(("last", "status"), [("8", 502), ("9", 503)])
    def test_failures(self, owner: Person, last: str, status: int) -> None:
        ada = owner.made("/contacts", phone=f"+1206555010{last}")
        assert owner.post(f"/contacts/{ada['id']}/verify-phone").status_code == status
        assert contact(owner, ada)["version"] == ada["version"]


class TestSearchPlaces:
    PATH = "/places/search"

    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.get(f"/api/v1{self.PATH}?q=plumbers").status_code == 401

    def test_forbidden(self, reader: Person) -> None:
        assert reader.get(self.PATH, q="plumbers").status_code == 403

    def test_valid(self, member: Person) -> None:
        found = done(member.get(self.PATH, q="  plumbers  in Tulsa "))
        assert found["provider"] == "sandbox"
        assert found["data"][0]["name"] == "plumbers in Tulsa One"
        assert done(member.get(self.PATH, q="plumbers in Tulsa"))["data"] == found["data"]
        assert done(member.get(self.PATH, q="unknown.example"))["data"] == []

    @pytest.mark.parametrize(
        ("q", "status"), [("rejected.example", 502), ("unavailable.example", 503), (" ", 422), ("x" * 301, 422)]
    )
    def test_failures(self, member: Person, q: str, status: int) -> None:
        assert member.get(self.PATH, q=q).status_code == status

    def test_not_configured(self, owner: Person, house: House) -> None:
        house.services.add(Lookups, lookups_with(NoEnrichment()))
        assert owner.get(self.PATH, q="plumbers").status_code == 501


class Counting(SandboxEnrichment):
    """Counts what it is asked; the first `failing` times it does not answer."""

    def __init__(self, failing: int = 0) -> None:
        self.asked: list[str] = []
        self.failing = failing

    async def verify_email(self, email: str) -> EmailCheck:
        self.asked.append(email)
        await asyncio.sleep(0)
        if len(self.asked) <= self.failing:
            raise ProviderUnavailable("Not now.")
        return EmailCheck(EmailStatus.valid, 90, "fine")


class TestLookups:
    def test_two_at_once_cost_one(self) -> None:
        provider = Counting()
        lookups = lookups_with(provider)

        async def twice() -> list[Any]:
            return await asyncio.gather(*(lookups.verify_email(HOME_ID, "a@x.example") for _ in range(2)))

        first, second = asyncio.run(twice())
        assert first == second
        assert asyncio.run(lookups.verify_email(HOME_ID, "a@x.example")) == first
        assert provider.asked == ["a@x.example"]

    def test_workspaces_do_not_share(self) -> None:
        provider = Counting()
        lookups = lookups_with(provider)
        for workspace in (HOME_ID, new_id()):
            asyncio.run(lookups.verify_email(workspace, "a@x.example"))
        assert len(provider.asked) == 2

    def test_failures_are_not_kept(self) -> None:
        lookups = lookups_with(Counting(failing=1))
        with pytest.raises(ProviderUnavailable):
            asyncio.run(lookups.verify_email(HOME_ID, "a@x.example"))
        assert asyncio.run(lookups.verify_email(HOME_ID, "a@x.example")).said.status is EmailStatus.valid

    def test_answers_age(self) -> None:
        provider = Counting()
        lookups = lookups_with(provider, enrichment_kept_seconds=0)
        for _ in range(2):
            asyncio.run(lookups.verify_email(HOME_ID, "a@x.example"))
        assert len(provider.asked) == 2

    def test_limit(self) -> None:
        lookups = lookups_with(Counting(), enrichment_per_minute=1)
        asyncio.run(lookups.verify_email(HOME_ID, "a@x.example"))
        with pytest.raises(TooMany):
            asyncio.run(lookups.verify_email(HOME_ID, "b@x.example"))
        asyncio.run(lookups.verify_email(HOME_ID, "a@x.example"))


def test_sandbox_is_the_default(app: FastAPI, house: House, owner: Person) -> None:
    ada = owner.made("/contacts", email="ada@x.example")
    assert done(owner.post(f"/contacts/{ada['id']}/verify-email"))["provider"] == "sandbox"
