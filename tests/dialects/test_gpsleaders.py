"""GPS Leaders' contract, replayed."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import delete

from quintet.dialects.contract import Operation
from quintet.foundation.db.raw import count_queries
from quintet.identity.users.models import User
from quintet.identity.workspaces.models import Member, Workspace
from quintet.kit.ids import new_id
from quintet.wiring import House
from tests.dialects.conformance import Call, Scene, Scenes, Town, card_webhook, operations_of, replay
from tests.world import Person

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
    "auth.google.start": "mail accounts",
    "auth.google.callback": "mail accounts",
    "auth.setup": "an empty installation: see below",
    "quickbooks.callback": "sends nobody to the settings: see below",
    "users.emailAccount.assign": "mail accounts",
    "users.smsGateway.get": "messaging",
    "users.smsGateway.create": "messaging",
    "users.smsGateway.update": "messaging",
    "users.smsGateway.delete": "messaging",
}


def sent(person: Person, method: str, path: str, **call: Any) -> Any:
    """What `data` says; the test fails when the call does."""
    answer = person.http.request(method, f"/gpsleaders/api{path}", **call)
    assert answer.status_code < 300, answer.text
    return answer.json()["data"]


def a_contact(town: Town) -> str:
    body = {"firstName": "Ann", "email": f"{new_id()}@example.com", "company": "Acme", "notes": "Likes tea."}
    id_: str = sent(town.owner, "POST", "/contacts", json=body)["id"]
    return id_


def somebody_to_find(town: Town) -> str:
    """A person without an address at a company with a domain."""
    company = town.owner.made("/companies", name="Findable", domain=f"{new_id()}.example")["id"]
    id_: str = town.owner.made("/contacts", first_name="Ann", last_name="Ames", company_id=company)["id"]
    return id_


def somebody_to_call(town: Town) -> str:
    id_: str = sent(town.owner, "POST", "/contacts", json={"firstName": "Bo", "phone": "+493012345671"})["id"]
    return id_


def a_task(town: Town) -> str:
    id_: str = sent(town.owner, "POST", "/tasks", json={"title": "Call", "priority": "HIGH"})["id"]
    return id_


def a_user(town: Town) -> tuple[str, str, str]:
    """Their id, address and temporary password."""
    email = f"{new_id()}@example.com"
    body = {"email": email, "firstName": "Noor", "lastName": "Okafor", "role": "REP"}
    made = sent(town.owner, "POST", "/users", json=body)
    return made["user"]["id"], email, made["tempPassword"]


def some_words(town: Town) -> str:
    """One of each kind that forms offer; the id of a new one."""
    kinds = ("BACKEND", "CELLULAR_CARRIER", "SHIPPING_TYPE", "VENDOR")
    made = [sent(town.owner, "POST", "/taxonomies", json={"type": kind, "value": new_id()}) for kind in kinds]
    for path, value in (("tax-rates", "percent"), ("payment-terms", "days"), ("contract-terms", "months")):
        town.owner.made(f"/{path}", name=new_id(), **{value: 12})
    id_: str = made[-1]["id"]
    return id_


def a_product(town: Town) -> str:
    id_: str = town.owner.made("/products", name="Lamp", price_minor=1_250, description="Shines", category="Light")[
        "id"
    ]
    return id_


def an_order(town: Town) -> tuple[str, str]:
    """An invoice and its fulfilment order."""
    line = {"description": "GTX Pro", "unit_price_minor": 4_800}
    company = town.owner.made("/companies", name="Acme", email=f"{new_id()}@example.com")
    invoice = town.owner.made("/invoices", company_id=company["id"], lines=[line])["id"]
    return invoice, town.owner.made("/fulfilment-orders", invoice_id=invoice)["id"]


def a_device(town: Town) -> str:
    """Its id; a SIM card is in it."""
    id_: str = sent(town.owner, "POST", "/devices", json={"serialNumber": new_id()})["id"]
    iccid = f"89{int(new_id().replace('-', ''), 16) % 10**18:018d}"
    sent(town.owner, "POST", "/sims", json={"iccid": iccid, "deviceId": id_})
    return id_


def picked(town: Town, *, serials: bool = False) -> Call:
    """An order's invoice and a device for it."""
    invoice, order = an_order(town)
    if serials:
        return Call(path={"id": invoice}, json={"serialNumbers": [new_id()]})
    return Call(json={"orderId": order, "action": "pick", "deviceIds": [a_device(town)]})


def an_invoice_with_devices(town: Town) -> str:
    call = picked(town, serials=True)
    sent(town.owner, "POST", f"/invoices/{call.path['id']}/serials", json=call.json)
    return call.path["id"]


def on(make: Callable[[Town], str], **call: Any) -> Scene:
    return lambda town: Call(path={"id": make(town)}, **call)


def after(make: Callable[[Town], Any], **call: Any) -> Scene:
    def scene(town: Town) -> Call:
        make(town)
        return Call(**call)

    return scene


def signing_in(town: Town) -> Call:
    _, email, password = a_user(town)
    return Call(json={"email": email, "password": password})


def a_company(town: Town) -> str:
    id_: str = sent(town.owner, "POST", "/companies", json={"name": "Acme", "status": "PARTNER"})["id"]
    return id_


def an_invoice(town: Town) -> str:
    lines = [{"description": "Tracker", "quantity": 2, "unitPrice": 12.5, "productCode": "GTX"}]
    id_: str = sent(town.owner, "POST", "/invoices", json={"companyId": a_company(town), "lineItems": lines})["id"]
    return id_


def addressed(town: Town, **call: Any) -> Call:
    company = a_company(town)
    made = sent(town.owner, "POST", f"/companies/{company}/addresses", json=ADDRESS)
    return Call(path={"id": company, "addressId": made["id"]}, **call)


def noted(town: Town, **call: Any) -> Call:
    company = a_company(town)
    made = sent(town.owner, "POST", f"/companies/{company}/notes", json={"body": "Likes tea."})
    return Call(path={"id": company, "noteId": made["id"]}, **call)


def a_card(town: Town, **call: Any) -> Call:
    """A saved card of a company, put there as the browser does."""
    company = a_company(town)
    setup = town.owner.http.post(f"/gpsleaders/api/companies/{company}/cards").json()
    card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040}
    saved = town.owner.post("/sandbox/cards/confirm", {"client_secret": setup["clientSecret"], **card})
    assert saved.status_code == 200, saved.text
    id_ = sent(town.owner, "GET", f"/companies/{company}/cards")[0]["id"]
    return Call(path={"id": company, "paymentMethodId": id_}, **call)


def with_a_card(town: Town) -> str:
    id_: str = a_card(town).path["id"]
    return id_


def a_bill(town: Town, company: str = "") -> str:
    """One that waits for 120.50."""
    id_: str = town.owner.made("/invoices", company_id=company or a_company(town), lines=LINES)["id"]
    assert town.owner.post(f"/invoices/{id_}/mark-sent").status_code == 200
    return id_


def a_secret(town: Town) -> str:
    url: str = town.owner.get(f"/invoices/{a_bill(town)}/pay-link").json()["url"]
    return url.partition("#")[2]


def to_sign(town: Town, **call: Any) -> Call:
    """The secret of an invoice with an agreement."""
    agreed = town.owner.made(
        "/document-templates", type="agreement", name=new_id(), content="Agreed: {{invoice.number}}"
    )
    invoice = town.owner.made("/invoices", company_id=a_company(town), lines=LINES, agreement_template_id=agreed["id"])[
        "id"
    ]
    assert town.owner.post(f"/invoices/{invoice}/mark-sent").status_code == 200
    secret = sent(town.owner, "GET", f"/invoices/{invoice}")["paymentToken"]
    return Call(path={"token": secret}, **call)


def a_paid_secret(town: Town) -> str:
    invoice = a_bill(town)
    town.owner.made("/payments", invoice_id=invoice, amount_minor=12_050, method="check")
    secret: str = sent(town.owner, "GET", f"/invoices/{invoice}")["paymentToken"]
    return secret


def a_payment(town: Town) -> str:
    paid = {"invoice_id": a_bill(town), "amount_minor": 50, "method": "check"}
    id_: str = town.owner.made("/payments", **paid)["id"]
    return id_


def with_books(town: Town, **call: Any) -> Call:
    """QuickBooks is connected, as its page does it."""
    url = urlsplit(town.owner.http.get("/gpsleaders/api/quickbooks/connect").json()["url"])
    back = town.owner.http.get(url.path, params=dict(parse_qsl(url.query)), follow_redirects=False)
    assert (back.status_code, back.headers["location"]) == (302, "/settings?qb=connected")
    return Call(**call)


def a_lead(town: Town) -> str:
    made = sent(town.owner, "POST", "/leads", json={"contactId": a_contact(town), "estimatedRevenue": 1200.5})
    id_: str = made["id"]
    return id_


def a_newcomer(town: Town) -> str:
    """A contact of a company that nobody else is at."""
    body = {"firstName": "Ann", "email": f"{new_id()}@example.com", "company": f"Acme {new_id()}"}
    id_: str = sent(town.owner, "POST", "/contacts", json=body)["id"]
    return id_


def a_busy_lead(town: Town) -> str:
    """A lead of a company of its own, with a task and an activity."""
    id_: str = sent(town.owner, "POST", "/leads", json={"contactId": a_newcomer(town)})["id"]
    on = {"related_type": "lead", "related_id": id_}
    sent(town.owner, "POST", "/tasks", json={"title": "Call", "leadId": id_})
    town.owner.made("/activities", type="call", subject="Hello", **on)
    return id_


def a_busy_company(town: Town) -> str:
    """A company with a lead, a contact, a task and an address."""
    id_: str = sent(town.owner, "GET", f"/leads/{a_busy_lead(town)}")["companyId"]
    sent(town.owner, "POST", f"/companies/{id_}/addresses", json=ADDRESS)
    sent(town.owner, "POST", "/tasks", json={"title": "Visit", "companyId": id_})
    return id_


def a_tag(town: Town) -> str:
    id_: str = sent(town.owner, "POST", "/tags", json={"slug": new_id(), "name": new_id()})["id"]
    return id_


def a_tagged_lead(town: Town) -> str:
    id_ = a_lead(town)
    sent(town.owner, "POST", f"/leads/{id_}/tags", json={"tagSlug": "follow-up"})
    return id_


def noted_lead(town: Town, **call: Any) -> Call:
    lead = a_lead(town)
    made = sent(town.owner, "POST", f"/leads/{lead}/notes", json={"body": "Likes tea."})
    return Call(path={"id": lead, "noteId": made["id"]}, **call)


def photographed(town: Town) -> Call:
    company = a_company(town)
    url = sent(town.owner, "POST", f"/companies/{company}/enrich")["photoUrl"]
    assert sent(town.owner, "GET", f"/companies/{company}")["photoUrl"] == url
    before, _, filename = url.rpartition("/")
    assert before == "/api/lead-photos"
    return Call(path={"filename": filename})


def only_company(call: Call) -> Call:
    call.path = {"id": call.path["id"]}
    return call


MAPS = b"""name,category,full_address,city,state,phone,site,rating,reviews,place_id
Bolt Plumbing,Plumber,1 Mill Road,Tulsa,OK,+19185550100,bolt-plumbing.example,"4,7","1,203",place-1
Acme Pipes,Plumber,2 Mill Road,Tulsa,OK,not a number,,,,place-2
,Plumber,,,,,,,,
"""
LINES = [{"description": "Tracker", "unit_price_minor": 12_050}]
ADDRESS = {"label": "HQ", "type": "BOTH", "addressLine1": "1 Mill Road", "city": "Tulsa", "state": "OK", "zip": "74103"}


def form_options(town: Town) -> None:
    some_words(town)
    town.owner.made("/document-templates", type="agreement", name=new_id(), content="Agreed.")


SCENES: Scenes = {
    "payments.details": on(a_payment),
    "pay.get": lambda town: Call(path={"token": a_secret(town)}),
    "pay.checkout": lambda town: Call(path={"token": a_secret(town)}, json={}),
    "pay.receipt": lambda town: Call(path={"token": a_paid_secret(town)}),
    "proposals.sign": lambda town: to_sign(town, json={"signedName": "Ann Ames"}),
    "webhooks.stripe": card_webhook,
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


class TestCompanies:
    def test_photos_of_places_only(self, town: Town) -> None:
        name = photographed(town).path["filename"]
        photo = town.member.http.get(f"/gpsleaders/api/lead-photos/{name}")
        assert (photo.headers["content-type"], photo.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
        png = {"file": ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(64), "image/png")}
        avatar = town.owner.http.post("/api/v1/files", files=png, data={"purpose": "avatar"}).json()["id"]
        for other in (f"{avatar}.jpg", f"{new_id()}.jpg", name.replace(".jpg", ".png"), "..%2fsecret.jpg"):
            assert town.owner.http.get(f"/gpsleaders/api/lead-photos/{other}").status_code == 404
        assert town.stranger.http.get(f"/gpsleaders/api/lead-photos/{name}").status_code == 404

    def test_one_default_for_each_use(self, town: Town) -> None:
        company = a_company(town)
        path = f"/companies/{company}/addresses"
        first = sent(town.owner, "POST", path, json={**ADDRESS, "isDefaultBilling": True})
        second = sent(town.owner, "POST", path, json={**ADDRESS, "label": "Depot", "isDefaultBilling": True})
        listed = sent(town.owner, "GET", path)
        assert [(each["id"], each["isDefaultBilling"]) for each in listed if each["isDefaultBilling"]] == [
            (second["id"], True)
        ]
        assert first["country"] == "US"
        wrong = town.owner.http.post(f"/gpsleaders/api{path}", json={**ADDRESS, "type": "HOME"})
        assert (wrong.status_code, "type" in wrong.json()["error"]) == (400, True)

    def test_notes_are_their_authors(self, town: Town) -> None:
        call = noted(town)
        path = f"/gpsleaders/api/companies/{call.path['id']}/notes/{call.path['noteId']}"
        assert town.manager.http.patch(path, json={"body": "Mine now."}).status_code == 403
        assert town.member.http.patch(path, json={"body": "Mine now."}).status_code == 404
        elsewhere = path.replace(call.path["id"], a_company(town))
        assert town.owner.http.patch(elsewhere, json={"body": "x"}).status_code == 404

    def test_a_change_of_status_is_on_the_timeline(self, town: Town) -> None:
        id_ = a_company(town)
        assert sent(town.owner, "PATCH", f"/companies/{id_}", json={"status": "CUSTOMER"})["status"] == "CUSTOMER"
        newest = town.owner.listed(f"/timeline/company/{id_}")[0]
        assert [(each["field"], each["after"]) for each in newest["changes"]] == [("status", "customer")]


class TestQuickBooks:
    def test_there_and_back(self, town: Town) -> None:
        way = "/gpsleaders/api/quickbooks"

        def led_to(person: Any, **query: str) -> str:
            answer = person.get(f"{way}/callback", params=query, follow_redirects=False)
            assert answer.status_code == 302
            return str(answer.headers["location"])

        assert led_to(town.visitor(), state="x", code="y") == "/settings?error=auth_required"
        assert led_to(town.owner.http, state="x", code="y") == "/settings?error=connection_lost"
        with_books(town)
        name = town.owner.get("/workspace").json()["name"]
        shown = town.member.http.get(f"{way}/status").json()
        assert shown == {"connected": True, "companyName": f"{name} (sandbox books)"}
        company = sent(town.member, "POST", "/companies", json={"name": f"Fleet {new_id()}"})["id"]
        town.mailbox.messages()
        [entry] = [row for row in town.owner.listed("/accounting/entries") if row["record_id"] == company]
        assert (entry["kind"], entry["status"]) == ("customer", "synced")
        bad = sent(town.owner, "POST", "/companies", json={"name": f"rejected.example {new_id()}"})["id"]
        for name, status in ((bad, 502), (new_id(), 404)):
            answer = town.owner.http.post(f"{way}/sync", json={"type": "customer", "id": name})
            assert (answer.status_code, set(answer.json())) == (status, {"error"})
        assert town.owner.http.post(f"{way}/sync", json={"type": "item", "id": bad}).status_code == 400
        assert town.owner.http.post(f"{way}/disconnect").json() == {"success": True}
        assert town.member.http.get(f"{way}/status").json() == {"connected": False}
        answer = town.owner.http.post(f"{way}/sync", json={"type": "customer", "id": company})
        assert answer.status_code == 409


class TestLeads:
    def test_a_life_in_its_words(self, town: Town) -> None:
        id_ = a_lead(town)
        lead = town.owner.get(f"/leads/{id_}", expand="stage,company").json()
        assert (lead["stage"]["title"], lead["company"]["title"]) == ("New", "Acme")
        assert lead["estimated_revenue_minor"] == 120_050
        for word, status in (("ENGAGED", "open"), ("LOST", "lost"), ("BOGUS", "bogus"), ("NEW_LEAD", "open")):
            moved = sent(town.owner, "PATCH", f"/leads/{id_}/stage", json={"stage": word, "lostReason": "Price"})
            assert moved["stage"] == word
            assert town.owner.get(f"/leads/{id_}").json()["status"] == status
        wrong = town.owner.http.patch(f"/gpsleaders/api/leads/{id_}/stage", json={"stage": "MAYBE"})
        assert (wrong.status_code, "stage" in wrong.json()["error"]) == (400, True)

    def test_the_person_is_changed_with_the_lead_or_neither(self, town: Town) -> None:
        id_ = a_lead(town)
        contact = town.owner.get(f"/leads/{id_}").json()["contact_id"]
        body = {"estimatedUnits": -1, "contact": {"title": "CEO"}}
        assert town.owner.http.patch(f"/gpsleaders/api/leads/{id_}", json=body).status_code == 400
        assert town.owner.get(f"/contacts/{contact}").json()["title"] is None
        sent(town.owner, "PATCH", f"/leads/{id_}", json={**body, "estimatedUnits": 4})
        assert town.owner.get(f"/contacts/{contact}").json()["title"] == "CEO"

    def test_notes_need_a_company(self, town: Town) -> None:
        contact = sent(town.owner, "POST", "/contacts", json={"firstName": "Solo", "phone": "+493012345673"})["id"]
        id_ = sent(town.owner, "POST", "/leads", json={"contactId": contact})["id"]
        assert town.owner.http.get(f"/gpsleaders/api/leads/{id_}/notes").status_code == 400
        assert town.member.http.get(f"/gpsleaders/api/leads/{id_}/notes").status_code == 404


class TestPages:
    """Lists and details as the pages of its front end show them."""

    def test_a_lead_in_a_list(self, town: Town) -> None:
        icp = f"icp-{new_id()}"
        id_ = a_busy_lead(town)
        company = sent(town.owner, "GET", f"/leads/{id_}")["companyId"]
        sent(town.owner, "PATCH", f"/companies/{company}", json={"icpTag": icp})

        def listed(**query: str) -> list[Any]:
            found = sent(town.owner, "GET", "/leads", params={"icp": icp, **query})
            return [(lead["id"], lead["stage"], (lead["nextTask"] or {}).get("title")) for lead in found]

        assert listed() == listed(stage="NEW_LEAD") == [(id_, "NEW_LEAD", "Call")]
        assert listed(stage="QUALIFIED") == []
        assert town.owner.http.get("/gpsleaders/api/leads", params={"stage": "ODD"}).status_code == 400
        sent(town.owner, "PATCH", f"/leads/{id_}/stage", json={"stage": "QUALIFIED"})
        assert listed(stage="QUALIFIED") == [(id_, "QUALIFIED", "Call")]
        assert town.owner.http.delete(f"/gpsleaders/api/leads/{id_}").status_code == 200
        assert listed() == []
        assert listed(stage="BOGUS") == [(id_, "BOGUS", "Call")]

    def test_a_lead_whole(self, town: Town) -> None:
        id_ = a_busy_lead(town)
        lead = sent(town.owner, "GET", f"/leads/{id_}")
        assert lead["contact"]["firstName"] == "Ann"
        assert [task["title"] for task in lead["tasks"]] == ["Call"]
        assert [activity["subject"] for activity in lead["activities"]] == ["Hello"]
        assert town.member.http.get(f"/gpsleaders/api/leads/{id_}").status_code == 404

    def test_a_company(self, town: Town) -> None:
        id_ = a_busy_company(town)
        company = sent(town.owner, "GET", f"/companies/{id_}")
        assert (company["activeDeals"], company["lifetimeValue"], len(company["addresses"])) == (1, 0, 1)
        assert [task["title"] for task in company["tasks"]] == ["Visit"]
        told = [event["type"] for event in company["openLeadTimeline"]["events"]]
        assert told[-1] == "lead.created"
        assert "activity.created" in told
        rows = sent(town.owner, "GET", "/companies", params={"search": company["name"], "limit": 100})
        (row,) = [each for each in rows if each["id"] == id_]
        assert row["lastActivityAt"] == company["lastActivityAt"] is not None
        assert row["primaryContact"]["name"] == "Ann"
        assert town.member.http.get(f"/gpsleaders/api/companies/{id_}").status_code == 404
        sent(town.owner, "PATCH", f"/companies/{id_}", json={"status": "PARTNER"})
        partners = sent(town.owner, "GET", "/companies", params={"partner": "true", "limit": 100})
        assert {each["status"] for each in partners} == {"PARTNER"}
        assert id_ in {each["id"] for each in partners}
        assert town.owner.http.get("/gpsleaders/api/companies", params={"status": "ODD"}).status_code == 400

    def test_the_pipeline_leaves_out_who_is_sold_to(self, town: Town) -> None:
        def standing() -> dict[str, tuple[int, float]]:
            columns = sent(town.owner, "GET", "/pipeline")
            return {column["stage"]: (column["count"], column["revenue"]) for column in columns}

        before = standing()
        body = {"contactId": a_newcomer(town), "stage": "ENGAGED", "estimatedRevenue": 120.5}
        id_ = sent(town.owner, "POST", "/leads", json=body)["id"]
        count, revenue = standing()["ENGAGED"]
        assert (count - before["ENGAGED"][0], revenue - before["ENGAGED"][1]) == (1, 120.5)
        cards = {column["stage"]: column["leads"] for column in sent(town.owner, "GET", "/pipeline")}
        assert cards["ENGAGED"][0]["id"] == id_
        company = sent(town.owner, "GET", f"/leads/{id_}")["companyId"]
        sent(town.owner, "PATCH", f"/companies/{company}", json={"status": "CUSTOMER"})
        assert standing()["ENGAGED"] == before["ENGAGED"]
        assert all(column["count"] == 0 for column in sent(town.member, "GET", "/pipeline"))

    def test_the_dashboard_counts_what_was_won(self, town: Town) -> None:
        before = sent(town.owner, "GET", "/dashboard")
        body = {"contactId": a_contact(town), "stage": "WON", "estimatedRevenue": 80}
        sent(town.owner, "POST", "/leads", json=body)
        sent(town.owner, "POST", "/tasks", json={"title": "Late", "dueAt": "2020-01-01T10:00:00Z"})
        after_ = sent(town.owner, "GET", "/dashboard")
        assert after_["mtdRevenue"] - before["mtdRevenue"] == 80
        assert after_["tasks"]["overdue"] - before["tasks"]["overdue"] == 1


class TestImports:
    def maps(self, town: Town, mode: str, **form: str) -> Any:
        call = {"data": {"icpTag": "icp-good-fit", **form}, "files": {"file": ("maps.csv", MAPS, "text/csv")}}
        return sent(town.owner, "POST", "/imports/leads", params={"mode": mode}, **call)

    def test_a_table_of_businesses(self, town: Town) -> None:
        before = town.owner.get("/leads", count="true").json()["total"]
        told = self.maps(town, "dry_run", businessLabel="Plumbers")
        statuses = {row["row"]: row["status"] for row in told["results"]}
        assert statuses[3] == "error"
        assert "phone" in next(row["error"] for row in told["results"] if row["row"] == 3)
        assert town.owner.get("/leads", count="true").json()["total"] == before
        body: dict[str, Any] = {"data": {}, "files": {"file": ("maps.csv", MAPS, "text/csv")}}
        assert town.owner.http.post("/gpsleaders/api/imports/leads", **body).status_code == 400
        body = {"data": {"icpTag": "x"}, "files": {"file": ("odd.csv", b"a,b\n1,2\n", "text/csv")}}
        assert town.owner.http.post("/gpsleaders/api/imports/leads", **body).status_code == 400

    def test_json_rows_are_known_by_address_and_number(self, town: Town) -> None:
        email = f"{new_id()}@example.com"
        row: dict[str, Any] = {"firstName": "Ann", "email": email, "company": f"Acme {new_id()}", "stage": "qualified"}
        row |= {"estimatedRevenue": 99.5}
        told = sent(town.owner, "POST", "/import", json={"contacts": [row, row, {"title": "CEO"}]})
        assert [each["status"] for each in told["results"]] == ["created", "skipped", "error"]
        assert (told["created"], told["skipped"], told["errors"]) == (1, 1, 1)
        lead = sent(town.owner, "GET", f"/leads/{told['results'][0]['leadId']}")
        assert (lead["stage"], lead["estimatedRevenue"], lead["contact"]["email"]) == ("QUALIFIED", 99.5, email)
        more = sent(town.owner, "POST", "/import", json={"contacts": [{**row, "title": "CEO"}]})
        assert [each["status"] for each in more["results"]] == ["merged"]
        assert sent(town.owner, "GET", f"/leads/{lead['id']}")["contact"]["title"] == "CEO"


class TestTags:
    def test_those_with_consequences_stay(self, town: Town) -> None:
        tags = {tag["slug"]: tag for tag in sent(town.member, "GET", "/tags", params={"active": "all"})}
        assert {"won", "dnc", "spoke-interested", "icp-best-fit"} <= set(tags)
        assert (tags["won"]["isSystem"], tags["won"]["category"]) == (True, "OUTCOME")
        answer = town.owner.http.delete(f"/gpsleaders/api/tags/{tags['won']['id']}")
        assert (answer.status_code, set(answer.json())) == (403, {"error"})

    def test_ones_own_go_when_no_lead_bears_them(self, town: Town) -> None:
        slug = new_id()
        tag = sent(town.owner, "POST", "/tags", json={"slug": slug, "name": slug, "category": "ICP", "isSystem": True})
        assert (tag["slug"], tag["category"], tag["isSystem"]) == (slug, "CUSTOM", False)
        again = town.owner.http.post("/gpsleaders/api/tags", json={"slug": slug, "name": "Other"})
        assert again.status_code == 409
        for body in ({"slug": "No Good", "name": "x"}, {"name": "x"}, {"slug": "x"}):
            assert town.owner.http.post("/gpsleaders/api/tags", json=body).status_code == 400
        lead = a_lead(town)
        sent(town.owner, "POST", f"/leads/{lead}/tags", json={"tagSlug": slug})
        path = f"/gpsleaders/api/tags/{tag['id']}"
        assert town.owner.http.delete(path).status_code == 409
        sent_away = town.owner.http.delete(f"/gpsleaders/api/leads/{lead}/tags", params={"tagSlug": slug})
        assert sent_away.status_code == 200
        assert town.owner.http.delete(path).status_code == 200

    def test_on_a_lead(self, town: Town) -> None:
        lead = a_tagged_lead(town)
        path = f"/gpsleaders/api/leads/{lead}/tags"
        assert town.member.http.get(path).status_code == 404
        assert town.owner.http.post(path, json={"tagSlug": "odd"}).status_code == 400
        assert [tag["slug"] for tag in sent(town.owner, "GET", f"/leads/{lead}/tags")] == ["follow-up"]
        assert "Follow up" in sent(town.owner, "GET", f"/leads/{lead}")["tags"]


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


class TestProducts:
    def test_what_is_offered(self, town: Town) -> None:
        id_ = a_product(town)

        def offered(**query: str) -> list[str]:
            return [row["id"] for row in sent(town.member, "GET", "/products", params=query)]

        assert id_ in offered()
        assert sent(town.owner, "PATCH", f"/products/{id_}", json={"active": False})["active"] is False
        assert (id_ in offered(), id_ in offered(active="false"), id_ in offered(active="all")) == (False, True, True)
        answer = town.owner.http.patch(f"/gpsleaders/api/products/{id_}", json={"active": "maybe"})
        assert answer.status_code == 400
        assert town.stranger.http.patch(f"/gpsleaders/api/products/{id_}", json={"active": True}).status_code == 404


class TestChecks:
    def test_what_is_checked_is_kept(self, town: Town) -> None:
        id_ = a_contact(town)
        told = sent(town.owner, "POST", f"/contacts/{id_}/verify-email")
        assert told["emailStatus"] == town.owner.get(f"/contacts/{id_}").json()["email_status"]
        assert told["provider"]

    def test_reps_spend_no_credits(self, town: Town) -> None:
        mine = sent(town.member, "POST", "/contacts", json={"firstName": "Mine", "email": f"{new_id()}@example.com"})
        for verb in ("find-direct-email", "find-direct-mobile", "verify-email", "verify-phone"):
            assert town.member.http.post(f"/gpsleaders/api/contacts/{mine['id']}/{verb}").status_code == 403


class TestRecords:
    def test_a_contact_needs_a_way_to_reach_them(self, town: Town) -> None:
        answer = town.owner.http.post("/gpsleaders/api/contacts", json={"firstName": "Ann"})
        assert (answer.status_code, "email" in answer.json()["error"]) == (400, True)

    def test_a_known_address_names_who_has_it(self, town: Town) -> None:
        body = {"firstName": "Ann", "email": f"{new_id()}@example.com", "company": "Acme"}
        first = sent(town.owner, "POST", "/contacts", json=body)
        again = town.owner.http.post("/gpsleaders/api/contacts", json=body)
        assert again.status_code == 409
        known = {"existingContactId": first["id"], "existingCompanyId": first["companyId"]}
        assert {name: again.json()[name] for name in known} == known
        assert "email" not in again.json()
        hidden = town.colleague.http.post("/gpsleaders/api/contacts", json=body).json()
        assert hidden["existingCompanyId"] is None

    def test_reps_see_their_own(self, town: Town) -> None:
        id_ = a_contact(town)
        assert town.member.http.get(f"/gpsleaders/api/contacts/{id_}").status_code == 404
        assert town.stranger.http.patch(f"/gpsleaders/api/contacts/{id_}", json={"title": "x"}).status_code == 404

    def test_completing_a_task_and_opening_it_again(self, town: Town) -> None:
        id_ = a_task(town)
        done = sent(town.owner, "PATCH", f"/tasks/{id_}", json={"isCompleted": True})
        assert (done["isCompleted"], town.owner.get(f"/tasks/{id_}").json()["status"]) == (True, "done")
        assert sent(town.owner, "PATCH", f"/tasks/{id_}", json={"isCompleted": False})["isCompleted"] is False

    def test_the_feed_of_a_company(self, town: Town) -> None:
        company = town.owner.made("/companies", name="Acme")["id"]
        call = {"type": "call", "subject": "Hello", "related_type": "company", "related_id": company}
        made = town.owner.made("/activities", **call)["id"]
        found = sent(town.owner, "GET", "/activities", params={"companyId": company})
        assert [each["id"] for each in found] == [made]


class TestPayments:
    def test_charged_by_an_administrator_or_on_the_page(self, town: Town) -> None:
        company = with_a_card(town)
        invoice = a_bill(town, company)
        path = f"/gpsleaders/api/invoices/{invoice}/admin-charge-intent"
        assert town.anonymous.post(path).status_code == 401
        assert town.member.http.post(path).status_code == 403
        begun = town.owner.http.post(path).json()
        assert set(begun) == {"clientSecret", "publishableKey", "customerSessionClientSecret", "hasCustomer"}
        assert begun["hasCustomer"] is True
        secret = town.owner.get(f"/invoices/{invoice}/pay-link").json()["url"].partition("#")[2]
        page = f"/gpsleaders/api/pay/{secret}"
        assert town.anonymous.post(f"{page}/checkout").json()["clientSecret"] == begun["clientSecret"]
        shown = town.anonymous.get(page).json()["data"]
        assert (shown["status"], shown["balance"], shown["lineItems"][0]["unitPrice"]) == ("SENT", 120.5, 120.5)
        card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040}
        town.anonymous.post("/api/v1/sandbox/cards/confirm", json={"client_secret": begun["clientSecret"], **card})
        town.mailbox.run_jobs()
        assert town.anonymous.get(page).json()["data"]["status"] == "PAID"
        for again in (path, f"{page}/checkout"):
            assert town.owner.http.post(again).status_code == 400
        [payment] = town.owner.listed("/payments", invoice_id=invoice)
        details = sent(town.owner, "GET", f"/payments/{payment['id']}/details")
        assert (details["method"], details["amount"], details["partialData"]) == ("STRIPE", 120.5, False)
        assert (details["cardLast4"], bool(details["approvalId"])) == ("4242", True)
        forged = town.anonymous.post("/gpsleaders/api/webhooks/stripe", json={"id": "evt_1"})
        assert forged.status_code == 401

    def test_signing_and_the_receipt(self, town: Town) -> None:
        secret = to_sign(town).path["token"]
        page, signing = f"/gpsleaders/api/pay/{secret}", f"/gpsleaders/api/proposals/{secret}/sign"
        agreement = town.anonymous.get(page).json()["data"]["agreement"]
        assert (agreement["text"].startswith("Agreed: "), agreement["signed"]) == (True, False)
        short = town.anonymous.post(signing, json={"signedName": " Al "})
        assert (short.status_code, short.json()["error"].split(":")[0]) == (400, "signedName")
        for secret_of_none in (a_secret(town), new_id()):
            path = f"/gpsleaders/api/proposals/{secret_of_none}/sign"
            assert town.anonymous.post(path, json={"signedName": "Ann Ames"}).status_code == 404
        signed = town.anonymous.post(signing, json={"signedName": " Ann Ames "}).json()["data"]
        assert (signed["text"], signed["signed"], signed["signedName"]) == (agreement["text"], True, "Ann Ames")
        assert town.anonymous.get(page).json()["data"]["agreement"] == signed
        assert town.anonymous.post(signing, json={"signedName": "Bo Brown"}).status_code == 400

        refused = town.anonymous.get(f"{page}/receipt")
        assert (refused.status_code, set(refused.json())) == (400, {"error"})
        paid = town.anonymous.get(f"/gpsleaders/api/pay/{a_paid_secret(town)}/receipt")
        assert (paid.headers["content-type"], paid.content[:5]) == ("application/pdf", b"%PDF-")
        assert town.anonymous.get(f"/gpsleaders/api/pay/{new_id()}/receipt").status_code == 404


class TestInvoices:
    def test_reference_data_products_and_actions(self, town: Town) -> None:
        company = sent(town.owner, "POST", "/companies", json={"name": "Hauler"})["id"]
        email = f"{new_id()}@example.com"
        sent(town.owner, "POST", "/contacts", json={"firstName": "Ann", "email": email, "companyId": company})
        words = {"type": "BACKEND", "value": new_id()}
        backend = sent(town.owner, "POST", "/taxonomies", json=words)["id"]
        product = town.owner.made("/products", name="Tracker", sku=new_id(), price_minor=4_800)
        agreement = town.owner.made("/document-templates", type="agreement", name=new_id(), content="Agreed.")
        body = {
            "companyId": company,
            "lineItems": [{"productCode": product["sku"], "quantity": 2}],
            "backendId": backend,
            "shippingCost": 4.5,
            "agreementTemplateId": agreement["id"],
        }
        wrongs: list[dict[str, Any]] = [{"carrierId": backend}, {"lineItems": []}, {"companyId": None}]
        for wrong in (*wrongs, {"agreementTemplateId": backend}):
            assert town.owner.http.post("/gpsleaders/api/invoices", json={**body, **wrong}).status_code == 400
        invoice = sent(town.owner, "POST", "/invoices", json=body)
        assert (invoice["total"], invoice["backendId"], invoice["backend"]) == (100.5, backend, words["value"])
        assert (invoice["lineItems"][0]["description"], invoice["status"]) == ("Tracker", "DRAFT")
        assert len(invoice["paymentToken"]) >= 32
        path = f"/invoices/{invoice['id']}"
        inside = sent(town.owner, "GET", f"/companies/{company}")["invoices"]
        assert [each["invoiceNumber"] for each in inside] == [invoice["invoiceNumber"]]
        assert "paymentToken" not in inside[0]

        other = {"action": "send", "recipientEmail": "somebody@else.example"}
        refused = town.owner.http.patch(f"/gpsleaders/api{path}", json=other)
        assert (refused.status_code, refused.json()["error"].split(":")[0]) == (400, "recipientEmail")
        assert town.owner.http.patch(f"/gpsleaders/api{path}", json={"action": "record_payment"}).status_code == 400
        assert sent(town.owner, "PATCH", path, json={"action": "send"})["status"] == "SENT"
        [message] = town.mailbox.messages(email)
        assert len(message.attachments) == 1
        page = f"/api/v1/public/invoices/{invoice['paymentToken']}/agreement"
        assert town.visitor().post(page, json={"name": "Ann Ames"}).status_code == 201
        signed = sent(town.owner, "GET", path)
        assert (signed["signedName"], signed["signedAgreementSnapshot"]) == ("Ann Ames", "Agreed.")
        assert sent(town.owner, "PATCH", path, json={"action": "void"})["status"] == "VOID"
        listed = town.owner.http.get("/gpsleaders/api/invoices", params={"status": "VOID", "companyId": company}).json()
        assert [each["id"] for each in listed["data"]] == [invoice["id"]]

    def test_payments_orders_devices_and_the_books(self, town: Town) -> None:
        with_books(town)
        company = a_company(town)
        first, second = a_bill(town, company), a_bill(town, company)
        listing = {"companyId": company, "limit": "100"}

        def listed() -> tuple[dict[str, Any], int]:
            with count_queries(town.db.engine, town.db.write_engine) as seen:
                answer = town.owner.http.get("/gpsleaders/api/invoices", params=listing)
            return {each["id"]: each for each in answer.json()["data"]}, sum("from" in sql.lower() for sql in seen)

        path = f"/gpsleaders/api/invoices/{first}"
        paid = {"action": "record_payment", "amount": 20.5, "method": "CHECK", "reference": "0815", "notes": "Thanks."}
        for wrong in ({"amount": 0}, {"amount": "x"}, {"amount": 120.51}, {"method": "SHELLS"}, {"method": None}):
            refused = town.owner.http.patch(path, json=paid | wrong)
            assert (refused.status_code, refused.json()["error"].split(":")[0]) == (400, next(iter(wrong)))
        assert town.member.http.patch(path, json=paid).status_code == 404
        changed = sent(town.owner, "PATCH", f"/invoices/{first}", json=paid)
        assert (changed["status"], changed["balance"], changed["amountPaid"]) == ("PARTIAL", 100, 20.5)
        [payment] = changed["payments"]
        shown = {"invoiceId": first, "amount": 20.5, "method": "CHECK", "reference": "0815", "notes": "Thanks."}
        assert {name: payment[name] for name in shown} == shown
        draft = an_invoice(town)
        again = {"action": "force_qb_resync"}
        for id_, body in ((draft, paid), (draft, again)):
            assert town.owner.http.patch(f"/gpsleaders/api/invoices/{id_}", json=body).status_code == 409

        town.mailbox.house.deliverer.drain_all()
        town.mailbox.run_jobs()
        synced = town.owner.get(f"/invoices/{first}/accounting").json()["invoice"]
        sent(town.owner, "PATCH", f"/invoices/{first}", json=again)
        assert town.owner.get(f"/invoices/{first}/accounting").json()["invoice"]["status"] == "waiting"
        town.mailbox.run_jobs()
        seen, few = listed()
        assert (seen[first]["qbInvoiceId"], bool(seen[second]["qbInvoiceId"])) == (synced["theirs_id"], True)
        own = {"company_id": town.member.made("/companies", name="Mine")["id"], "lines": LINES}
        mine = town.member.made("/invoices", **own)
        refused = town.member.http.patch(f"/gpsleaders/api/invoices/{mine['id']}", json=again)
        assert refused.status_code == 403

        device = new_id()
        sent(town.owner, "POST", f"/invoices/{second}/serials", json={"serialNumbers": [device]})
        sent(town.owner, "PATCH", f"/invoices/{second}", json={**paid, "amount": 120.5, "method": "cash"})
        whole = sent(town.owner, "GET", f"/invoices/{second}")
        assert (whole["status"], [each["serialNumber"] for each in whole["devices"]]) == ("PAID", [device])
        [order] = whole["fulfillmentOrders"]
        assert ([each["serialNumber"] for each in order["items"]], order["invoiceId"]) == ([device], second)
        for _ in range(3):
            sent(town.owner, "PATCH", f"/invoices/{a_bill(town, company)}", json=paid)
        seen, many = listed()
        assert (len(seen), many) == (5, few)
        assert (seen[second]["fulfillmentOrders"], seen[first]["payments"]) == ([order], [payment])
        of_company = {each["id"]: each for each in sent(town.owner, "GET", f"/companies/{company}")["invoices"]}
        names = ("payments", "fulfillmentOrders", "qbInvoiceId")
        assert [of_company[second][name] for name in names] == [seen[second][name] for name in names]


class TestFulfilment:
    def test_from_stock_to_the_customer(self, town: Town) -> None:
        invoice, order = an_order(town)
        first, second, name = new_id(), new_id(), new_id()
        body = {"devices": [first, {"serialNumber": second}, first, {"imei": "12"}, {"serialNumber": f"X {name}"}]}
        assert town.member.http.post("/gpsleaders/api/devices", json=body).status_code == 403
        added = sent(town.owner, "POST", "/devices", json=body)
        assert (added["created"], added["duplicates"], len(added["errors"])) == (2, [first], 2)
        assert sent(town.owner, "POST", "/devices", json={"devices": [first]})["duplicates"] == [first]
        sims = [f"8944500{int(new_id().replace('-', ''), 16) % 10**12:012d}" for _ in range(2)]
        assert sent(town.owner, "POST", "/sims", json={"sims": [*sims, sims[0]]})["duplicates"] == [sims[0]]
        ids = dict(zip((first, second), added["ids"], strict=True))
        cards = [{"deviceId": ids[first], "simId": sims[0]}]
        pick = {"orderId": order, "action": "pick", "deviceIds": list(ids.values()), "simAssignments": cards}
        assert town.member.http.patch("/gpsleaders/api/fulfillment", json=pick).status_code == 403
        shown = sent(town.owner, "PATCH", "/fulfillment", json=pick)
        assert shown["status"] == "PICKING"
        assert [(each["serialNumber"], each["iccid"]) for each in shown["items"]] == [(first, sims[0]), (second, None)]
        rival = {**pick, "orderId": an_order(town)[1], "simAssignments": {}}
        assert town.owner.http.patch("/gpsleaders/api/fulfillment", json=rival).status_code == 409
        ship = {"orderId": order, "action": "ship", "carrier": "DHL"}
        refused = town.owner.http.patch("/gpsleaders/api/fulfillment", json=ship)
        assert refused.status_code == 400
        assert "trackingNumber" in refused.json()["error"]
        shown = sent(town.owner, "PATCH", "/fulfillment", json={**ship, "trackingNumber": "0034"})
        assert (shown["status"], shown["trackingNumber"], shown["carrier"]) == ("SHIPPED", "0034", "DHL")
        shown = sent(town.owner, "PATCH", "/fulfillment", json={"orderId": order, "action": "deliver"})
        assert shown["status"] == "DELIVERED"
        listed = town.member.http.get("/gpsleaders/api/devices", params={"search": first}).json()
        assert [(each["status"], each["sim"]["iccid"]) for each in listed["data"]] == [("SHIPPED", sims[0])]
        assert listed["statusCounts"] == {"IN_STOCK": 0, "ASSIGNED": 0, "SHIPPED": 1, "RETIRED": 0}
        company = sent(town.owner, "GET", f"/companies/{shown['companyId']}")
        assert {each["serialNumber"] for each in company["devices"]} == {first, second}
        assert {each["serialNumber"] for each in sent(town.owner, "GET", f"/invoices/{invoice}/serials")} == {
            first,
            second,
        }

    def test_serial_numbers_of_an_invoice(self, town: Town) -> None:
        call = picked(town, serials=True)
        path = f"/invoices/{call.path['id']}/serials"
        assert town.anonymous.get(f"/gpsleaders/api{path}").status_code == 401
        assert town.member.http.post(f"/gpsleaders/api{path}", json=call.json).status_code == 404
        made = sent(town.owner, "POST", path, json=call.json)
        assert [(each["serialNumber"], each["status"]) for each in made] == [
            (call.json["serialNumbers"][0], "ASSIGNED")
        ]
        assert sent(town.owner, "GET", path) == made
        refused = town.owner.http.post(f"/gpsleaders/api{path}", json={"serialNumbers": ["two words"]})
        assert refused.status_code == 400
        assert "serialNumbers" in refused.json()["error"]
