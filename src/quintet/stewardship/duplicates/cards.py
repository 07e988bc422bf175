"""What contacts and companies are compared by."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.kit.values import fold_domain
from quintet.records.companies.models import Company, CompanyAddress
from quintet.records.contacts.models import Contact
from quintet.stewardship.duplicates.matching import Card

_FREE = frozenset(
    ("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "gmx.de", "web.de")
)
_FORMS = re.compile(r"\b(inc|incorporated|ltd|limited|llc|gmbh|corp|corporation|co|company|ag|sa|bv|plc|the)\b\.?")


def contact_cards(session: Session, after: str, limit: int) -> list[Card]:
    """The next contacts by id."""
    rows = session.execute(
        select(
            Contact.id,
            Contact.first_name,
            Contact.last_name,
            Contact.emails,
            Contact.phones,
            Contact.addresses,
            Contact.custom,
            Company.name,
        )
        .outerjoin(Company, (Company.id == Contact.company_id) & (Company.workspace_id == Contact.workspace_id))
        .where(Contact.deleted_at.is_(None), Contact.id > after)
        .order_by(Contact.id)
        .limit(limit)
    )
    return [
        Card(
            id=row.id,
            first=plain(row.first_name),
            last=plain(row.last_name),
            emails=frozenset(each["value"] for each in row.emails),
            phones=frozenset(each["value"] for each in row.phones),
            company=business(row.name or ""),
            **place(row.addresses),
            marks=marks_of(row.custom),
        )
        for row in rows
    ]


def company_cards(session: Session, after: str, limit: int) -> list[Card]:
    """The next companies by id."""
    rows = session.execute(
        select(Company.id, Company.name, Company.domain, Company.website, Company.email, Company.phone, Company.custom)
        .where(Company.deleted_at.is_(None), Company.id > after)
        .order_by(Company.id)
        .limit(limit)
    ).all()
    found: dict[str, list[dict[str, Any]]] = {}
    theirs = select(CompanyAddress).where(CompanyAddress.company_id.in_([row.id for row in rows]))
    for each in session.scalars(theirs.order_by(CompanyAddress.company_id, CompanyAddress.position)):
        address = {name: getattr(each, name) for name in ("line1", "line2", "city", "postal_code")}
        found.setdefault(each.company_id, []).append(address)
    return [
        Card(
            id=row.id,
            name=business(row.name),
            domain=domain_of(row.domain, row.website),
            emails=frozenset([row.email] if row.email else []),
            phones=frozenset([row.phone] if row.phone else []),
            **place(found.get(row.id, [])),
            marks=marks_of(row.custom),
        )
        for row in rows
    ]


def plain(text: str) -> str:
    """Lower case without accents and signs: `O’Brién ` → `o brien`."""
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join(re.findall(r"\w+", "".join(sign for sign in bare if not unicodedata.combining(sign))))


def business(name: str) -> str:
    """A company's name without its legal form."""
    return " ".join(_FORMS.sub(" ", plain(name)).split()) or plain(name)


def domain_of(domain: str | None, website: str | None) -> str:
    """The domain of a business; empty for one that many share."""
    try:
        found = domain or (fold_domain(website) if website else "")
    except ValueError:
        return ""
    return "" if found in _FREE else found


def place(addresses: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Street, city and postal code of the first address."""
    if not addresses:
        return {}
    first = addresses[0]
    street = plain(f"{first.get('line1') or ''} {first.get('line2') or ''}")
    return {"street": street, "city": plain(first.get("city") or ""), "postal": plain(first.get("postal_code") or "")}


def marks_of(custom: Mapping[str, Any]) -> dict[str, str]:
    """Custom values that may tell records apart; which do is seen when all are read."""
    return {
        key: plain(str(value))
        for key, value in custom.items()
        if isinstance(value, (str, int)) and not isinstance(value, bool) and 4 <= len(str(value)) <= 60
    }
