"""CRM Backend's contract, replayed."""

from collections.abc import Callable
from typing import Any

import pytest

from quintet.dialects.contract import Operation
from quintet.kit.ids import new_id
from tests.dialects.conformance import Call, Scene, Scenes, Town, card_webhook, operations_of, replay
from tests.foundation.files.uploads import PNG
from tests.world import Person

UNAUTHORIZED = {"success": False, "error": {"code": "UNAUTHENTICATED", "message": "Sign in to continue."}}
COMPLETE = {"Auth", "Dashboard", "Contacts", "Deals", "Tasks", "Settings", "Upload", "Products", "Invoices"}
PASSWORD = "long enough 1"


def sent(person: Person, method: str, path: str, **call: Any) -> Any:
    """What `data` says; the test fails when the call does."""
    answer = person.http.request(method, f"/crmbackend{path}", **call)
    assert answer.status_code < 300, answer.text
    return answer.json()["data"]


def a_contact(town: Town) -> str:
    body = {"firstName": "Ann", "email": f"{new_id()}@example.com", "company": "Acme", "tags": ["VIP"]}
    id_: str = sent(town.owner, "POST", "/contacts", json=body)["contact"]["id"]
    return id_


def a_deal(town: Town) -> str:
    body = {"title": "Website", "value": 1500.5, "contactId": a_contact(town)}
    id_: str = sent(town.owner, "POST", "/deals", json=body)["deal"]["id"]
    return id_


def a_task(town: Town) -> str:
    body = {"title": "Call Ann", "dueDate": "2030-01-01T09:00:00Z", "contactId": a_contact(town)}
    id_: str = sent(town.owner, "POST", "/tasks", json=body)["task"]["id"]
    return id_


def a_product(town: Town) -> str:
    body = {"name": "Lamp", "sku": new_id(), "category": "Light", "price": 12.5, "status": "active"}
    id_: str = sent(town.owner, "POST", "/products", json=body)["product"]["id"]
    return id_


def an_invoice(town: Town) -> str:
    items = [{"description": "Lamp", "quantity": 2, "unitPrice": 12.5}]
    body = {"contactId": a_contact(town), "items": items, "dueDate": "2040-01-31T00:00:00.000Z"}
    id_: str = sent(town.owner, "POST", "/invoices", json=body)["invoice"]["id"]
    return id_


def a_bill(town: Town) -> str:
    """One that waits for money: 25.00."""
    id_ = an_invoice(town)
    sent(town.owner, "PATCH", f"/invoices/{id_}", json={"status": "sent"})
    return id_


def a_payment(town: Town) -> str:
    """The invoice it is of."""
    id_ = a_bill(town)
    sent(town.owner, "POST", f"/invoices/{id_}/payments", json={"amount": 5, "paymentMethod": "cash"})
    return id_


def an_account(town: Town, role: str = "staff") -> tuple[str, str]:
    """Somebody who was invited and came: their address and id."""
    email = f"{new_id()}@example.com"
    body = {"token": an_invitation(town, email, role), "name": "New Person", "password": PASSWORD}
    answer = town.anonymous.post("/crmbackend/auth/accept-invitation", json=body)
    assert answer.status_code == 200, answer.text
    return email, answer.json()["user"]["id"]


def an_invitation(town: Town, email: str, role: str = "staff") -> str:
    """The token in the mail."""
    sent(town.owner, "POST", "/auth/invite", json={"email": email, "role": role})
    return town.token_mailed(email)


def the_default_pipeline(town: Town) -> Any:
    return sent(town.owner, "GET", "/pipelines")["pipelines"][0]


def after(make: Callable[[Town], Any], **call: Any) -> Scene:
    def scene(town: Town) -> Call:
        make(town)
        return Call(**call)

    return scene


def on(make: Callable[[Town], str], **call: Any) -> Scene:
    return lambda town: Call(path={"id": make(town)}, **call)


def moving(town: Town) -> Call:
    deal, pipeline = a_deal(town), the_default_pipeline(town)
    return Call(path={"id": pipeline["id"]}, json={"dealId": deal, "stageId": pipeline["stages"][1]["id"]})


def changing_a_password(town: Town) -> Call:
    email, _ = an_account(town)
    town.sign_in_as("changer", email, PASSWORD)
    new = {"newPassword": "another one 2", "confirmPassword": "another one 2"}
    return Call(who="changer", json={"currentPassword": PASSWORD, **new})


def image(part: str, content: bytes = PNG, name: str = "me.png") -> dict[str, Any]:
    return {part: (name, content, "image/png")}


SCENES: Scenes = {
    "auth.login": lambda town: Call(json={"email": an_account(town)[0], "password": PASSWORD}),
    "auth.invite": lambda _: Call(json={"email": f"{new_id()}@example.com", "role": "manager"}),
    "auth.accept_invitation": lambda town: Call(
        json={"token": an_invitation(town, f"{new_id()}@example.com"), "name": "Ann Ames", "password": PASSWORD}
    ),
    "dashboard.kpis": after(lambda town: town.owner.made("/activities", type="call", subject="Hello")),
    "contacts.list": after(a_contact, query={"search": "ann", "status": "active", "tags": "vip,none"}),
    "contacts.get": on(a_contact),
    "contacts.create": lambda _: Call(json={"firstName": "Bo", "email": f"{new_id()}@example.com"}),
    "contacts.update": on(a_contact, json={"title": "CEO", "tags": ["Partner"]}),
    "contacts.delete": on(a_contact),
    "contacts.timeline": on(a_contact),
    "deals.list": after(a_deal),
    "deals.create": lambda town: Call(json={"title": "New site", "value": 99.9, "contactId": a_contact(town)}),
    "deals.move_stage": moving,
    "pipelines.list": after(a_deal),
    "tasks.list": after(a_task, query={"status": "pending"}),
    "tasks.create": lambda town: Call(json={"title": "Write", "contactId": a_contact(town)}),
    "tasks.update": on(a_task, json={"priority": "high"}),
    "tasks.complete": on(a_task),
    "tasks.reminders": after(a_task),
    "products.list": after(a_product, query={"search": "lamp", "category": "Light", "status": "active"}),
    "products.get": on(a_product),
    "products.create": lambda _: Call(json={"name": "Lamp", "price": 99.9, "currency": "eur"}),
    "products.update": on(a_product, json={"price": 10, "status": "inactive"}),
    "products.delete": on(a_product),
    "invoices.list": after(an_invoice, query={"status": "draft", "dateFrom": "2026-01-01"}),
    "invoices.get": on(an_invoice),
    "invoices.create": lambda town: Call(
        json={
            "contactId": a_contact(town),
            "items": [{"description": "Lamp", "unitPrice": 99.9}],
            "paymentTerms": "Net 9",
        }
    ),
    "invoices.update": on(an_invoice, json={"notes": "Thank you.", "status": "sent"}),
    "invoices.delete": on(an_invoice),
    "invoices.send": on(an_invoice, json={"customMessage": "Hello {{contactFirstName}}"}),
    "invoices.stats": after(an_invoice),
    "invoices.payments.create": on(a_bill, json={"amount": 5.5, "paymentMethod": "check", "reference": "0815"}),
    "invoices.payments.list": on(a_payment),
    "invoices.pay": on(a_bill, json={"amount": 25, "currency": "eur"}),
    "invoices.webhook.stripe": card_webhook,
    "settings.organization.get": lambda _: Call(),
    "settings.organization.update": lambda _: Call(json={"industry": "Tea", "employeeCount": "500+"}),
    "settings.profile.get": lambda _: Call(),
    "settings.profile.update": lambda _: Call(json={"lastName": "Ames", "language": "de"}),
    "settings.password.update": changing_a_password,
    "settings.team.list": lambda _: Call(),
    "settings.team.update": lambda town: Call(path={"userId": an_account(town)[1]}, json={"role": "manager"}),
    "settings.team.remove": lambda town: Call(path={"userId": an_account(town)[1]}),
    "settings.system": lambda _: Call(),
    "upload.avatar.user": lambda town: Call(path={"id": town.member.user_id}, files=image("avatar")),
    "upload.avatar.contact": on(a_contact, files=image("avatar")),
    "upload.logo": lambda _: Call(files=image("logo")),
}


@pytest.mark.parametrize("operation", operations_of("crmbackend", COMPLETE), ids=lambda each: each.id)
def test_operation(operation: Operation, town: Town) -> None:
    replay(
        town,
        "crmbackend",
        operation,
        SCENES[operation.id],
        unauthorized=UNAUTHORIZED,
        forbidden=lambda body: body["success"] is False and {"code", "message"} <= set(body["error"]),
    )


class TestAuth:
    def test_an_invitation_works_once_and_gives_its_role(self, town: Town) -> None:
        email = f"{new_id()}@example.com"
        body = {"token": an_invitation(town, email, "manager"), "name": "Ann Ames", "password": PASSWORD}
        first = town.anonymous.post("/crmbackend/auth/accept-invitation", json=body)
        assert first.json()["user"]["role"] == "manager"
        again = town.anonymous.post("/crmbackend/auth/accept-invitation", json=body)
        assert (again.status_code, again.json()["success"]) == (404, False)

    def test_who_may_invite_whom(self, town: Town) -> None:
        def status(who: Person, role: str) -> int:
            body = {"email": f"{new_id()}@example.com", "role": role}
            answer: int = who.http.post("/crmbackend/auth/invite", json=body).status_code
            return answer

        assert (status(town.manager, "staff"), status(town.manager, "manager")) == (201, 403)
        assert status(town.owner, "owner") == 400

    def test_a_wrong_password_is_told_in_its_form(self, town: Town) -> None:
        body = {"email": "owner@example.com", "password": "wrong"}
        answer = town.anonymous.post("/crmbackend/auth/login", json=body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "WRONG_CREDENTIALS")


class TestProducts:
    def test_one_catalogue_for_every_face(self, town: Town) -> None:
        made = sent(town.owner, "POST", "/products", json={"name": "Harbor Lamp", "price": 12.5, "currency": "EUR"})
        shown = made["product"]
        assert (shown["sku"], shown["price"], shown["status"]) == ("HARBOR-LAMP", 12.5, "active")
        assert town.owner.get(f"/products/{shown['id']}").json()["price_minor"] == 1_250
        changed = sent(town.owner, "PATCH", f"/products/{shown['id']}", json={"status": "inactive"})["product"]
        assert changed["status"] == "inactive"
        listed = sent(town.member, "GET", "/products", params={"status": "inactive"})["products"]
        assert shown["id"] in [each["id"] for each in listed]
        assert town.stranger.http.get(f"/crmbackend/products/{shown['id']}").status_code == 404
        again = town.owner.http.post("/crmbackend/products", json={"name": "Other", "sku": "harbor-lamp"})
        assert (again.status_code, again.json()["error"]["details"][0]["field"]) == (409, "sku")
        wrong = town.owner.http.patch(f"/crmbackend/products/{shown['id']}", json={"status": "gone"})
        assert (wrong.status_code, wrong.json()["error"]["details"][0]["field"]) == (400, "status")


class TestContacts:
    def test_staff_see_their_own(self, town: Town) -> None:
        id_ = a_contact(town)
        assert town.member.http.get(f"/crmbackend/contacts/{id_}").status_code == 404
        mine = sent(town.member, "POST", "/contacts", json={"firstName": "Mine"})["contact"]["id"]
        listed = sent(town.member, "GET", "/contacts")["contacts"]
        assert [each["id"] for each in listed] == [mine]
        assert town.colleague.http.patch(f"/crmbackend/contacts/{mine}", json={"title": "x"}).status_code == 404

    def test_deleting_marks_as_inactive_and_no_more(self, town: Town) -> None:
        def listed(**query: str) -> list[str]:
            return [each["id"] for each in sent(town.owner, "GET", "/contacts", params=query)["contacts"]]

        id_, before = a_contact(town), sent(town.owner, "GET", "/dashboard/kpis")["totalContacts"]
        assert sent(town.owner, "DELETE", f"/contacts/{id_}") == {"id": id_, "status": "inactive"}
        assert (id_ in listed(), id_ in listed(status="inactive")) == (False, True)
        assert sent(town.owner, "GET", "/dashboard/kpis")["totalContacts"] == before - 1
        assert sent(town.owner, "GET", f"/contacts/{id_}")["contact"]["status"] == "inactive"
        told = sent(town.owner, "GET", f"/contacts/{id_}/timeline")["timeline"][0]["changes"]
        assert [(each["field"], each["after"]) for each in told] == [("status", "inactive")]
        sent(town.owner, "PATCH", f"/contacts/{id_}", json={"status": "active"})
        assert id_ in listed()
        assert town.member.http.delete(f"/crmbackend/contacts/{id_}").status_code == 404

    def test_what_is_wrong_is_named_as_the_caller_names_it(self, town: Town) -> None:
        answer = town.owner.http.post("/crmbackend/contacts", json={"firstName": "x" * 300, "email": "none"})
        assert answer.status_code == 400
        assert {each["field"] for each in answer.json()["error"]["details"]} == {"firstName", "email"}
        twice = {"email": f"{new_id()}@example.com"}
        sent(town.owner, "POST", "/contacts", json=twice)
        assert town.owner.http.post("/crmbackend/contacts", json=twice).status_code == 409

    def test_changes_are_on_the_timeline(self, town: Town) -> None:
        id_ = a_contact(town)
        sent(town.owner, "PATCH", f"/contacts/{id_}", json={"title": "CEO"})
        town.owner.made("/notes", related_type="contact", related_id=id_, body="Likes tea.")
        newest, before = sent(town.owner, "GET", f"/contacts/{id_}/timeline")["timeline"][:2]
        assert (newest["type"], before["event"]) == ("note", "contact.updated")
        assert [(each["field"], each["after"]) for each in before["changes"]] == [("title", "CEO")]
        page = sent(town.owner, "GET", f"/contacts/{id_}/timeline", params={"limit": 1})
        assert page["nextCursor"] is not None

    def test_pages_are_numbered(self, town: Town) -> None:
        for _ in range(3):
            sent(town.stranger, "POST", "/contacts", json={"firstName": "Cy"})
        second = sent(town.stranger, "GET", "/contacts", params={"page": 2, "pageSize": 2})
        assert second["meta"]["pagination"] == {"page": 2, "total": 3, "totalPages": 2}
        assert len(second["contacts"]) == 1
        assert town.owner.http.get("/crmbackend/contacts", params={"pageSize": 101}).status_code == 400


class TestDeals:
    def test_moving_within_the_pipeline(self, town: Town) -> None:
        deal, pipeline = a_deal(town), the_default_pipeline(town)
        won = next(stage for stage in pipeline["stages"] if stage["kind"] == "won")
        path = f"/pipelines/{pipeline['id']}/stages"
        moved = sent(town.owner, "POST", path, json={"dealId": deal, "stageId": won["id"]})["deal"]
        assert (moved["status"], moved["stage"]["name"]) == ("won", won["name"])
        other = town.owner.made("/pipelines", name=new_id(), kind="deal")
        body = {"dealId": deal, "stageId": won["id"]}
        wrong = town.owner.http.post(f"/crmbackend/pipelines/{other['id']}/stages", json=body)
        assert (wrong.status_code, wrong.json()["error"]["details"][0]["field"]) == (400, "stageId")
        assert town.colleague.http.post(f"/crmbackend{path}", json=body).status_code == 404

    def test_the_board_adds_up(self, town: Town) -> None:
        deal = a_deal(town)
        board = sent(town.owner, "GET", "/deals")
        stage = next(each for each in board["stages"] if deal in [card["id"] for card in each["deals"]])
        assert stage["count"] >= len(stage["deals"])
        card = next(each for each in stage["deals"] if each["id"] == deal)
        assert (card["value"], card["currency"], card["contact"]["name"]) == (1500.5, "EUR", "Ann")


class TestTasks:
    def test_completing_tells_the_contact(self, town: Town) -> None:
        contact = a_contact(town)
        task = sent(town.owner, "POST", "/tasks", json={"title": "Call", "contactId": contact})["task"]
        done = sent(town.owner, "PATCH", f"/tasks/{task['id']}", json={"status": "completed"})["task"]
        assert done["status"] == "completed"
        told = sent(town.owner, "GET", f"/contacts/{contact}/timeline")["timeline"][0]
        assert told["event"] == "task.completed"

    def test_what_a_task_is_on_is_named_as_the_caller_names_it(self, town: Town) -> None:
        answer = town.owner.http.post("/crmbackend/tasks", json={"title": "x", "dealId": new_id()})
        assert (answer.status_code, answer.json()["error"]["details"][0]["field"]) == (400, "dealId")

    def test_reminders_are_ones_own_unless_one_sees_all(self, town: Town) -> None:
        body = {"title": "Late", "dueDate": "2020-01-01T00:00:00Z", "assigneeId": town.member.user_id}
        late = sent(town.owner, "POST", "/tasks", json=body)["task"]["id"]
        own = sent(town.member, "GET", "/tasks/reminders")
        assert late in [task["id"] for task in own["overdue"]]
        theirs = {"assigneeId": town.member.user_id}
        assert late in [t["id"] for t in sent(town.manager, "GET", "/tasks/reminders", params=theirs)["overdue"]]
        assert town.colleague.http.get("/crmbackend/tasks/reminders", params=theirs).status_code == 403
        assert late not in [task["id"] for task in sent(town.owner, "GET", "/tasks/reminders")["overdue"]]


class TestSettings:
    def test_managers_describe_the_organization_and_staff_do_not(self, town: Town) -> None:
        changed = sent(town.manager, "PATCH", "/settings/organization", json={"contactPhone": "+4930123456"})
        assert changed["organization"]["contactPhone"] == "+4930123456"
        assert town.member.http.patch("/crmbackend/settings/organization", json={"name": "x"}).status_code == 403
        foreign = {"logo": "https://elsewhere.example/logo.png"}
        assert town.owner.http.patch("/crmbackend/settings/organization", json=foreign).status_code == 400

    def test_nobody_changes_their_own_account_in_the_team(self, town: Town) -> None:
        path = f"/crmbackend/settings/team/{town.owner.user_id}"
        assert town.owner.http.patch(path, json={"role": "staff"}).status_code == 403
        assert town.owner.http.delete(path).status_code == 403
        assert town.manager.http.get("/crmbackend/settings/team").status_code == 403
        assert town.owner.http.delete(f"/crmbackend/settings/team/{town.stranger.user_id}").status_code == 404

    def test_who_is_removed_is_out(self, town: Town) -> None:
        email, user_id = an_account(town)
        town.sign_in_as("leaver", email, PASSWORD)
        assert sent(town.people["leaver"], "GET", "/settings/profile")["user"]["status"] == "active"
        assert sent(town.owner, "DELETE", f"/settings/team/{user_id}")["user"]["status"] == "inactive"
        assert town.people["leaver"].http.get("/crmbackend/settings/profile").status_code == 401

    def test_names_have_two_parts(self, town: Town) -> None:
        email, _ = an_account(town)
        town.sign_in_as("renamed", email, PASSWORD)
        changed = sent(town.people["renamed"], "PATCH", "/settings/profile", json={"firstName": "Mia"})["user"]
        assert (changed["name"], changed["lastName"]) == ("Mia Person", "Person")

    def test_the_passwords_have_to_agree(self, town: Town) -> None:
        body = {"currentPassword": "x", "newPassword": "long enough 3", "confirmPassword": "long enough 4"}
        answer = town.owner.http.patch("/crmbackend/settings/password", json=body)
        assert answer.json()["error"]["details"][0]["field"] == "confirmPassword"
        body = {"currentPassword": "x", "newPassword": "short", "confirmPassword": "short"}
        answer = town.owner.http.patch("/crmbackend/settings/password", json=body)
        assert answer.json()["error"]["details"][0]["field"] == "newPassword"

    def test_lengths_are_those_documented(self, town: Town) -> None:
        long = {"name": "x" * 201, "industry": "x" * 101, "contactPhone": "1" * 21, "address": "x" * 501}
        answer = town.owner.http.patch("/crmbackend/settings/organization", json=long)
        assert {each["field"] for each in answer.json()["error"]["details"]} == set(long)
        long = {"firstName": "x" * 101, "lastName": "x" * 101, "phone": "1" * 21}
        answer = town.owner.http.patch("/crmbackend/settings/profile", json=long)
        assert {each["field"] for each in answer.json()["error"]["details"]} == set(long)


class TestUpload:
    def refused(self, person: Person, path: str, files: Any = None) -> tuple[int, str]:
        answer = person.http.post(f"/crmbackend/upload{path}", files=image("avatar") if files is None else files)
        return answer.status_code, answer.json()["error"]["code"]

    def test_a_picture_is_seen_by_its_address_until_another_replaces_it(self, town: Town) -> None:
        path = f"/upload/avatar/contact/{a_contact(town)}"
        first = sent(town.owner, "POST", path, files=image("avatar"))
        assert town.anonymous.get(first["avatar"]).content == PNG
        shown = sent(town.owner, "GET", f"/contacts/{first['contact']['id']}")["contact"]
        assert shown["avatar"] == first["avatar"]
        other = PNG + b"another"
        second = sent(town.owner, "POST", path, files=image("avatar", other))
        assert town.anonymous.get(second["avatar"]).content == other
        assert town.anonymous.get(first["avatar"]).status_code == 404
        told = sent(town.owner, "GET", f"/contacts/{first['contact']['id']}/timeline")["timeline"][0]
        assert [change["field"] for change in told["changes"]] == ["avatar_file_id"]

    def test_a_picture_that_is_shown_elsewhere_stays(self, town: Town) -> None:
        mine, other = a_contact(town), a_contact(town)
        path = f"/upload/avatar/contact/{mine}"
        first = sent(town.owner, "POST", path, files=image("avatar"))["avatar"]
        file_id = town.owner.get(f"/contacts/{mine}").json()["avatar_file_id"]
        assert town.owner.patch(f"/contacts/{other}", {"avatar_file_id": file_id}).status_code == 200
        sent(town.owner, "POST", path, files=image("avatar"))
        assert town.anonymous.get(first).status_code == 200
        sent(town.owner, "POST", f"/upload/avatar/contact/{other}", files=image("avatar"))
        assert town.anonymous.get(first).status_code == 404

    def test_the_address_is_taken_where_one_is_given(self, town: Town) -> None:
        contact = a_contact(town)
        avatar = sent(town.owner, "POST", f"/upload/avatar/contact/{contact}", files=image("avatar"))["avatar"]
        cleared = sent(town.owner, "PATCH", f"/contacts/{contact}", json={"avatar": None})["contact"]
        given = sent(town.owner, "PATCH", f"/contacts/{contact}", json={"avatar": avatar})["contact"]
        assert (cleared["avatar"], given["avatar"]) == (None, avatar)
        logo = sent(town.manager, "POST", "/upload/logo", files=image("logo"))["logo"]
        changed = sent(town.manager, "PATCH", "/settings/organization", json={"logo": logo})
        assert changed["organization"]["logo"] == logo
        assert sent(town.member, "GET", "/settings/organization")["organization"]["logo"] == logo

    def test_whose_picture_one_may_change(self, town: Town) -> None:
        mine, theirs = (f"/avatar/user/{person.user_id}" for person in (town.member, town.owner))
        assert sent(town.member, "POST", f"/upload{mine}", files=image("avatar"))["user"]["role"] == "staff"
        assert self.refused(town.member, theirs) == (403, "FORBIDDEN")
        assert self.refused(town.manager, mine) == (403, "FORBIDDEN")
        assert self.refused(town.admin, theirs) == (403, "FORBIDDEN")
        assert sent(town.owner, "POST", f"/upload{mine}", files=image("avatar"))["user"]["id"] == town.member.user_id
        assert self.refused(town.owner, f"/avatar/user/{town.stranger.user_id}") == (404, "USER_NOT_FOUND")
        assert self.refused(town.member, f"/avatar/contact/{a_contact(town)}") == (404, "CONTACT_NOT_FOUND")

    def test_what_is_no_picture_is_refused(self, town: Town) -> None:
        path = f"/avatar/contact/{a_contact(town)}"
        assert self.refused(town.owner, path, {"other": ("x.png", PNG, "image/png")}) == (400, "NO_FILE")
        assert self.refused(town.owner, path, image("avatar", b"")) == (400, "NO_FILE")
        assert self.refused(town.owner, path, image("avatar", b"<svg/>")) == (400, "UPLOAD_ERROR")
        assert self.refused(town.owner, path, image("avatar", PNG + bytes(5 * 1024 * 1024))) == (413, "UPLOAD_ERROR")
        shown = sent(town.owner, "GET", path.removeprefix("/avatar").replace("contact", "contacts"))
        assert shown["contact"]["avatar"] is None

    def test_a_repeated_request_uploads_once(self, town: Town) -> None:
        path = f"/crmbackend/upload/avatar/contact/{a_contact(town)}"
        key = {"Idempotency-Key": new_id()}
        once, again = (town.owner.http.post(path, files=image("avatar"), headers=key) for _ in range(2))
        assert (once.status_code, again.json()) == (200, once.json())
        other = town.owner.http.post(path, files=image("avatar", PNG + b"other"), headers=key)
        assert other.status_code == 409


class TestInvoices:
    def test_prices_terms_and_statuses(self, town: Town) -> None:
        contact = a_contact(town)
        items = [{"description": "Lamp", "quantity": 2.5, "unitPrice": 9.99}, {"description": "Post", "unitPrice": -1}]
        body = {"contactId": contact, "items": items, "paymentTerms": "net 14", "status": "paid"}
        invoice = sent(town.owner, "POST", "/invoices", json=body)["invoice"]
        assert (invoice["total"], invoice["remainingAmount"], invoice["status"]) == (23.98, 23.98, "draft")
        assert (invoice["items"][0]["unitPrice"], invoice["paymentTerms"]) == (9.99, "Net 14")
        assert invoice["contact"] == {"id": contact, "name": "Ann"}
        path = f"/crmbackend/invoices/{invoice['id']}"
        for wrong, field in (
            ({"items": []}, "items"),
            ({"items": [{"description": "x", "unitPrice": "y"}]}, "items.0.unitPrice"),
            ({"items": [{"description": "x", "unitPrice": 1, "quantity": 0}]}, "items.0.quantity"),
            ({"paymentTerms": "whenever"}, "paymentTerms"),
            ({"dueDate": "soon"}, "dueDate"),
            ({"status": "gone"}, "status"),
        ):
            refused = town.owner.http.patch(path, json=wrong)
            assert (refused.status_code, refused.json()["error"]["details"][0]["field"]) == (400, field)
        assert town.owner.http.patch(path, json={"status": "paid"}).status_code == 409
        changed = sent(
            town.owner, "PATCH", f"/invoices/{invoice['id']}", json={"items": items[:1], "dueDate": "2040-01-01"}
        )
        assert (changed["invoice"]["total"], changed["invoice"]["dueDate"][:10]) == (24.98, "2040-01-01")
        gone = sent(town.owner, "PATCH", f"/invoices/{invoice['id']}", json={"status": "cancelled"})
        assert gone["invoice"]["status"] == "cancelled"
        listed = sent(town.owner, "GET", "/invoices", params={"status": "cancelled", "contactId": contact})
        assert [each["id"] for each in listed["invoices"]] == [invoice["id"]]
        assert town.member.http.get(path).status_code == 404

    def test_sending(self, town: Town) -> None:
        invoice = an_invoice(town)
        template = {"subject": "{{invoiceNumber}} of {{organizationName}}", "content": "Dear {{contactFirstName}}"}
        refused = town.owner.http.post(f"/crmbackend/invoices/{invoice}/send", json={"customMessage": "{% x %}"})
        assert (refused.status_code, refused.json()["error"]["details"][0]["field"]) == (400, "customMessage")
        answer = sent(town.owner, "POST", f"/invoices/{invoice}/send", json={"template": template})
        assert answer["invoice"]["status"] == "sent"
        [message] = town.mailbox.messages(answer["sentTo"])
        assert message.subject.startswith(answer["invoice"]["number"])
        assert message.text.startswith("Dear Ann\n\nSee and pay the invoice:\n")
        assert len(message.attachments) == 1

    def test_payments_and_paying_online(self, town: Town) -> None:
        invoice = a_bill(town)
        path = f"/crmbackend/invoices/{invoice}"
        check = {"amount": 10, "paymentMethod": "credit_card", "paymentDate": "2026-01-02", "notes": "Thanks."}
        for wrong, field in (
            ({"amount": 0}, "amount"),
            ({"amount": None}, "amount"),
            ({"amount": 25.01}, "amount"),
            ({"paymentMethod": "shells"}, "paymentMethod"),
            ({"paymentDate": "9000-01-01"}, "paymentDate"),
        ):
            refused = town.owner.http.post(f"{path}/payments", json=check | wrong)
            assert (refused.status_code, refused.json()["error"]["details"][0]["field"]) == (400, field)
        for other in (town.member, town.stranger):
            assert other.http.post(f"{path}/payments", json=check).status_code == 404
            assert other.http.get(f"{path}/payments").status_code == 404
            assert other.http.post(f"{path}/pay", json={}).status_code == 404
        made = sent(town.owner, "POST", f"/invoices/{invoice}/payments", json=check)
        assert made["summary"] == {"total": 25, "paidAmount": 10, "remainingAmount": 15, "currency": "EUR"}
        assert made["payment"]["paymentDate"] == "2026-01-02T00:00:00.000Z"
        assert {name: made["payment"][name] for name in ("amount", "paymentMethod", "notes")} == {
            "amount": 10,
            "paymentMethod": "credit_card",
            "notes": "Thanks.",
        }

        assert town.manager.http.post(f"{path}/pay", json={}).status_code == 403
        for said, field in (({"amount": 25}, "amount"), ({"amount": 0}, "amount"), ({"currency": "usd"}, "currency")):
            refused = town.owner.http.post(f"{path}/pay", json=said)
            assert (refused.status_code, refused.json()["error"]["details"][0]["field"]) == (400, field)
        part = sent(town.owner, "POST", f"/invoices/{invoice}/pay", json={"amount": 7.5})
        assert (part["amount"], part["invoice"]["remainingAmount"]) == (7.5, 15)
        begun = sent(town.owner, "POST", f"/invoices/{invoice}/pay", json={})
        assert (begun["amount"], begun["currency"], begun["invoice"]["remainingAmount"]) == (15, "eur", 15)
        assert sent(town.owner, "POST", f"/invoices/{invoice}/pay", json={}) == begun
        card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040}
        town.anonymous.post("/api/v1/sandbox/cards/confirm", json={"client_secret": begun["clientSecret"], **card})
        town.mailbox.run_jobs()
        paid = sent(town.owner, "GET", f"/invoices/{invoice}")["invoice"]
        assert (paid["status"], [each["amount"] for each in paid["payments"]]) == ("paid", [10, 15])
        assert sent(town.owner, "GET", f"/invoices/{invoice}/payments")["payments"] == paid["payments"]
        assert town.owner.http.post(f"{path}/pay", json={}).status_code == 409
        assert town.owner.http.post(f"{path}/payments", json=check).status_code == 409
        assert town.anonymous.post("/crmbackend/invoices/webhook/stripe", json={"id": "evt_1"}).status_code == 401
