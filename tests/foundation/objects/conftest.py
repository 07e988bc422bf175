"""A few companies with values of every type, some of them missing, and custom fields of every type."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.world import Person

CUSTOM: dict[str, dict[str, Any]] = {
    "motto": {"type": "text"},
    "story": {"type": "long_text"},
    "floors": {"type": "integer"},
    "ratio": {"type": "number"},
    "deposit": {"type": "money"},
    "founded": {"type": "date"},
    "seen": {"type": "datetime"},
    "vegan": {"type": "boolean"},
    "tier": {"type": "select", "options": ["gold", "silver"]},
    "colors": {"type": "multi_select", "options": ["red", "green", "blue"]},
    "shop": {"type": "url"},
    "desk": {"type": "email"},
    "fax": {"type": "phone"},
    "rival": {"type": "relation", "options": ["company"]},
}

ROWS: list[dict[str, Any]] = [
    {
        "name": "Alpha_100%",
        "domain": "alpha.example",
        "industry": "Tea",
        "employees": 10,
        "annual_revenue_minor": 5_000_000_000,
        "rating": 4.5,
        "taxable": True,
        "status": "customer",
        "email": "hello@alpha.example",
        "website": "https://alpha.example",
        "phone": "+4930123456",
        "custom": {
            "motto": "Ever up",
            "story": "Long ago",
            "floors": 3,
            "ratio": 0.5,
            "deposit": {"amount_minor": 100, "currency": "EUR"},
            "founded": "1999-12-31",
            "seen": "2026-01-01T00:00:00Z",
            "vegan": True,
            "tier": "gold",
            "colors": ["red", "blue"],
            "shop": "https://shop.example/a",
            "desk": "desk@alpha.example",
            "fax": "+4930999",
        },
    },
    {
        "name": "beta",
        "domain": "beta.example",
        "industry": "tea leaves",
        "employees": 10,
        "annual_revenue_minor": 0,
        "rating": 2.0,
        "taxable": False,
        "status": "lead",
        "custom": {
            "motto": "EVER DOWN",
            "floors": -1,
            "ratio": 2.25,
            "deposit": {"amount_minor": 2500, "currency": "USD"},
            "founded": "2001-01-01",
            "seen": "2026-06-01T12:00:00.5Z",
            "vegan": False,
            "tier": "silver",
            "colors": ["green"],
        },
    },
    {"name": "Gamma", "industry": "Coffee", "employees": 250, "rating": 5, "custom": {"motto": "100% _true_"}},
    {"name": "delta", "annual_revenue_minor": 70, "custom": {"vegan": True, "floors": 3}},
    {"name": "Épsilon", "industry": "TEA", "custom": {"colors": ["red"]}},
    {"name": "zeta"},
]


@dataclass
class Shelf:
    """The companies, as the API gave them back, by name."""

    person: Person
    records: list[dict[str, Any]] = field(default_factory=list)

    def value(self, record: dict[str, Any], name: str) -> Any:
        found: Any = record
        for part in name.split("."):
            found = found.get(part) if isinstance(found, dict) else None
        return found["amount_minor"] if name == "custom.deposit" and isinstance(found, dict) else found

    def found(self, **parameters: Any) -> list[str]:
        return [record["name"] for record in self.person.listed("/companies", **parameters)]


@pytest.fixture
def custom_fields(admin: Person) -> None:
    for key, values in CUSTOM.items():
        admin.made("/custom-fields", object="company", key=key, label=key.title(), **values)


@pytest.fixture
def shelf(owner: Person, custom_fields: None) -> Shelf:
    made = Shelf(owner)
    for row in ROWS:
        made.records.append(owner.made("/companies", **row))
    first, second = made.records[:2]
    rival = {"custom": {"rival": second["id"]}, "parent_id": second["id"]}
    made.records[0] = owner.patch(f"/companies/{first['id']}", rival).json()
    return made
