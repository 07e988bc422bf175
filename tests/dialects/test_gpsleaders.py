"""GPS Leaders' contract, replayed; who comes in, and what is set."""

from typing import Any

import pytest
from sqlalchemy import delete

from quintet.dialects.contract import Operation
from quintet.identity.users.models import User
from quintet.identity.workspaces.models import Member, Workspace
from quintet.kit.ids import new_id
from quintet.wiring import House
from tests.dialects.conformance import Call, Scenes, Town, card_webhook, operations_of, replay
from tests.dialects.gpsleaders import (
    ADDRESS,
    GATEWAY,
    MAPS,
    a_bill,
    a_busy_company,
    a_busy_lead,
    a_card,
    a_company,
    a_contact,
    a_device,
    a_lead,
    a_mailbox,
    a_paid_secret,
    a_payment,
    a_product,
    a_secret,
    a_tag,
    a_tagged_lead,
    a_task,
    a_user,
    addressed,
    after,
    an_invoice,
    an_invoice_with_devices,
    form_options,
    noted,
    noted_lead,
    on,
    only_company,
    photographed,
    picked,
    sent,
    signing_in,
    some_words,
    somebody_to_call,
    somebody_to_find,
    to_sign,
    with_a_card,
    with_books,
    with_gateway,
)

UNAUTHORIZED = {"error": "Unauthorized"}
COMPLETE = {
    "Auth",
    "Health",
    "Users",
    "Companies",
    "Contacts",
    "Leads",
    "Tasks",
    "Pipeline & Dashboard",
    "Taxonomy & Reference Data",
    "Tags",
    "Imports",
    "Products",
    "Lead Photos",
    "Payments",
    "Pay (public)",
    "Webhooks",
    "Invoices",
    "Devices, SIMs & Fulfillment",
    "QuickBooks",
}
WAITING = {
    "webhooks.cal": "bookings",
    "webhooks.plusvibe": "messaging",
    "webhooks.smsGateway": "messaging",
    "auth.google.start": "leads elsewhere: see tests/messaging",
    "auth.google.callback": "leads elsewhere: see tests/messaging",
    "auth.setup": "an empty installation: see below",
    "quickbooks.callback": "sends nobody to the settings: see below",
}


SCENES: Scenes = {
    "payments.details": on(a_payment),
    "pay.get": lambda town: Call(path={"token": a_secret(town)}),
    "pay.checkout": lambda town: Call(path={"token": a_secret(town)}, json={}),
    "pay.receipt": lambda town: Call(path={"token": a_paid_secret(town)}),
    "proposals.sign": lambda town: to_sign(town, json={"signedName": "Ann Ames"}),
    "webhooks.stripe": card_webhook,
    "users.emailAccount.assign": lambda town: Call(
        path={"id": town.member.user_id}, json={"emailAccountId": a_mailbox(town)}
    ),
    "users.smsGateway.get": lambda town: Call(path={"id": with_gateway(town)}),
    "users.smsGateway.create": lambda town: Call(path={"id": town.member.user_id}, json=GATEWAY),
    "users.smsGateway.update": lambda town: Call(path={"id": with_gateway(town)}, json={"isActive": False}),
    "users.smsGateway.delete": lambda town: Call(path={"id": with_gateway(town)}),
    "quickbooks.connect": lambda _: Call(),
    "quickbooks.disconnect": lambda town: with_books(town),
    "quickbooks.status": lambda town: with_books(town),
    "quickbooks.sync": lambda town: with_books(town, json={"type": "customer", "id": a_company(town)}),
    "quickbooks.syncStats": lambda _: Call(),
    "quickbooks.syncItems": lambda town: with_books(town),
    "companies.list": after(a_company, query={"limit": 10}),
    "companies.get": on(a_busy_company),
    "companies.enrich": on(a_company),
    "companies.create": lambda _: Call(json={"name": "Bolt", "icpTag": "fleet", "status": "CUSTOMER"}),
    "companies.update": on(a_company, json={"salesNote": "Call early.", "status": "DEAD"}),
    "companies.addresses.list": lambda town: only_company(addressed(town)),
    "companies.addresses.create": on(a_company, json=ADDRESS),
    "companies.addresses.update": lambda town: addressed(town, json={"city": "Norman"}),
    "companies.addresses.delete": addressed,
    "companies.cards.list": on(with_a_card),
    "companies.cards.setupIntent": on(a_company, json={}),
    "companies.cards.delete": a_card,
    "companies.notes.list": lambda town: only_company(noted(town)),
    "companies.notes.create": on(a_company, json={"body": "Likes tea."}),
    "companies.notes.update": lambda town: noted(town, json={"body": "Likes coffee."}),
    "companies.notes.delete": noted,
    "auth.login": signing_in,
    "health.get": lambda _: Call(),
    "users.list": lambda _: Call(),
    "users.invite": lambda _: Call(
        json={"email": f"{new_id()}@example.com", "firstName": "A", "lastName": "B", "role": "REP"}
    ),
    "users.me.get": lambda _: Call(),
    "users.me.update": lambda _: Call(json={"firstName": "Ann", "lastName": "Ames", "phone": "+493012345"}),
    "users.update": on(lambda town: a_user(town)[0], json={"role": "ADMIN"}),
    "users.delete": on(lambda town: a_user(town)[0]),
    "contacts.list": after(a_contact, query={"search": "ann", "limit": 10}),
    "contacts.create": lambda _: Call(json={"firstName": "Bo", "phone": "+493012345", "isSmsEligible": True}),
    "contacts.get": on(a_contact),
    "contacts.update": on(a_contact, json={"title": "CEO"}),
    "contacts.delete": on(a_contact),
    "contacts.findDirectEmail": on(somebody_to_find),
    "contacts.findDirectMobile": on(somebody_to_find),
    "contacts.verifyEmail": on(a_contact),
    "contacts.verifyPhone": on(somebody_to_call),
    "leads.list": after(a_lead, query={"limit": 10}),
    "leads.get": on(a_busy_lead),
    "pipeline.get": after(a_lead),
    "dashboard.get": after(a_lead),
    "activities.list": after(a_busy_lead),
    "leads.create": lambda town: Call(json={"contactId": a_contact(town), "stage": "CONTACTED", "estimatedUnits": 3}),
    "leads.update": on(a_lead, json={"stage": "QUALIFIED", "contact": {"title": "CEO"}}),
    "leads.delete": on(a_lead),
    "leads.stage.update": on(a_lead, json={"stage": "WON"}),
    "leads.notes.list": lambda town: only_company(noted_lead(town)),
    "leads.notes.create": on(a_lead, json={"body": "Likes tea."}),
    "leads.notes.update": lambda town: noted_lead(town, json={"body": "Likes coffee."}),
    "leads.notes.delete": noted_lead,
    "import.contacts": lambda _: Call(json={"contacts": [{"firstName": "Ann", "email": f"{new_id()}@example.com"}]}),
    "imports.leads": lambda _: Call(data={"icpTag": "icp-best-fit"}, files={"file": ("maps.csv", MAPS, "text/csv")}),
    "leads.tags.list": on(a_tagged_lead),
    "leads.tags.apply": on(a_lead, json={"tagSlug": "spoke-later"}),
    "leads.tags.remove": on(a_tagged_lead, query={"tagSlug": "follow-up"}),
    "tags.list": lambda _: Call(query={"category": "ICP"}),
    "tags.create": lambda _: Call(json={"slug": new_id(), "name": new_id(), "description": "Ours."}),
    "tags.update": on(a_tag, json={"name": new_id(), "sortOrder": 4, "isActive": False}),
    "tags.delete": on(a_tag),
    "tasks.list": after(a_task, query={"completed": "false", "priority": "HIGH"}),
    "tasks.create": lambda _: Call(json={"title": "Write", "durationMin": 30}),
    "tasks.get": on(a_task),
    "tasks.update": on(a_task, json={"isCompleted": True}),
    "tasks.delete": on(a_task),
    "settings.get": lambda _: Call(),
    "settings.update": lambda _: Call(json={"key": "theme", "value": "dark"}),
    "taxonomies.list": after(some_words, query={"type": "VENDOR"}),
    "taxonomies.create": lambda _: Call(json={"type": "VENDOR", "value": new_id(), "sortOrder": 3, "active": False}),
    "taxonomies.update": on(some_words, json={"sortOrder": 5, "active": False}),
    "taxonomies.delete": on(some_words),
    "taxonomy.values": after(some_words, query={"type": "BACKEND"}),
    "invoices.list": after(an_invoice, query={"status": "DRAFT", "limit": 10}),
    "invoices.create": lambda town: Call(
        json={"companyId": a_company(town), "lineItems": [{"description": "x", "quantity": 1, "unitPrice": 5}]}
    ),
    "invoices.get": on(an_invoice),
    "invoices.adminChargeIntent": on(a_bill),
    "invoices.serials.list": on(an_invoice_with_devices),
    "invoices.serials.assign": lambda town: picked(town, serials=True),
    "invoices.update": on(an_invoice, json={"notes": "Thank you.", "dueDate": "2040-01-31"}),
    "products.list": after(a_product, query={"search": "lamp", "active": "all"}),
    "products.update": on(a_product, json={"active": False}),
    "leadPhotos.get": photographed,
    "formOptions.get": after(form_options),
    "devices.list": after(a_device, query={"status": "IN_STOCK", "limit": 1}),
    "devices.create": lambda _: Call(json={"serialNumber": new_id(), "imei": None, "notes": "Scratched"}),
    "sims.list": after(a_device, query={"status": "ASSIGNED", "limit": 1}),
    "sims.create": lambda _: Call(json={"iccid": "8944500102198304826", "carrier": "Orbit"}),
    "fulfillment.list": after(
        lambda town: sent(town.owner, "PATCH", "/fulfillment", json=picked(town).json), query={"status": "PICKING"}
    ),
    "fulfillment.update": picked,
}


@pytest.mark.parametrize("operation", operations_of("gpsleaders", COMPLETE, WAITING), ids=lambda each: each.id)
def test_operation(operation: Operation, town: Town) -> None:
    replay(
        town,
        "gpsleaders",
        operation,
        SCENES[operation.id],
        unauthorized=UNAUTHORIZED,
        forbidden=lambda body: set(body) == {"error"},
    )


class TestAuth:
    def test_the_cookie_lasts_seven_days_and_opens(self, town: Town) -> None:
        _, email, password = a_user(town)
        browser = town.visitor()
        answer = browser.post("/gpsleaders/api/auth", json={"email": email, "password": password})
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("token=")
        assert "Max-Age=604800" in cookie
        assert "HttpOnly" in cookie
        assert browser.get("/gpsleaders/api/users/me").json()["data"]["email"] == email
        wrong = town.visitor().post("/gpsleaders/api/auth", json={"email": email, "password": "wrong"})
        assert (wrong.status_code, set(wrong.json())) == (401, {"error"})

    def test_set_up_is_for_the_first_only(self, house: House, anonymous: Any) -> None:
        first = {"email": "first@example.com", "password": "long enough 1", "firstName": "Ann", "lastName": "Ames"}
        refused = anonymous.put("/gpsleaders/api/auth", json=first)
        assert (refused.status_code, refused.json()) == (403, {"error": "SETUP_ALREADY_COMPLETED"})
        house.db.write_sync(lambda s: [s.execute(delete(model)) for model in (Member, Workspace, User)])
        made = anonymous.put("/gpsleaders/api/auth", json=first)
        assert made.status_code == 201
        assert made.json()["user"]["role"] == "ADMIN"
        assert anonymous.put("/gpsleaders/api/auth", json=first).status_code == 403


class TestUsers:
    def test_reps_see_the_active_in_brief(self, town: Town) -> None:
        assert town.member.http.get("/gpsleaders/api/users").status_code == 403
        brief = sent(town.member, "GET", "/users", params={"active": "true"})
        assert set(brief[0]) == {"id", "firstName", "lastName", "email", "role"}

    def test_nobody_changes_their_own_account(self, town: Town) -> None:
        path = f"/gpsleaders/api/users/{town.owner.user_id}"
        assert town.owner.http.patch(path, json={"isActive": False}).status_code == 403
        assert town.owner.http.delete(path).status_code == 403

    def test_administrators_change_names_and_phones(self, town: Town) -> None:
        body = {"email": f"{new_id()}@example.com", "firstName": "Lin", "lastName": "Wu", "phone": "+493012345"}
        made = sent(town.owner, "POST", "/users", json=body)["user"]
        assert (made["phone"], made["lastLoginAt"], made["invitedBy"]["id"]) == ("+493012345", None, town.owner.user_id)
        path = f"/users/{made['id']}"
        changed = sent(town.owner, "PATCH", path, json={"firstName": "Li", "phone": "+493054321", "role": "ADMIN"})
        assert (changed["firstName"], changed["lastName"], changed["phone"]) == ("Li", "Wu", "+493054321")
        assert changed["role"] == "ADMIN"
        assert town.owner.http.patch(f"/gpsleaders/api{path}", json={"firstName": "x" * 300}).status_code == 400
        own = sent(town.owner, "PATCH", f"/users/{town.owner.user_id}", json={"lastName": "Olsen", "isActive": True})
        assert (own["lastName"], own["role"]) == ("Olsen", "ADMIN")
        sent(town.owner, "PATCH", "/users/me", json={"lastName": ""})
        assert town.member.http.patch(f"/gpsleaders/api{path}", json={"firstName": "x"}).status_code == 403
        _, email, password = a_user(town)
        town.visitor().post("/gpsleaders/api/auth", json={"email": email, "password": password})
        (seen,) = [each for each in sent(town.owner, "GET", "/users") if each["email"] == email]
        assert seen["lastLoginAt"] is not None

    def test_ones_own_account(self, town: Town) -> None:
        _, email, password = a_user(town)
        town.sign_in_as("mover", email, password)
        mover, new = town.people["mover"], f"{new_id()}@example.com"
        path = "/gpsleaders/api/users/me"
        assert sent(mover, "PATCH", "/users/me", json={"firstName": "Ada"})["lastName"] == "Okafor"
        assert mover.http.patch(path, json={"email": new}).status_code == 400
        assert mover.http.patch(path, json={"email": new, "currentPassword": "wrong"}).status_code == 400
        taken = {"email": a_user(town)[1], "currentPassword": password}
        assert mover.http.patch(path, json=taken).status_code == 409
        short = {"currentPassword": password, "newPassword": "short"}
        assert mover.http.patch(path, json=short).status_code == 400
        body = {"email": new, "phone": "", "currentPassword": password, "newPassword": "long enough 2"}
        seen = sent(mover, "PATCH", "/users/me", json=body)
        assert (seen["email"], seen["pendingEmail"], seen["phone"]) == (email, new, None)
        login = {"email": email, "password": "long enough 2"}
        assert town.visitor().post("/gpsleaders/api/auth", json=login).status_code == 200

    def test_who_is_deleted_is_out(self, town: Town) -> None:
        id_, email, password = a_user(town)
        town.sign_in_as("gone", email, password)
        assert town.people["gone"].http.get("/gpsleaders/api/health").status_code == 200
        assert sent(town.owner, "DELETE", f"/users/{id_}")["isActive"] is False
        assert town.people["gone"].http.get("/gpsleaders/api/users/me").status_code == 401


class TestSettings:
    def test_secrets_are_for_administrators(self, town: Town) -> None:
        for key, value in (("theme", "dark"), ("qb_token", "secret")):
            assert sent(town.owner, "PATCH", "/settings", json={"key": key, "value": value})["value"] == value
        assert sent(town.owner, "GET", "/settings")["qb_token"] == "secret"
        seen = sent(town.member, "GET", "/settings")
        assert (seen["theme"], "qb_token" in seen) == ("dark", False)
        body = {"key": "theme", "value": "x"}
        assert town.member.http.patch("/gpsleaders/api/settings", json=body).status_code == 403


class TestTaxonomies:
    def test_lists_say_what_is_asked(self, town: Town) -> None:
        for value, active in (("Post", True), ("Pigeon", False)):
            sent(town.owner, "POST", "/taxonomies", json={"type": "PAYMENT_METHOD", "value": value, "active": active})

        def words(**query: str) -> Any:
            return sent(town.member, "GET", "/taxonomies", params=query)

        asked = {state: words(type="PAYMENT_METHOD", active=state) for state in ("true", "false", "all")}
        told = {state: [row["value"] for row in rows] for state, rows in asked.items()}
        assert told == {"true": ["Post"], "false": ["Pigeon"], "all": ["Post", "Pigeon"]}
        assert [row["value"] for row in words()["PAYMENT_METHOD"]] == ["Post"]
        assert [row["sortOrder"] for row in asked["all"]] == [0, 1]
        lean = sent(town.member, "GET", "/taxonomy/values", params={"type": "PAYMENT_METHOD"})
        assert lean == [{"id": asked["true"][0]["id"], "value": "Post"}]
        again = {"type": "PAYMENT_METHOD", "value": "POST"}
        assert town.owner.http.post("/gpsleaders/api/taxonomies", json=again).status_code == 409
        assert town.owner.http.get("/gpsleaders/api/taxonomies", params={"type": "MOOD"}).status_code == 400
