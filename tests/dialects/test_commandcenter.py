"""The Command Center's contract, replayed."""

from collections.abc import Callable
from typing import Any

import pytest

from quintet.dialects.contract import Operation
from quintet.kit.ids import new_id
from tests.dialects.conformance import Call, Scene, Scenes, Town, operations_of, replay
from tests.world import Person

UNAUTHORIZED = {"error": "Unauthorized"}
COMPLETE = {
    "Activities",
    "Auth",
    "Companies",
    "Contacts",
    "Deals",
    "Duplicates",
    "Legacy Deals",
    "Products",
    "Relationships",
    "Tasks",
}
WAITING = {
    "auth.microsoft.start": "leads elsewhere: see tests/messaging",
    "auth.microsoft.callback": "leads elsewhere: see tests/messaging",
    "companies.intelligence.corrections": "AI",
    "companies.intelligence.create": "AI",
    "companies.intelligence.delete": "AI",
    "companies.intelligence.get": "AI",
    "companies.intelligence.notes.create": "AI",
    "companies.intelligence.notes.list": "AI",
    "companies.products.convert": "what companies have of products, with its process",
    "companies.products.list": "what companies have of products, with its process",
    "company_products.move_stage": "stages of products",
    "contacts.intelligence.create": "AI",
    "contacts.intelligence.delete": "AI",
    "contacts.intelligence.list": "AI",
    "products.analyze": "AI",
    "products.migration.complete": "stages of products",
    "products.stages.create": "stages of products",
    "products.stages.delete": "stages of products",
    "products.stages.get": "stages of products",
    "products.stages.list": "stages of products",
    "products.stages.reorder": "stages of products",
    "products.stages.update": "stages of products",
    "tasks.resolve_transcript_review": "transcripts",
    "tasks.suggest_email": "AI",
}


def sent(person: Person, method: str, path: str, **call: Any) -> Any:
    """The whole answer; the test fails when the call does."""
    answer = person.http.request(method, f"/commandcenter/api{path}", **call)
    assert answer.status_code < 300, answer.text
    return answer.json()


def a_contact(town: Town) -> str:
    body = {"first_name": "Ann", "email": f"{new_id()}@example.com", "company": "Acme", "tags": ["VIP"]}
    id_: str = sent(town.owner, "POST", "/contacts", json=body)["contact"]["id"]
    return id_


def a_company(town: Town) -> str:
    id_: str = sent(town.owner, "POST", "/companies", json={"name": f"Acme {new_id()}"})["company"]["id"]
    return id_


def a_deal(town: Town) -> str:
    id_: str = sent(town.owner, "POST", "/deals", json={"title": "Website", "value": 1500.5})["deal"]["id"]
    return id_


def a_lost_deal(town: Town) -> str:
    id_ = a_deal(town)
    sent(town.owner, "POST", f"/legacy-deals/{id_}/close", json={"reason": "Price"})
    return id_


def a_reviewed_deal(town: Town) -> str:
    id_ = a_lost_deal(town)
    sent(town.owner, "POST", f"/deals/{id_}/postmortem", json={"summary": "Too dear."})
    return id_


def a_task(town: Town) -> str:
    id_: str = sent(town.owner, "POST", "/tasks", json={"title": "Call Ann"})["task"]["id"]
    return id_


def an_activity(town: Town) -> str:
    id_: str = town.owner.made("/activities", type="call", subject="Hello")["id"]
    return id_


def to_review(town: Town) -> Call:
    values = {"type": "call", "subject": "Somebody called", "needs_review": True, "review_reason": "Unknown number"}
    activity = town.owner.made("/activities", **values)
    return Call(json={"activity_id": activity["id"], "contact_id": a_contact(town)})


def a_colleague_of(town: Town) -> str:
    """The company of a contact."""
    company: str = town.owner.get(f"/contacts/{a_contact(town)}").json()["company_id"]
    return company


def a_noted_contact(town: Town) -> str:
    id_ = a_contact(town)
    sent(town.owner, "POST", f"/relationships/{id_}/notes", json={"note": "Likes tea."})
    return id_


def a_remembered_company(town: Town) -> str:
    id_ = a_company(town)
    sent(town.owner, "POST", f"/companies/{id_}/memory", json={"fact": "Closes early on Fridays."})
    return id_


def a_product(town: Town, **values: Any) -> str:
    id_: str = town.owner.made("/products", **{"name": "Lamp", "sku": f"L {new_id()}", **values})["id"]
    return id_


def after(make: Callable[[Town], Any], **call: Any) -> Scene:
    def scene(town: Town) -> Call:
        make(town)
        return Call(**call)

    return scene


def on(make: Callable[[Town], str], name: str = "id", **call: Any) -> Scene:
    return lambda town: Call(path={name: make(town)}, **call)


def twins(town: Town) -> str:
    """The group of two contacts who may be one."""
    phone = f"+1918{int(new_id()[-6:], 16) % 10_000_000:07}"
    ids = [town.owner.made("/contacts", first_name="Ann", last_name="Ames", phone=phone)["id"] for _ in range(2)]
    town.mailbox.run_jobs()
    sent(town.owner, "POST", "/duplicates/scan")
    town.mailbox.run_jobs()
    id_: str = town.owner.listed("/duplicates", record_id=ids[0])[0]["id"]
    return id_


def of_group(town: Town, **call: Any) -> Call:
    return Call(path={"groupId": twins(town)}, **call)


def nothing_running(town: Town) -> Call:
    town.mailbox.run_jobs()
    return Call(json={"entityType": "customer"})


SCENES: Scenes = {
    "duplicates.list": lambda town: Call(query={"groupId": twins(town), "limit": 5}),
    "duplicates.scan": nothing_running,
    "duplicates.merge": of_group,
    "duplicates.separate": of_group,
    "activities.list": after(an_activity, query={"type": "call"}),
    "activities.resolve_review": to_review,
    "auth.me": lambda _: Call(),
    "companies.list": after(a_company, query={"search": "acme", "status": "lead", "limit": 5000}),
    "companies.create": lambda _: Call(json={"name": new_id(), "domain": "bolt.example"}),
    "companies.get": on(a_company),
    "companies.update": on(a_company, json={"industry": "Tea"}),
    "companies.delete": on(a_company),
    "companies.contacts": on(a_colleague_of),
    "companies.memory.get": on(a_remembered_company),
    "companies.memory.add": on(a_company, json={"fact": "Closes early on Fridays."}),
    "contacts.list": after(a_contact, query={"search": "ann"}),
    "contacts.create": lambda _: Call(json={"first_name": "Bo", "email": f"{new_id()}@example.com"}),
    "contacts.enrich": on(a_contact),
    "contacts.get": on(a_contact),
    "contacts.update": on(a_contact, json={"title": "CEO"}),
    "contacts.delete": on(a_contact),
    "deals.list": after(a_deal, query={"status": "open"}),
    "deals.create": lambda _: Call(json={"title": "New site", "value": 99.9}),
    "deals.convert": on(a_deal, json={"status": "won"}),
    "deals.intelligence": on(a_deal),
    "deals.postmortem.get": on(a_reviewed_deal),
    "deals.postmortem.create": on(a_lost_deal, json={"summary": "Too dear.", "lessons": "Ask early."}),
    "legacy_deals.list": after(a_deal),
    "legacy_deals.close": on(a_deal, json={"reason": "Price"}),
    "legacy_deals.re_engage": on(a_lost_deal, json={}),
    "legacy_deals.snooze": on(a_deal, json={"until": "2099-01-01T00:00:00Z"}),
    "products.list": after(a_product, query={"include_stats": True}),
    "products.get": on(a_product, "slug"),
    "products.reorder": lambda town: Call(json={"ids": [a_product(town)]}),
    "relationships.notes.list": on(a_noted_contact, "contactId"),
    "relationships.notes.create": on(a_contact, "contactId", json={"note": "Likes tea."}),
    "tasks.list": after(a_task, query={"status": "open"}),
    "tasks.create": lambda _: Call(json={"title": "Write"}),
    "tasks.get": on(a_task, "taskId"),
    "tasks.update": on(a_task, "taskId", json={"priority": "high"}),
    "tasks.delete": on(a_task, "taskId"),
    "tasks.complete": lambda town: Call(json={"task_id": a_task(town), "outcome": "Done"}),
}


@pytest.mark.parametrize("operation", operations_of("commandcenter", COMPLETE, WAITING), ids=lambda each: each.id)
def test_operation(operation: Operation, town: Town) -> None:
    replay(
        town,
        "commandcenter",
        operation,
        SCENES[operation.id],
        unauthorized=UNAUTHORIZED,
        forbidden=lambda body: "error" in body,
    )


class TestDuplicates:
    def test_decided_groups_are_no_longer_pending(self, town: Town) -> None:
        group = twins(town)

        def pending(**query: str) -> list[str]:
            found = sent(town.owner, "GET", "/duplicates", params={"limit": 200, **query})
            return [each["id"] for each in found["groups"]]

        assert group in pending()
        assert group in pending(entityType="contact")
        assert group not in pending(entityType="customer")
        level = sent(town.owner, "GET", "/duplicates", params={"groupId": group})["groups"][0]["confidence"]
        assert group in pending(confidence=level)
        records = sent(town.owner, "GET", "/duplicates", params={"groupId": group})["groups"][0]["records"]
        told = sent(town.owner, "POST", f"/duplicates/{group}/merge", json={"primaryId": records[1]["id"]})
        assert (told["mergedInto"], told["group"]["status"]) == (records[1]["id"], "merged")
        assert group not in pending()
        assert group in pending(status="merged")
        assert town.owner.http.post(f"/commandcenter/api/duplicates/{group}/separate").status_code == 409


class TestRecords:
    def test_a_known_company_is_not_made_twice(self, town: Town) -> None:
        name = new_id()
        first = sent(town.owner, "POST", "/companies", json={"name": name, "domain": f"{name}.example"})["company"]
        for body in ({"name": name.upper()}, {"name": "Other", "domain": f"{name}.example"}):
            again = town.owner.http.post("/commandcenter/api/companies", json=body)
            assert (again.status_code, again.json()["existing_id"]) == (409, first["id"])
        # Who does not see it does not learn of it.
        assert town.colleague.http.post("/commandcenter/api/companies", json={"name": name}).status_code == 201

    def test_a_known_address_is_not_made_twice(self, town: Town) -> None:
        body = {"first_name": "Ann", "email": f"{new_id()}@example.com"}
        sent(town.owner, "POST", "/contacts", json=body)
        assert town.owner.http.post("/commandcenter/api/contacts", json=body).status_code == 409

    def test_users_see_their_own(self, town: Town) -> None:
        for path in (f"/contacts/{a_contact(town)}", f"/companies/{a_company(town)}", f"/tasks/{a_task(town)}"):
            assert town.member.http.get(f"/commandcenter/api{path}").status_code == 404
            assert town.stranger.http.delete(f"/commandcenter/api{path}").status_code == 404
        notes = f"/commandcenter/api/relationships/{a_noted_contact(town)}/notes"
        assert town.member.http.get(notes).status_code == 404
        assert town.member.http.post(notes, json={"note": "x"}).status_code == 400

    def test_roles_are_its_words(self, town: Town) -> None:
        words = [sent(town.people[name], "GET", "/auth/me")["user"]["role"] for name in ("owner", "manager", "member")]
        assert words == ["admin", "manager", "user"]

    def test_activities_by_person_and_time(self, town: Town) -> None:
        contact = a_contact(town)
        soon = {"type": "meeting", "subject": "Lunch", "starts_at": "2099-01-01T00:00:00Z"}
        meeting = town.owner.made("/activities", **soon, participant_ids=[contact])["id"]
        town.owner.made("/activities", type="call", subject="Past", participant_ids=[contact])
        found = sent(town.owner, "GET", "/activities", params={"contact_id": contact, "upcoming": True})
        assert [each["id"] for each in found["activities"]] == [meeting]
        written = town.owner.made("/activities", type="email", subject="On", related_type="contact", related_id=contact)
        company = town.owner.get(f"/contacts/{contact}").json()["company_id"]
        deal = town.owner.made("/deals", title="Big", company_id=company)["id"]
        on_deal = town.owner.made("/activities", type="call", subject="Deal", related_type="deal", related_id=deal)[
            "id"
        ]
        with_them = sent(town.owner, "GET", "/activities", params={"contact_id": contact})
        assert (with_them["count"], written["id"] in [each["id"] for each in with_them["activities"]]) == (3, True)
        of_all = sent(town.owner, "GET", "/activities", params={"company_id": company, "type": "call", "limit": 1})
        assert (of_all["count"] >= 2, [each["id"] for each in of_all["activities"]]) == (True, [on_deal])
        both = sent(town.owner, "GET", "/activities", params={"company_id": company, "contact_id": contact})
        assert both["count"] == 2
        hidden = sent(town.colleague, "GET", "/activities", params={"company_id": company})
        assert hidden == {"activities": [], "count": 0}
        assert town.owner.http.get("/commandcenter/api/activities", params={"type": "fax"}).status_code == 400

    def test_a_review_comes_to_something_once(self, town: Town) -> None:
        call = to_review(town).json
        assert isinstance(call, dict)
        right = sent(town.owner, "POST", "/activities/resolve-review", json=call)["activity"]
        assert (right["needs_review"], right["related_id"]) == (False, call["contact_id"])
        path = "/commandcenter/api/activities/resolve-review"
        http = town.owner.http
        assert http.post(path, json=call).status_code == 409
        wrong = to_review(town).json
        assert isinstance(wrong, dict)
        gone = {"activity_id": wrong["activity_id"], "action": "dismiss"}
        assert http.post(path, json=gone).json() == {"activity": None}
        assert town.owner.get(f"/activities/{wrong['activity_id']}").status_code == 404
        assert http.post(path, json={**gone, "action": "burn"}).status_code in (400, 422)


class TestDeals:
    def test_one_life_of_a_deal(self, town: Town) -> None:
        id_ = a_deal(town)
        early = town.owner.http.post(f"/commandcenter/api/deals/{id_}/postmortem", json={"summary": "x"})
        assert early.status_code == 409
        past = town.owner.http.post(f"/commandcenter/api/legacy-deals/{id_}/snooze", json={"until": "2000-01-01"})
        assert past.status_code == 400
        lost = sent(town.owner, "POST", f"/legacy-deals/{id_}/close", json={"reason": "Price"})["deal"]
        assert (lost["status"], lost["lost_reason"], lost["value"]) == ("lost", "Price", 1500.5)
        back = sent(town.owner, "POST", f"/deals/{id_}/convert", json={"status": "open"})["deal"]
        assert (back["status"], back["stage"]["name"]) == ("open", "Prospecting")
        assert sent(town.owner, "POST", f"/deals/{id_}/convert", json={"status": "won"})["deal"]["probability"] == 100
        wrong = town.owner.http.post(f"/commandcenter/api/deals/{id_}/convert", json={"status": "paused"})
        assert (wrong.status_code, "status" in wrong.json()["details"][0]) == (400, True)


class TestProducts:
    def test_the_catalogue(self, town: Town) -> None:
        def listed(who: Person = town.owner, **query: bool) -> dict[str, Any]:
            return {each["id"]: each for each in sent(who, "GET", "/products", params=query)["products"]}

        lamp = a_product(town, sku="Lamp 7", price_minor=1_250, currency="EUR")
        shade = a_product(town, parent_id=lamp, name="Shade", sellable=False)
        bulb = a_product(town, parent_id=lamp, name="Bulb")
        post = a_product(town, name="Post", sellable=False)
        part = a_product(town, name="Part", parent_id=post)
        assert {lamp, post} <= set(listed()) <= set(listed(include_modules=True))
        assert not {shade, bulb, part} & set(listed())
        assert [each["id"] for each in listed(include_modules=True)[lamp]["modules"]] == [shade, bulb]
        some = listed(include_modules=True, sellable_only=True)
        assert [each["id"] for each in some[lamp]["modules"]] == [bulb]
        assert (post in some, part in some) == (False, True)

        sent(town.owner, "POST", "/products/reorder", json={"ids": [post, lamp]})
        assert list(listed())[:2] == [post, lamp]
        wrongs: list[dict[str, Any]] = [{}, {"ids": []}, {"ids": [new_id()]}]
        for wrong in wrongs:
            assert town.owner.http.post("/commandcenter/api/products/reorder", json=wrong).status_code == 400
        assert town.stranger.http.post("/commandcenter/api/products/reorder", json={"ids": [post]}).status_code == 400

        company = a_company(town)
        for quantity, currency in ((2, "EUR"), (0.5, "EUR"), (1, "USD"), (9, "EUR")):
            line = {"product_id": lamp, "description": "Lamp", "quantity": quantity, "unit_price_minor": 1_250}
            bill = town.owner.made("/invoices", company_id=company, lines=[line, line], currency=currency)["id"]
            if quantity != 9:  # a draft is nothing billed
                assert town.owner.post(f"/invoices/{bill}/mark-sent").status_code == 200
        billed = [
            {"currency": "EUR", "invoices": 2, "quantity": 5, "amount": 62.5},
            {"currency": "USD", "invoices": 1, "quantity": 2, "amount": 25},
        ]
        whole = sent(town.owner, "GET", "/products/lAMP 7")["product"]
        assert (whole["slug"], whole["price"], whole["stats"]["billed"]) == ("lamp 7", 12.5, billed)
        assert [each["name"] for each in whole["modules"]] == ["Shade", "Bulb"]
        assert listed(include_stats=True)[lamp]["stats"]["billed"] == billed
        # Of invoices that are not theirs they learn nothing.
        assert listed(town.member, include_stats=True)[lamp]["stats"]["billed"] == []
        assert town.stranger.http.get("/commandcenter/api/products/lamp 7").status_code == 404
        assert town.stranger.http.get(f"/commandcenter/api/products/{lamp}").status_code == 404
