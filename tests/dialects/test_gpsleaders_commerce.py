"""GPS Leaders: products, invoices, payments, fulfilment and the books."""

from typing import Any

from quintet.foundation.db.raw import count_queries
from quintet.kit.ids import new_id
from tests.dialects.conformance import Town
from tests.dialects.gpsleaders import (
    LINES,
    a_bill,
    a_company,
    a_paid_secret,
    a_product,
    a_secret,
    an_invoice,
    an_order,
    picked,
    sent,
    to_sign,
    with_a_card,
    with_books,
)


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
        sessions = [begun["customerSessionClientSecret"]]
        secret = town.owner.get(f"/invoices/{invoice}/pay-link").json()["url"].partition("#")[2]
        page = f"/gpsleaders/api/pay/{secret}"
        checked_out = town.anonymous.post(f"{page}/checkout").json()
        assert checked_out["clientSecret"] == begun["clientSecret"]
        sessions.append(checked_out["customerSessionClientSecret"])
        assert [session.startswith("sbx_session_") for session in sessions] == [True, True]
        pays = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040}
        for session in sessions:  # it shows cards, and pays nothing
            body = {"client_secret": session, **pays}
            assert town.anonymous.post("/api/v1/sandbox/cards/confirm", json=body).status_code == 404
        no_card = a_bill(town, town.owner.made("/companies", name=new_id())["id"])
        nobody = town.owner.http.post(f"/gpsleaders/api/invoices/{no_card}/admin-charge-intent").json()
        assert (nobody["customerSessionClientSecret"], nobody["hasCustomer"]) == (None, False)
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
        assert town.anonymous.post(f"{page}/checkout").status_code == 400, "it is signed first"
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
