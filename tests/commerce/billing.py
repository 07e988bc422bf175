"""Invoices for tests of what is done with them."""

from typing import Any

from tests.world import Person

LINES = [{"description": "Consulting", "quantity": 2.5, "unit_price_minor": 10_000}]


def billed(person: Person, **values: Any) -> dict[str, Any]:
    """A draft over 250.00."""
    return person.made("/invoices", **{"lines": LINES, **values})


def sent(person: Person, company_id: str, **values: Any) -> dict[str, Any]:
    """An invoice over 250.00 that waits for money."""
    invoice = billed(person, company_id=company_id, **values)
    answer = person.post(f"/invoices/{invoice['id']}/mark-sent")
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def read(person: Person, invoice: dict[str, Any]) -> dict[str, Any]:
    """The invoice as it now is."""
    shown: dict[str, Any] = person.get(f"/invoices/{invoice['id']}").json()
    return shown
