"""Invoices on paper: who gets them, what they say in which language, and what is hard to set."""

import re
import struct
import zlib
from typing import Any

import pytest
from starlette.testclient import TestClient

from quintet.commerce.documents.typesetting import picture_suffix, typeset
from quintet.commerce.invoices.printing import PrintedInvoice, invoice_to_print
from quintet.foundation.db import Database, bind_workspace
from tests.world import Person


def png(width: int, height: int, rows: int | None = None) -> bytes:
    """A red picture; with fewer rows than it says, a broken one."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress((b"\0" + bytes([200, 30, 30] * width)) * (height if rows is None else rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def paper(db: Database, person: Person, invoice: dict[str, Any]) -> PrintedInvoice:
    """What an invoice says on paper."""

    def work(session: Any) -> PrintedInvoice:
        bind_workspace(session, person.workspace_id)
        return invoice_to_print(session, person.actor, invoice["id"])

    return db.read_sync(work)


def title_of(pdf: bytes) -> str:
    found = re.search(rb"<dc:title>.*?<rdf:li[^>]*>(.*?)</rdf:li>", pdf, re.DOTALL)
    return found[1].decode() if found else ""


def test_an_invoice_on_paper(
    db: Database, owner: Person, member: Person, colleague: Person, anonymous: TestClient
) -> None:
    owner.patch("/workspace", {"name": "Nordlicht", "address": "Hafen 1\n20457 Hamburg"})
    logo = owner.http.post("/api/v1/files", files={"file": ("logo.png", png(30, 10))}, data={"purpose": "logo"}).json()
    company = member.made(
        "/companies", name="Acme *#$[", addresses=[{"line1": "Weg 2", "city": "Bonn", "postal_code": "53111"}]
    )
    lines = [
        {"description": "W" * 900, "quantity": 2.5, "unit_price_minor": 123_456_789, "unit": "h"},
        *({"description": f"No. {number}", "unit_price_minor": 1} for number in range(80)),
    ]
    invoice = member.made("/invoices", company_id=company["id"], lines=lines, issued_on="2026-03-05", discount_minor=5)
    path = f"/invoices/{invoice['id']}/pdf"
    assert anonymous.get(f"/api/v1{path}").status_code == 401
    assert colleague.get(path).status_code == 404

    plain = member.get(path)
    assert (plain.status_code, plain.headers["content-type"]) == (200, "application/pdf")
    assert plain.content.startswith(b"%PDF-")
    assert title_of(plain.content) == f"Invoice {invoice['number']}"
    assert plain.headers["content-disposition"].startswith(f'inline; filename="{invoice["number"]}.pdf"')
    assert member.get(path, download="true").headers["content-disposition"].startswith("attachment")
    assert member.get(path).content == plain.content
    owner.patch("/workspace", {"logo_file_id": logo["id"]})
    assert len(member.get(path).content) > len(plain.content)

    said = paper(db, member, invoice).said
    assert (said["stamp"], said["sender"]["lines"]) == ("Draft", ["Hafen 1", "20457 Hamburg"])
    assert said["payer"] == {"name": "Acme *#$[", "lines": ["Weg 2", "53111 Bonn"]}
    assert ("Issued", "March 5, 2026") in said["facts"]
    assert (said["lines"][0]["quantity"], said["lines"][0]["amount"]) == ("2.5 h", "€3,086,419.73")
    assert said["sums"][1] == ("Discount", "-€0.05", False)

    assert member.patch("/billing-settings", {"language": "de"}).status_code == 403
    for wrong in ({"language": "xx"}, {"accent_color": "red"}, {"paper": "a3"}):
        assert owner.patch("/billing-settings", wrong).status_code == 422
    changed = owner.patch("/billing-settings", {"language": "de", "paper": "us-letter", "accent_color": "#ffee88"})
    assert changed.json()["paper"] == "us-letter"
    said = paper(db, member, invoice).said
    assert ("Datum", "05.03.2026") in said["facts"]
    assert said["accent"] == "#ffee88"
    assert (said["lines"][0]["quantity"], said["lines"][0]["amount"]) == ("2,5 h", "3.086.419,73\u00a0€")
    assert title_of(member.get(path).content) == f"Rechnung {invoice['number']}"
    member.post(f"/invoices/{invoice['id']}/mark-sent")
    member.made("/payments", invoice_id=invoice["id"], amount_minor=invoice["total_minor"], method="cash")
    said = paper(db, member, invoice).said
    assert (said["stamp"], "Bezahlt am" in dict(said["facts"])) == ("Bezahlt", True)


@pytest.mark.parametrize(("currency", "amount"), [("JPY", "¥1,500"), ("KWD", "KWD\u00a01.500")])
def test_currencies_have_their_decimals(db: Database, member: Person, currency: str, amount: str) -> None:
    contact = member.made("/contacts", first_name="Ann", addresses=[{"line1": "Way 1", "is_default": True}])
    lines = [{"description": "x", "unit_price_minor": 1_500}]
    invoice = member.made("/invoices", contact_id=contact["id"], currency=currency, lines=lines)
    said = paper(db, member, invoice).said
    assert said["lines"][0]["price"] == amount
    assert said["payer"] == {"name": "Ann", "lines": ["Way 1"]}


def test_pictures_that_cannot_be_set_are_left_out(db: Database, member: Person) -> None:
    contact = member.made("/contacts", first_name="Ann")
    lines = [{"description": "x", "unit_price_minor": 1}]
    printed = paper(db, member, member.made("/invoices", contact_id=contact["id"], lines=lines))
    plain = typeset("invoice.typ", printed.said, made_at=printed.made_at)
    for broken in (png(9, 9)[:50], b"GIF8", b"\xff\xd8\xff\xe0\0\x02", b"nothing"):
        assert typeset("invoice.typ", printed.said, picture=broken, made_at=printed.made_at) == plain
    assert picture_suffix(png(5_000, 5_000, rows=1)) is None
    assert picture_suffix(b"\xff\xd8\xff\xe0\x00\x04\0\0\xff\xc0\x00\x0b\x08\x00\x10\x00\x20\x03") == "jpg"
