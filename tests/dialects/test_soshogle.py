"""Soshogle's contract, replayed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from quintet.dialects.contract import Operation
from quintet.kit.ids import new_id
from tests.dialects.conformance import Call, Scene, Scenes, Town, card_webhook, operations_of, replay
from tests.world import Person

UNAUTHORIZED = {"error": "Unauthorized", "status": 401}
COMPLETE = {"Authentication", "Contacts", "Leads", "Deals", "Analytics", "Admin", "Webhook Endpoints"}
WAITING = {"webhooks.twilio_sms": "messaging"}
"""Operations of complete groups that are not there, and what they wait for."""


def contact(town: Town, **values: Any) -> dict[str, Any]:
    made = town.owner.http.post("/soshogle/api/contacts", json=values)
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


def an_account(town: Town) -> Call:
    email, password = f"{new_id()}@example.com", "securePassword123"
    account = {"name": "John", "email": email, "password": password, "businessName": "Acme"}
    assert town.anonymous.post("/soshogle/api/signup", json=account).status_code == 200
    return Call(json={"email": email, "password": password})


def a_contact(town: Town) -> str:
    """Alice, with a mail that was sent to her; her id."""
    email = f"{new_id()}@example.com"
    person = {"firstName": "Alice", "lastName": "Johnson", "email": email, "phone": "+15559876543"}
    made = contact(town, **person, company="Design Studio", tags=["VIP"])
    assert town.owner.patch(f"/contacts/{made['id']}", {"source": "import"}).status_code == 200
    mail = {"type": "email", "subject": "Hello", "body": "Hello Alice!", "direction": "outbound"}
    town.owner.made("/activities", **mail, participant_ids=[made["id"]])
    found: str = made["id"]
    return found


def a_lead(town: Town) -> str:
    answer = town.owner.http.post("/soshogle/api/leads", json=DENTIST)
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["id"]
    return found


def a_deal(town: Town) -> str:
    body = {"title": "Website Redesign", "value": 15000, "stage": "PROPOSAL", "expectedCloseDate": "2026-02-01"}
    answer = town.owner.http.post("/soshogle/api/deals", json={**body, "contactIds": [a_contact(town)]})
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["id"]
    return found


def an_overview(town: Town) -> Call:
    a_deal(town)
    return Call(query={"startDate": "2026-01-01", "endDate": "2026-01-31"})


def listing(make: Callable[[Town], str], **query: Any) -> Scene:
    def scene(town: Town) -> Call:
        make(town)
        return Call(query=query)

    return scene


def on(make: Callable[[Town], str], **call: Any) -> Scene:
    return lambda town: Call(path={"id": make(town)}, **call)


def csv_of(*lines: str) -> dict[str, Any]:
    text = "\n".join(["firstName,lastName,email,phone,company", *lines])
    return {"file": ("contacts.csv", text.encode(), "text/csv")}


DENTIST = {
    "businessName": "Sunshine Dental",
    "address": "123 Ocean Dr",
    "city": "Miami",
    "state": "FL",
    "zipCode": "33139",
    "phone": "+13055551234",
    "website": "https://sunshinedental.com",
    "rating": 4.5,
    "category": "dentist",
    "status": "NEW",
    "googlePlaceId": "ChIJ",
    "source": "google_places",
}
SCENES: Scenes = {
    "webhooks.stripe": card_webhook,
    "auth.signup": lambda _: Call(),
    "auth.signin": an_account,
    "auth.session": lambda _: Call(who="member"),
    "contacts.list": listing(a_contact, search="alice", tags="VIP,Customer"),
    "contacts.create": lambda _: Call(),
    "contacts.get": on(a_contact),
    "contacts.update": on(a_contact),
    "contacts.delete": on(a_contact),
    "contacts.import": lambda _: Call(
        files=csv_of("John,Doe,john.doe@example.com,,Acme", "Jane,Smith,no address,,Tech"), data={"tagAll": "VIP"}
    ),
    "leads.list": listing(a_lead, status="NEW", category="dentist", city="Miami"),
    "leads.create": lambda _: Call(),
    "leads.convert": on(a_lead),
    "deals.list": listing(a_deal, stage="PROPOSAL"),
    "deals.create": lambda town: Call(
        json={
            "title": "Mobile App Development",
            "value": 50000,
            "stage": "QUALIFIED",
            "probability": 40,
            "expectedCloseDate": "2026-02-01",
            "contactIds": [a_contact(town)],
        }
    ),
    "deals.move_stage": on(a_deal),
    "analytics.overview": an_overview,
    "admin.users": lambda _: Call(),
}


@pytest.mark.parametrize("operation", operations_of("soshogle", COMPLETE, WAITING), ids=lambda each: each.id)
def test_operation(operation: Operation, town: Town) -> None:
    replay(
        town,
        "soshogle",
        operation,
        SCENES[operation.id],
        unauthorized=UNAUTHORIZED,
        forbidden=lambda body: {"error", "code", "details", "timestamp"} <= set(body),
    )


class TestAuthentication:
    def test_an_address_is_taken_once(self, town: Town) -> None:
        account = {"name": "John", "email": f"{new_id()}@example.com", "password": "securePassword123"}
        assert town.anonymous.post("/soshogle/api/signup", json=account).status_code == 200
        again = town.anonymous.post("/soshogle/api/signup", json=account)
        assert (again.status_code, again.json()["error"]) == (400, "Email already exists")

    def test_the_session_travels_in_the_cookie(self, town: Town) -> None:
        call, visitor = an_account(town), town.visitor()
        answer = visitor.post("/soshogle/api/auth/signin", json=call.json, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (302, "/dashboard")
        assert visitor.get("/soshogle/api/contacts").json()["total"] == 0
        assert visitor.get("/soshogle/api/auth/session").json()["user"]["email"] == call.json["email"]
        assert town.visitor().get("/soshogle/api/auth/session").json() == {}


class TestContacts:
    def test_a_page_of_those_who_are_searched(self, town: Town) -> None:
        phone, tag = f"+1555{new_id()[-7:]}".translate(str.maketrans("abcdef", "123456")), new_id()
        for name in ("Ann", "Bob", "Cid"):
            contact(town, firstName=name, tags=[tag])
        met = contact(town, firstName="Dee", phone=phone)

        def found(**query: Any) -> Any:
            answer = town.owner.http.get("/soshogle/api/contacts", params=query)
            assert answer.status_code == 200, answer.text
            return answer.json()

        page = found(tags=f"{tag},no such tag", page=2, limit=2)
        assert (page["total"], page["page"], page["totalPages"], len(page["contacts"])) == (3, 2, 2, 1)
        assert [each["id"] for each in found(search=phone[2:])["contacts"]] == [met["id"]]
        assert found(tags="no such tag")["total"] == 0

    def test_custom_fields_are_free(self, town: Town) -> None:
        town.owner.made("/custom-fields", object="contact", label="Vegan", key="vegan", type="boolean")
        given = {"birthday": "1990-05-20", "Vegan": True, "Shoe size": 42, "sizes": ["S", "M"], "none": None}
        made = contact(town, firstName="Ann", customFields=given)
        shown = {"birthday": "1990-05-20", "Vegan": True, "Shoe size": "42", "sizes": '["S","M"]'}
        assert made["customFields"] == shown
        change = {"customFields": {"birthday": "1991-05-20"}}
        changed = town.owner.http.put(f"/soshogle/api/contacts/{made['id']}", json=change).json()
        assert changed["customFields"] == {**shown, "birthday": "1991-05-20"}
        assert changed["updatedAt"] > made["updatedAt"]

    @pytest.mark.parametrize(
        ("body", "named"),
        [
            ({"customFields": {"x" * 300: "1"}}, "customFields.x"),
            ({"customFields": {" ": "1"}}, "customFields"),
            ({"customFields": {"note": "x" * 5000}}, "customFields.note"),
            ({"company": "c" * 301}, "company"),
            ({"tags": ["t" * 101]}, "tags"),
            ({"email": "nobody"}, "email"),
            ({"lastName": "x" * 300}, "lastName"),
        ],
    )
    def test_what_is_wrong_is_named_as_the_caller_names_it(self, town: Town, body: dict[str, Any], named: str) -> None:
        answer = town.owner.http.post("/soshogle/api/contacts", json={"firstName": "Ann", **body})
        assert answer.status_code == 422
        assert answer.json()["details"].startswith(named)

    def test_a_contact_is_shown_with_what_happened(self, town: Town) -> None:
        id_ = a_contact(town)
        town.owner.made("/notes", related_type="contact", related_id=id_, body="Likes tea.")
        town.owner.made("/activities", type="meeting", subject="Lunch", participant_ids=[id_])
        shown = town.owner.http.get(f"/soshogle/api/contacts/{id_}").json()
        assert [(m["content"], m["direction"]) for m in shown["messages"]] == [("Hello Alice!", "OUTBOUND")]
        assert [each["title"] for each in shown["appointments"]] == ["Lunch"]
        assert [each["content"] for each in shown["notes"]] == ["Likes tea."]
        assert town.stranger.http.get(f"/soshogle/api/contacts/{id_}").status_code == 404
        assert town.member.http.get(f"/soshogle/api/contacts/{id_}").status_code == 404

    def test_a_wrong_row_leaves_the_others_be(self, town: Town) -> None:
        mine = f"{new_id()}@example.com"
        files = csv_of(
            f"Ann,Ames,{mine},,New Firm",
            "Bob,Bones,wrong,,Never Made",
            f"Cid,Cole,{mine},,New Firm",
            f"Dee,Dole,,,{'long' * 100}",
        )
        answer = town.owner.http.post("/soshogle/api/contacts/import", files=files, data={"tagAll": "Fair"}).json()
        assert (answer["imported"], answer["failed"]) == (1, 3)
        assert [error["row"] for error in answer["errors"]] == [3, 4, 5]
        assert "email" in answer["errors"][0]["error"]
        found = town.owner.http.get("/soshogle/api/contacts", params={"search": mine}).json()["contacts"]
        assert [(each["tags"], each["company"], each["source"]) for each in found] == [(["Fair"], "New Firm", "import")]
        assert town.owner.listed("/companies", name="Never Made") == []

    def test_a_repeated_import_is_done_once(self, town: Town) -> None:
        path, key = "/soshogle/api/contacts/import", {"Idempotency-Key": new_id()}
        files = csv_of(f"Ann,Ames,{new_id()}@example.com,,")
        once, again = (town.owner.http.post(path, files=files, headers=key) for _ in range(2))
        assert (once.json()["imported"], again.json()) == (1, once.json())
        other = town.owner.http.post(path, files=files, data={"tagAll": "VIP"}, headers=key)
        assert other.status_code == 409

    @pytest.mark.parametrize(
        ("files", "said"),
        [
            ({"other": ("x.csv", b"a", "text/csv")}, "file"),
            ({"file": ("x.csv", b"", "text/csv")}, "empty"),
            ({"file": ("x.csv", b"a,b\n1,2", "text/csv")}, "columns"),
        ],
    )
    def test_what_is_no_table_is_refused(self, town: Town, files: dict[str, Any], said: str) -> None:
        answer = town.owner.http.post("/soshogle/api/contacts/import", files=files)
        assert answer.status_code == 422
        assert said in answer.json()["details"]


class TestLeads:
    def test_the_status_is_the_stage(self, town: Town) -> None:
        made = town.owner.http.post("/soshogle/api/leads", json={**DENTIST, "status": "QUALIFIED"}).json()
        canonical = town.owner.get(f"/leads/{made['id']}", expand="stage").json()
        assert (made["status"], canonical["stage"]["title"]) == ("QUALIFIED", "Qualified")
        for status, there in (("QUALIFIED", True), ("NEW", False), ("CONVERTED", False)):
            listed = town.owner.http.get("/soshogle/api/leads", params={"status": status}).json()["leads"]
            assert (made["id"] in [lead["id"] for lead in listed]) is there
        wrong = town.owner.http.post("/soshogle/api/leads", json={**DENTIST, "status": "WON"})
        assert wrong.status_code == 422
        assert "status" in wrong.json()["details"]

    def test_converting_makes_the_contact_once(self, town: Town) -> None:
        id_, email = a_lead(town), f"{new_id()}@example.com"
        body = {"contactData": {"firstName": "Maria", "lastName": "Garcia", "email": email}}
        converted = town.owner.http.post(f"/soshogle/api/leads/{id_}/convert", json=body).json()
        contact_ = town.owner.get(f"/contacts/{converted['contactId']}", expand="company").json()
        assert (contact_["full_name"], contact_["company"]["title"]) == ("Maria Garcia", "Sunshine Dental")
        listed = town.owner.http.get("/soshogle/api/leads", params={"status": "CONVERTED"}).json()["leads"]
        assert id_ in [lead["id"] for lead in listed]
        again = town.owner.http.post(f"/soshogle/api/leads/{id_}/convert", json=body)
        assert (again.status_code, again.json()["code"]) == (409, "ALREADY_CONVERTED")

    def test_what_is_not_real_is_not_listed(self, town: Town) -> None:
        id_ = a_lead(town)
        assert town.owner.delete(f"/leads/{id_}").status_code == 204
        listed = town.owner.http.get("/soshogle/api/leads").json()["leads"]
        assert id_ not in [lead["id"] for lead in listed]


class TestDeals:
    def test_words_are_stages_both_ways(self, town: Town) -> None:
        for word, name in (("LEAD", "Prospecting"), ("NEGOTIATION", "Negotiation"), ("CLOSED_WON", "Won")):
            made = town.owner.http.post("/soshogle/api/deals", json={"title": "x", "value": 1, "stage": word}).json()
            canonical = town.owner.get(f"/deals/{made['id']}", expand="stage").json()
            assert (made["stage"], canonical["stage"]["title"]) == (word, name)

    def test_closing_by_the_word(self, town: Town) -> None:
        id_ = a_deal(town)
        moved = town.owner.http.patch(f"/soshogle/api/deals/{id_}/stage", json={"stage": "CLOSED_LOST"}).json()
        assert (moved["stage"], moved["probability"]) == ("CLOSED_LOST", 0)
        assert town.owner.get(f"/deals/{id_}").json()["status"] == "lost"
        back = town.owner.http.patch(f"/soshogle/api/deals/{id_}/stage", json={"stage": "QUALIFIED"}).json()
        assert (back["stage"], back["probability"]) == ("QUALIFIED", 25)

    def test_a_stage_of_a_pipeline_of_its_own_keeps_the_deal_there(self, town: Town) -> None:
        stages = [{"name": "First talk", "probability": 20}, {"name": "Offer", "probability": 55}]
        pipeline = town.owner.made("/pipelines", name=new_id(), kind="deal", stages=stages)
        deal = town.owner.made("/deals", title="Elsewhere", pipeline_id=pipeline["id"])
        moved = town.owner.http.patch(f"/soshogle/api/deals/{deal['id']}/stage", json={"stage": "PROPOSAL"}).json()
        after = town.owner.get(f"/deals/{deal['id']}", expand="stage").json()
        assert (moved["stage"], after["stage"]["title"]) == ("PROPOSAL", "Offer")
        assert after["pipeline_id"] == pipeline["id"]

    def test_money_is_in_major_units(self, town: Town) -> None:
        made = town.owner.http.post("/soshogle/api/deals", json={"title": "Odd", "value": 99.505}).json()
        assert made["value"] == 99.51
        assert town.owner.get(f"/deals/{made['id']}").json()["value_minor"] == 9951
        wrong = town.owner.http.post("/soshogle/api/deals", json={"title": "Odd", "value": -1})
        assert wrong.status_code == 422
        assert "value" in wrong.json()["details"]
        unknown = {"title": "Odd", "contactIds": [new_id()]}
        wrong = town.owner.http.post("/soshogle/api/deals", json=unknown)
        assert wrong.status_code == 422
        assert "contactIds" in wrong.json()["details"]

    def test_contacts_one_may_not_see_are_not_shown(self, town: Town) -> None:
        id_ = a_deal(town)
        town.owner.patch(f"/deals/{id_}", {"owner_id": town.member.user_id})
        seen = town.member.http.get("/soshogle/api/deals").json()["deals"]
        assert id_ in [deal["id"] for deal in seen]
        assert town.colleague.http.get("/soshogle/api/deals").json()["deals"] == []


class TestAnalytics:
    def overview(self, person: Person, **period: date) -> Any:
        query = {name: day.isoformat() for name, day in period.items()}
        answer = person.http.get("/soshogle/api/analytics/overview", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def test_numbers_are_of_the_period_and_of_what_one_sees(self, town: Town) -> None:
        town.stranger.made("/leads", business_name="A firm")
        unreal = town.stranger.made("/leads", business_name="No firm")
        assert town.stranger.delete(f"/leads/{unreal['id']}").status_code == 204
        contact = town.stranger.made("/contacts", first_name="Ann")
        today = date.fromisoformat(contact["created_at"][:10])
        for type_, direction in (("call", "outbound"), ("call", "inbound"), ("email", "inbound"), ("meeting", None)):
            at = f"{today}T12:00:00Z"
            town.stranger.made("/activities", type=type_, subject="x", direction=direction, starts_at=at)
        yesterday = today - timedelta(days=1)
        found = self.overview(town.stranger, startDate=yesterday, endDate=today)
        metrics = found["metrics"]
        assert (metrics["totalContacts"], metrics["newContactsThisMonth"]) == (1, 1)
        assert (metrics["totalLeads"], metrics["newLeadsThisMonth"]) == (1, 1)
        held = ("callsMade", "messagesExchanged", "appointmentsScheduled")
        assert [metrics[name] for name in held] == [1, 1, 1]
        points = [{"date": str(yesterday), "count": 0}, {"date": str(today), "count": 1}]
        assert found["charts"]["contactsGrowth"] == points
        before = self.overview(town.stranger, startDate=yesterday, endDate=yesterday)["metrics"]
        assert (before["totalContacts"], before["newContactsThisMonth"]) == (1, 0)
        assert [before[name] for name in held] == [0, 0, 0]
        assert self.overview(town.colleague)["metrics"]["totalContacts"] == 0

    def test_deals_that_are_not_lost_add_up(self, town: Town) -> None:
        for stage, value in (("PROPOSAL", 0.1), ("PROPOSAL", 0.2), ("CLOSED_WON", 5), ("CLOSED_LOST", 7)):
            deal = {"title": "x", "value": value, "stage": stage}
            assert town.stranger.http.post("/soshogle/api/deals", json=deal).status_code == 201
        town.stranger.made("/deals", title="x", value_minor=100, currency="CHF")
        found = self.overview(town.stranger)
        assert found["charts"]["dealsByStage"] == [
            {"stage": "LEAD", "count": 1, "value": 0},
            {"stage": "PROPOSAL", "count": 2, "value": 0.3},
            {"stage": "CLOSED_WON", "count": 1, "value": 5},
        ]
        assert (found["metrics"]["activeDeals"], found["metrics"]["dealsValue"]) == (4, 5.3)

    def test_long_periods_have_as_many_points_as_a_chart_takes(self, town: Town) -> None:
        last = date(2026, 1, 31)
        for days in (0, 1, 30, 31, 3650):
            points = self.overview(town.owner, startDate=last - timedelta(days=days), endDate=last)["charts"]
            shown = [point["date"] for point in points["contactsGrowth"]]
            assert shown[-1] == "2026-01-31"
            assert len(shown) == days + 1 if days < 31 else 15 < len(shown) <= 31
        query = {"startDate": "2026-02-01", "endDate": "2026-01-31"}
        wrong = town.owner.http.get("/soshogle/api/analytics/overview", params=query)
        assert wrong.status_code == 422
        assert "endDate" in wrong.json()["details"]


class TestAdmin:
    def test_members_are_counted_with_what_they_own(self, town: Town) -> None:
        before = town.owner.http.get("/soshogle/api/admin/users").json()
        mine = next(user for user in before["users"] if user["id"] == town.owner.user_id)
        a_contact(town)
        after = town.owner.http.get("/soshogle/api/admin/users").json()
        again = next(user for user in after["users"] if user["id"] == town.owner.user_id)
        assert again["stats"]["contacts"] == mine["stats"]["contacts"] + 1
        assert (again["role"], after["total"]) == ("ADMIN", len(after["users"]))
        assert town.manager.http.get("/soshogle/api/admin/users").status_code == 403
