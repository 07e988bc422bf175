"""What tests of GPS Leaders' dialect make through it, and how they ask it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from quintet.kit.ids import new_id
from tests.dialects.conformance import Call, Scene, Town
from tests.world import Person


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


GATEWAY = {
    "label": "Office telephone",
    "gatewayUrl": "https://sms.example.com",
    "username": "office",
    "password": "quite secret",
    "fromNumber": "+1 555 010 0001",
}


def with_gateway(town: Town) -> str:
    """A user whose text messages go by a telephone."""
    path = f"/users/{town.owner.user_id}/sms-gateway"
    sent(town.owner, "DELETE", path)
    sent(town.owner, "POST", path, json=GATEWAY)
    return town.owner.user_id


def a_mailbox(town: Town) -> str:
    """The owner's, connected as their page does it."""
    way = town.owner.http.get("/gpsleaders/api/auth/google/start", follow_redirects=False)
    back = urlsplit(way.headers["location"])
    town.owner.http.get(back.path, params=dict(parse_qsl(back.query)), follow_redirects=False)
    [account] = town.owner.http.get("/gpsleaders/api/email-accounts").json()["accounts"]
    id_: str = account["id"]
    return id_


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
