"""Books in QuickBooks Online. Translates and nothing else.

What we change is read first: QuickBooks wants to know which version of it we mean. Invoices are found again by our
number and bear our mark in their private note; payments have it, shortened, as their reference.
"""

from decimal import Decimal
from urllib.parse import urlencode

from quintet.commerce.accounting.ports import (
    Access,
    Address,
    Books,
    CustomerEntry,
    Grant,
    InvoiceEntry,
    Item,
    LineEntry,
    PaymentEntry,
    Theirs,
)
from quintet.commerce.accounting.settings import AccountingSettings
from quintet.kit.errors import ProviderRejected
from quintet.kit.money import Money, Rounding
from quintet.providers.quickbooks.taxes import codes_of, line_codes
from quintet.providers.quickbooks.wire import Json, QuickBooksWire, quoted

_AUTHORIZE = "https://appcenter.intuit.com/connect/oauth2"
_SCOPE = "com.intuit.quickbooks.accounting"
_SALES = "Sales through Quintet"
_PAGE = 500
_SOLD = ("Service", "Inventory", "NonInventory")
_MARK = "Quintet "
_UNITED_STATES = "US"
_ALL_ACTIVE = "where Active = true maxresults 1000"


class QuickBooks:
    """Speaks QuickBooks' REST API as it is documented (developer.intuit.com, Accounting API v3)."""

    name = "quickbooks"
    label = "QuickBooks"

    def __init__(self, client_id: str, client_secret: str, *, settings: AccountingSettings) -> None:
        self._client_id = client_id
        self._countries: dict[str, str] = {}
        """Of the books that were written to. QuickBooks lets no company move to another country."""
        self._wire = QuickBooksWire(client_id, client_secret, settings)

    def connect_url(self, *, state: str, redirect_uri: str, workspace_id: str) -> str:
        asked = {"client_id": self._client_id, "response_type": "code", "scope": _SCOPE}
        return f"{_AUTHORIZE}?{urlencode({**asked, 'redirect_uri': redirect_uri, 'state': state})}"

    def grant(self, code: str, *, redirect_uri: str) -> Grant:
        return self._wire.token({"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri})

    def renew(self, refresh_token: str) -> Grant:
        return self._wire.token({"grant_type": "refresh_token", "refresh_token": refresh_token})

    def revoke(self, refresh_token: str) -> None:
        self._wire.revoke(refresh_token)

    def books(self, access: Access) -> Books:
        company = self._one(self._wire.query(access, "CompanyInfo", ""))
        preferences = self._one(self._wire.query(access, "Preferences", ""))
        home = (preferences.get("CurrencyPrefs") or {}).get("HomeCurrency") or {}
        return Books(access.books_id, str(company.get("CompanyName") or "?"), str(home.get("value") or "USD")[:3])

    def sales_item(self, access: Access, *, key: str) -> str:
        found = self._wire.query(access, "Item", f"where Name = {quoted(_SALES)}")
        if found:
            return str(found[0]["Id"])
        accounts = self._wire.query(access, "Account", "where AccountType = 'Income' and Active = true maxresults 1")
        if not accounts:
            raise ProviderRejected("There is no income account in QuickBooks to book sales on.", code="no_account")
        account = {"value": str(accounts[0]["Id"])}
        body = {"Name": _SALES, "Type": "Service", "IncomeAccountRef": account}
        return str(self._wire.write(access, "Item", body, key=key)["Id"])

    def items(self, access: Access, *, currency: str, most: int) -> list[Item]:
        found: list[Item] = []
        start = 1
        while len(found) < most:
            rows = self._wire.query(access, "Item", f"orderby Name startposition {start} maxresults {_PAGE}")
            found += [_item(row, currency) for row in rows if row.get("Type") in _SOLD and row.get("Name") != _SALES]
            if len(rows) < _PAGE:
                break
            start += _PAGE
        return found[:most]

    def find_customer(self, access: Access, name: str) -> Theirs | None:
        found = self._wire.query(access, "Customer", f"where DisplayName = {quoted(_display(name))}")
        return _theirs(found[0]) if found else None

    def create_customer(self, access: Access, entry: CustomerEntry, *, key: str) -> Theirs:
        body = {**_customer(entry), "CurrencyRef": {"value": entry.currency}}
        return _theirs(self._wire.write(access, "Customer", body, key=key))

    def update_customer(self, access: Access, id: str, entry: CustomerEntry, *, key: str) -> Theirs:
        return self._change(access, "Customer", id, _customer(entry), key)

    def find_invoice(self, access: Access, mark: str, number: str) -> Theirs | None:
        found = self._wire.query(access, "Invoice", f"where DocNumber = {quoted(_number(number))}")
        return next((theirs for theirs in map(_theirs, found) if theirs.mark == mark), None)

    def create_invoice(self, access: Access, entry: InvoiceEntry, *, key: str) -> Theirs:
        return _theirs(self._wire.write(access, "Invoice", self._invoice(access, entry), key=key), entry.currency)

    def update_invoice(self, access: Access, id: str, entry: InvoiceEntry, *, key: str) -> Theirs:
        return self._change(access, "Invoice", id, self._invoice(access, entry), key, entry.currency)

    def void_invoice(self, access: Access, id: str, *, key: str) -> Theirs:
        current = self._wire.read(access, "Invoice", id)
        if _is_void(current):
            return _theirs(current)
        body = {"Id": id, "SyncToken": current["SyncToken"]}
        return _theirs(self._wire.write(access, "Invoice", body, key=key, operation="void"))

    def invoice_pdf(self, access: Access, id: str) -> bytes:
        return self._wire.pdf(access, id)

    def find_payment(self, access: Access, mark: str) -> Theirs | None:
        found = self._wire.query(access, "Payment", f"where PaymentRefNum = {quoted(_reference(mark))}")
        return next((theirs for theirs in map(_theirs, found) if theirs.mark == mark), None)

    def create_payment(self, access: Access, entry: PaymentEntry, *, key: str) -> Theirs:
        return _theirs(self._wire.write(access, "Payment", _payment(entry), key=key), entry.currency)

    def update_payment(self, access: Access, id: str, entry: PaymentEntry, *, key: str) -> Theirs:
        return self._change(access, "Payment", id, _payment(entry), key, entry.currency)

    def void_payment(self, access: Access, id: str, *, key: str) -> Theirs:
        current = self._wire.read(access, "Payment", id)
        if _is_void(current):
            return _theirs(current)
        body = {"Id": id, "SyncToken": current["SyncToken"], "sparse": True}
        return _theirs(self._wire.write(access, "Payment", body, key=key, operation="update", include="void"))

    def _invoice(self, access: Access, entry: InvoiceEntry) -> Json:
        body = _invoice(entry)
        if self._country(access) == _UNITED_STATES:
            return body
        # What is taxed is what is left after the discount, here always; and QuickBooks reckons it.
        del body["ApplyTaxAfterDiscount"], body["TxnTaxDetail"]
        codes = None
        if any(line.taxable for line in entry.lines):
            rows, rates = (self._wire.query(access, entity, _ALL_ACTIVE) for entity in ("TaxCode", "TaxRate"))
            codes = line_codes(codes_of(rows, rates), entry)
        body["GlobalTaxCalculation"] = "TaxExcluded" if codes else "NotApplicable"
        for row, line in zip(body["Line"], entry.lines, strict=False):  # the discount's comes after them
            if codes is None:
                del row["SalesItemLineDetail"]["TaxCodeRef"]
            else:
                code = codes.taxed if line.taxable else codes.untaxed
                row["SalesItemLineDetail"]["TaxCodeRef"] = {"value": code}
        return body

    def _country(self, access: Access) -> str:
        known = self._countries.get(access.books_id)
        if known is None:
            company = self._one(self._wire.query(access, "CompanyInfo", ""))
            known = str(company.get("Country") or _UNITED_STATES).upper()
            self._countries[access.books_id] = known
        return known

    def _change(
        self, access: Access, entity: str, id: str, body: Json, key: str, currency: str | None = None
    ) -> Theirs:
        current = self._wire.read(access, entity, id)
        whole = {**body, "Id": id, "SyncToken": current["SyncToken"], "sparse": True}
        return _theirs(self._wire.write(access, entity, whole, key=key), currency)

    @staticmethod
    def _one(found: list[Json]) -> Json:
        return found[0] if found else {}


def _theirs(row: Json, currency: str | None = None) -> Theirs:
    note = row.get("PrivateNote")
    # Voiding writes a word before the note.
    mark = note.rpartition(_MARK)[2].strip() if isinstance(note, str) and _MARK in note else None
    total = row.get("TotalAmt")
    minor = _minor(total, currency) if isinstance(total, int | float) and currency is not None else None
    billed_in = str((row.get("CurrencyRef") or {}).get("value") or "")[:3] or None
    return Theirs(str(row["Id"]), str(row.get("SyncToken", "")), mark, minor, billed_in)


def _is_void(row: Json) -> bool:
    return row.get("TotalAmt") == 0 and str(row.get("PrivateNote") or "").startswith("Voided")


def _customer(entry: CustomerEntry) -> Json:
    """What we don't know is left as they have it."""
    body: Json = {"DisplayName": _display(entry.name), "CompanyName": _display(entry.name)[:100]}
    if entry.email:
        body["PrimaryEmailAddr"] = {"Address": entry.email[:100]}
    if entry.phone:
        body["PrimaryPhone"] = {"FreeFormNumber": entry.phone[:30]}
    if entry.website:
        body["WebAddr"] = {"URI": entry.website[:1_000]}
    if entry.billing is not None:
        body["BillAddr"] = _address(entry.billing)
    if entry.shipping is not None:
        body["ShipAddr"] = _address(entry.shipping)
    return body


def _address(address: Address) -> Json:
    return {
        "Line1": address.line1,
        "Line2": address.line2,
        "City": address.city,
        "CountrySubDivisionCode": address.region,
        "PostalCode": address.postal_code,
        "Country": address.country,
    }


def _invoice(entry: InvoiceEntry) -> Json:
    lines = [_line(line, entry.currency) for line in entry.lines]
    if entry.discount_minor:
        amount = _amount(entry.discount_minor, entry.currency)
        lines.append(
            {"DetailType": "DiscountLineDetail", "Amount": amount, "DiscountLineDetail": {"PercentBased": False}}
        )
    body: Json = {
        "DocNumber": _number(entry.number),
        "CustomerRef": {"value": entry.customer_id},
        "CurrencyRef": {"value": entry.currency},
        "TxnDate": entry.issued_on.isoformat(),
        "DueDate": entry.due_on.isoformat(),
        "Line": lines,
        # What is taxed is what is left after the discount, as with us.
        "ApplyTaxAfterDiscount": True,
        "TxnTaxDetail": {"TotalTax": _amount(entry.tax_minor, entry.currency)},
        "PrivateNote": _MARK + entry.mark,
    }
    if entry.email:
        body["BillEmail"] = {"Address": entry.email[:100]}
    if entry.memo:
        body["CustomerMemo"] = {"value": entry.memo[:1_000]}
    return body


def _line(line: LineEntry, currency: str) -> Json:
    detail: Json = {"ItemRef": {"value": line.item_id}, "TaxCodeRef": {"value": "TAX" if line.taxable else "NON"}}
    price = Decimal(line.unit_price_minor) * Decimal(repr(line.quantity))
    if price == line.total_minor:
        # QuickBooks refuses a line whose amount is not exactly the product of the two.
        detail |= {"Qty": line.quantity, "UnitPrice": _amount(line.unit_price_minor, currency)}
    return {
        "DetailType": "SalesItemLineDetail",
        "Amount": _amount(line.total_minor, currency),
        "Description": line.description[:4_000],
        "SalesItemLineDetail": detail,
    }


def _payment(entry: PaymentEntry) -> Json:
    amount = _amount(entry.amount_minor, entry.currency)
    return {
        "CustomerRef": {"value": entry.customer_id},
        "CurrencyRef": {"value": entry.currency},
        "TotalAmt": amount,
        "TxnDate": entry.received_on.isoformat(),
        "PaymentRefNum": _reference(entry.mark),
        "PrivateNote": _MARK + entry.mark,
        "Line": [{"Amount": amount, "LinkedTxn": [{"TxnId": entry.invoice_id, "TxnType": "Invoice"}]}],
    }


def _item(row: Json, currency: str) -> Item:
    price = row.get("UnitPrice")
    return Item(
        str(row["Id"]),
        str(row.get("Name") or row["Id"])[:300],
        str(row["Sku"])[:60] if row.get("Sku") else None,
        str(row["Description"])[:20_000] if row.get("Description") else None,
        _minor(price, currency) if isinstance(price, int | float) and price >= 0 else None,
        row.get("Taxable") is not False,
    )


def _amount(minor: int, currency: str) -> float:
    """The shortest decimal of it, which JSON writes as it is."""
    return float(Money(minor, currency).amount)


def _minor(amount: float, currency: str) -> int:
    return Money.of(Decimal(repr(amount)), currency, Rounding.HALF_UP).amount_minor


def _display(name: str) -> str:
    """A name as QuickBooks takes it: on one line, without colons."""
    return " ".join(name.replace(":", " ").split())[:500]


def _number(number: str) -> str:
    """Their numbers have 21 characters at most; the end of ours is what differs."""
    return number[-21:]


def _reference(mark: str) -> str:
    """The end of our id, which is the random part of it."""
    return mark.replace("-", "")[-20:]
