"""A server that speaks QuickBooks Online's wire format: tokens that change, a query language, versions, faults."""

import base64
import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

CLIENT_ID, CLIENT_SECRET = "app-id", "app-secret"
REALM = "4620816365"
Json = dict[str, Any]
_WHERE = re.compile(r"(\w+) = (?:'((?:[^'\\]|\\.)*)'|(\w+))")


class Fault(Exception):
    def __init__(self, code: str, detail: str, status: int = 400) -> None:
        self.status = status
        error = {"Message": detail, "Detail": detail, "code": code, "element": ""}
        self.body = {"Fault": {"Error": [error], "type": "ValidationFault"}, "time": "2026-01-01T00:00:00.000-08:00"}


class QuickBooksWire:
    """What Intuit would know. Tests set `fail_with`, `lose_answers` and `forget_tokens` to have things go wrong."""

    def __init__(self) -> None:
        self.url = ""
        self.entities: dict[str, dict[str, Json]] = {
            "CompanyInfo": {"1": {"Id": "1", "SyncToken": "0", "CompanyName": "Books Inc", "Country": "US"}},
            "Preferences": {"1": {"Id": "1", "CurrencyPrefs": {"HomeCurrency": {"value": "USD"}}}},
            "Account": {"79": {"Id": "79", "AccountType": "Income", "Active": True, "Name": "Sales"}},
        }
        self.answers: dict[str, Json] = {}
        self.calls: list[str] = []
        self.access: str | None = None
        self.refresh: str | None = None
        self.grants = 0
        self.fail_with: int | None = None
        self.fail_headers: dict[str, str] = {}
        self.lose_answers = False
        self.app = Starlette(
            routes=[
                Route("/token", self._token, methods=["POST"]),
                Route("/revoke", self._revoke, methods=["POST"]),
                Route("/v3/company/{realm}/{path:path}", self._company, methods=["GET", "POST"]),
            ]
        )

    def rows(self, entity: str) -> list[Json]:
        return list(self.entities.get(entity, {}).values())

    def add(self, entity: str, **values: Any) -> Json:
        rows = self.entities.setdefault(entity, {})
        row = {"Id": str(sum(map(len, self.entities.values())) + 100), "SyncToken": "0", **values}
        rows[row["Id"]] = row
        return row

    async def _token(self, request: Request) -> Response:
        self.calls.append("token")
        if not self._is_app(request):
            return JSONResponse({"error": "invalid_client"}, 401)
        if self.fail_with:
            return JSONResponse({}, self.fail_with, self.fail_headers)
        form = dict(parse_qsl((await request.body()).decode()))
        by_code = form.get("grant_type") == "authorization_code" and form.get("code") == "good-code"
        by_code = by_code and form.get("redirect_uri") == "http://testserver/back"
        by_refresh = form.get("grant_type") == "refresh_token" and form.get("refresh_token") == self.refresh
        if not by_code and (self.refresh is None or not by_refresh):
            return JSONResponse({"error": "invalid_grant"}, 400)
        self.grants += 1
        self.access, self.refresh = f"access-{self.grants}", f"refresh-{self.grants}"
        tokens = {"access_token": self.access, "refresh_token": self.refresh, "token_type": "bearer"}
        return JSONResponse({**tokens, "expires_in": 3600, "x_refresh_token_expires_in": 8726400})

    async def _revoke(self, request: Request) -> Response:
        body = await request.json()
        if not self._is_app(request) or body.get("token") != self.refresh:
            return JSONResponse({"error": "invalid"}, 400)
        self.access = self.refresh = None
        return Response(status_code=200)

    def _is_app(self, request: Request) -> bool:
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        return request.headers.get("authorization") == f"Basic {basic}"

    async def _company(self, request: Request) -> Response:
        path, query = request.path_params["path"], dict(request.query_params)
        self.calls.append(f"{request.method} {path.partition('/')[0]}")
        if self.fail_with:
            return JSONResponse({}, self.fail_with, self.fail_headers)
        if request.headers.get("authorization") != f"Bearer {self.access}" or self.access is None:
            fault = {"error": [{"message": "AuthenticationFailed", "code": "3200"}], "type": "AUTHENTICATION"}
            return JSONResponse({"fault": fault}, 401)
        if request.path_params["realm"] != REALM:
            return JSONResponse({"Fault": {"Error": [{"code": "3100", "Detail": "No"}]}}, 403)
        try:
            if request.method == "GET":
                return self._get(path, query)
            return self._post(path, query, await request.json())
        except Fault as fault:
            return JSONResponse(fault.body, fault.status)

    def _get(self, path: str, query: dict[str, str]) -> Response:
        if path == "query":
            return JSONResponse({"QueryResponse": self._query(query["query"])})
        entity, id_, *rest = [_entity(path.split("/")[0]), *path.split("/")[1:]]
        row = self._row(entity, id_)
        if rest == ["pdf"]:
            return Response(b"%PDF-1.4 " + row["DocNumber"].encode(), media_type="application/pdf")
        return JSONResponse({entity: row})

    def _query(self, asked: str) -> Json:
        parts = re.fullmatch(
            r"select \* from (\w+)(?: where (.*?))?(?: orderby (\w+))?(?: startposition (\d+))?(?: maxresults (\d+))?",
            asked,
        )
        assert parts is not None, asked
        entity, where, order, start, most = parts.groups()
        rows = self.rows(entity)
        if where:
            found = [(name, _unquoted(text) if word == "" else word) for name, text, word in _WHERE.findall(where)]
            assert found, asked
            for name, value in found:
                rows = [row for row in rows if str(row.get(name)).lower() == value.lower()]
        if order:
            rows = sorted(rows, key=lambda row: str(row.get(order)))
        first = int(start or 1) - 1
        page = rows[first : first + int(most or 100)]
        return {entity: page, "startPosition": first + 1, "maxResults": len(page)} if page else {}

    def _post(self, path: str, query: dict[str, str], body: Json) -> Response:
        entity, key = _entity(path), query["requestid"]
        assert 0 < len(key) <= 50
        assert query["minorversion"]
        if key in self.answers:
            return JSONResponse(self.answers[key])
        if query.get("operation") == "void" or query.get("include") == "void":
            row = self._void(entity, body)
        else:
            row = self._save(entity, body)
        self.answers[key] = json.loads(json.dumps({entity: row}))
        if self.lose_answers:
            return JSONResponse({}, 502)
        return JSONResponse(self.answers[key])

    def _save(self, entity: str, body: Json) -> Json:
        old = self._versioned(entity, body) if "Id" in body else None
        whole = {**(old or {}), **{name: value for name, value in body.items() if name != "sparse"}}
        if entity == "Customer":
            name = whole["DisplayName"]
            if old is not None and whole["CurrencyRef"] != old["CurrencyRef"]:
                raise Fault("6000", "A customer's currency can't be changed.")
            if re.search(r"[:\t\n]", name) or len(name) > 500:
                raise Fault("2040", "Invalid String.")
            if any(row["DisplayName"].lower() == name.lower() and row is not old for row in self.rows("Customer")):
                raise Fault("6240", "Duplicate Name Exists Error")
        if entity == "Invoice":
            self._check_invoice(whole, old)
        if entity == "Payment":
            self._check_payment(whole)
        if old is None:
            return self.add(entity, **whole)
        old.update(whole)
        old["SyncToken"] = str(int(old["SyncToken"]) + 1)
        return old

    def _check_invoice(self, row: Json, old: Json | None) -> None:
        self._check_currency(row)
        if len(row["DocNumber"]) > 21:
            raise Fault("2050", "DocNumber is too long.")
        if any(each["DocNumber"] == row["DocNumber"] and each is not old for each in self.rows("Invoice")):
            raise Fault("6140", "Duplicate Document Number Error")
        abroad = self.entities["CompanyInfo"]["1"]["Country"] != "US"
        total = self._tax_abroad(row) if abroad else _exact(row["TxnTaxDetail"]["TotalTax"])
        for line in row["Line"]:
            amount = _exact(line["Amount"])
            if line["DetailType"] == "DiscountLineDetail":
                total -= amount
                continue
            detail = line["SalesItemLineDetail"]
            self._row("Item", detail["ItemRef"]["value"])
            if "Qty" in detail and _exact(detail["Qty"]) * _exact(detail["UnitPrice"]) != amount:
                raise Fault("6070", "Amount is not equal to UnitPrice * Qty.")
            total += amount
        row["TotalAmt"] = float(total)

    def _check_currency(self, row: Json) -> None:
        customer = self._row("Customer", row["CustomerRef"]["value"])
        if customer["CurrencyRef"]["value"] != row["CurrencyRef"]["value"]:
            raise Fault("6000", "The currency of the transaction is not the customer's.")

    def abroad(self, country: str, *codes: tuple[str, float, bool]) -> None:
        """Have the company be elsewhere, with tax codes: their names, percents, and whether they are taxable."""
        self.entities["CompanyInfo"]["1"]["Country"] = country
        for name, percent, taxable in codes:
            rate = self.add("TaxRate", Name=name, RateValue=percent, Active=True)["Id"]
            details = [{"TaxRateRef": {"value": rate}, "TaxTypeApplicable": "TaxOnAmount", "TaxOrder": 0}]
            self.add("TaxCode", Name=name, Active=True, Taxable=taxable, SalesTaxRateList={"TaxRateDetail": details})

    def _tax_abroad(self, row: Json) -> Decimal:
        """What QuickBooks reckons from the codes of the lines; a discount lies on all of them alike."""
        if "TxnTaxDetail" in row or "ApplyTaxAfterDiscount" in row:
            raise Fault("2010", "Request has invalid or unsupported property")
        sold = [line for line in row["Line"] if line["DetailType"] == "SalesItemLineDetail"]
        codes = [line["SalesItemLineDetail"].get("TaxCodeRef", {}).get("value") for line in sold]
        if row["GlobalTaxCalculation"] == "NotApplicable":
            assert codes == [None] * len(codes)
            return Decimal(0)
        if row["GlobalTaxCalculation"] != "TaxExcluded" or None in codes:
            raise Fault("6000", "Make sure all your transactions have a tax code before you save.")
        whole = sum((_exact(line["Amount"]) for line in sold), Decimal(0))
        less = sum((_exact(line["Amount"]) for line in row["Line"] if line not in sold), Decimal(0))
        tax = Decimal(0)
        for line, code in zip(sold, codes, strict=True):
            [detail] = self._row("TaxCode", code)["SalesTaxRateList"]["TaxRateDetail"]
            rate = _exact(self._row("TaxRate", detail["TaxRateRef"]["value"])["RateValue"])
            tax += _exact(line["Amount"]) * (1 - less / whole) * rate / 100
        return tax.quantize(Decimal("0.01"), ROUND_HALF_UP)

    def _check_payment(self, row: Json) -> None:
        self._check_currency(row)
        if len(row["PaymentRefNum"]) > 21:
            raise Fault("2050", "PaymentRefNum is too long.")
        for line in row["Line"]:
            invoice = self._row("Invoice", line["LinkedTxn"][0]["TxnId"])
            if _exact(line["Amount"]) > _exact(invoice["TotalAmt"]):
                raise Fault("6000", "More than is open.")

    def _void(self, entity: str, body: Json) -> Json:
        row = self._versioned(entity, body)
        row["TotalAmt"] = 0
        row["PrivateNote"] = f"Voided - {row.get('PrivateNote', '')}"
        row["SyncToken"] = str(int(row["SyncToken"]) + 1)
        return row

    def _versioned(self, entity: str, body: Json) -> Json:
        row = self._row(entity, body["Id"])
        if row["SyncToken"] != body.get("SyncToken"):
            raise Fault("5010", "Stale Object Error")
        return row

    def _row(self, entity: str, id_: str) -> Json:
        if id_ not in self.entities.get(entity, {}):
            raise Fault("610", "Object Not Found")
        return self.entities[entity][id_]


@contextmanager
def serving() -> Iterator[QuickBooksWire]:
    wire = QuickBooksWire()
    listener = socket.create_server(("127.0.0.1", 0))
    wire.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(wire.app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    yield wire
    server.should_exit = True
    thread.join()


def _entity(path: str) -> str:
    return {"customer": "Customer", "invoice": "Invoice", "payment": "Payment", "item": "Item"}[path]


def _exact(amount: float) -> Decimal:
    return Decimal(repr(amount))


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
