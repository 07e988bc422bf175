"""What can be done with the addresses of a company.

Whoever changes them has locked the company, so they come one by one. As long as a company has addresses for billing,
exactly one of them is the default for it; for shipping likewise.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.events import Ref
from quintet.foundation.events.log import Emission, emit_many
from quintet.foundation.objects import finding
from quintet.foundation.objects.reading import Row, read_record
from quintet.foundation.objects.writing import flush_current, links_of, record_to_change
from quintet.kit import time
from quintet.kit.errors import Conflict, Invalid, NotFound
from quintet.kit.ids import new_id
from quintet.records.addresses import USES, AddressKind, words_of
from quintet.records.companies.facts import CompanyAddressAdded, CompanyAddressChanged, CompanyAddressRemoved
from quintet.records.companies.models import Company, CompanyAddress
from quintet.records.companies.object import COMPANY
from quintet.records.companies.schemas import MOST_ADDRESSES, AddressCreate, AddressRow, AddressUpdate

_LINE = ("line1", "line2", "postal_code", "city", "region", "country")
_DEFAULTS = tuple(f"default_{use}" for use in USES)
_CONTENT = ("label", "kind", *_LINE, "latitude", "longitude", "notes", "position", *_DEFAULTS)
_Told = CompanyAddressAdded | CompanyAddressChanged | CompanyAddressRemoved


def draft_addresses(company_id: str, data: Sequence[AddressRow]) -> list[dict[str, Any]]:
    """Rows for the addresses of a company about to be added."""
    rows: list[dict[str, Any]] = []
    for place, address in enumerate(data):
        if address.id is not None:
            raise Invalid.one(f"addresses.{place}.id", "unknown_reference", "The company has no such address.")
        _check_serves(address.kind, _claims(address), f"addresses.{place}.")
        given = address.model_dump(mode="json", exclude={"id"})
        rows.append({**given, "id": new_id(), "company_id": company_id, "position": place})
    for use in USES:
        chosen = _default(use, [row["kind"] for row in rows], [row[f"default_{use}"] for row in rows])
        for place, row in enumerate(rows):
            row[f"default_{use}"] = place == chosen
    return rows


def places_of(addresses: Iterable[Mapping[str, Any]]) -> str:
    """The words by which a company is found because of its addresses."""
    return " ".join(word for word in words_of(addresses) if word)


def list_addresses(session: Session, actor: Actor, company_id: str) -> list[Row]:
    """The company's addresses, defaults first."""
    found: list[Row] = read_record(session, actor, COMPANY, company_id, parsed=True)["addresses"]
    return sorted(found, key=lambda address: -address["default_billing"] - address["default_shipping"])


def read_address(session: Session, actor: Actor, company_id: str, address_id: str) -> Row:
    """One address of a company."""
    for address in list_addresses(session, actor, company_id):
        if address["id"] == address_id:
            return address
    raise NotFound("address")


def add_address(session: Session, actor: Actor, company_id: str, data: AddressCreate) -> str:
    """Add an address to a company; its id. Conflict when the company has as many as it may."""
    company: Company = record_to_change(session, actor, COMPANY, company_id)
    rows = _rows(session, company.id)
    if len(rows) >= MOST_ADDRESSES:
        raise Conflict(f"A company has at most {MOST_ADDRESSES} addresses.", code="too_many_addresses")
    claims = _claims(data)
    _check_serves(data.kind, claims)
    given = data.model_dump(mode="json", exclude=set(_DEFAULTS))
    row = CompanyAddress(
        id=new_id(),
        company_id=company.id,
        position=max((row.position for row in rows), default=-1) + 1,
        default_billing=False,
        default_shipping=False,
        **given,
    )
    session.add(row)
    rows.append(row)
    _settle(session, rows, dict.fromkeys(claims, row))
    _tell(session, actor, company, rows, [_fact(CompanyAddressAdded, row)])
    return row.id


def change_address(session: Session, actor: Actor, company_id: str, address_id: str, data: AddressUpdate) -> None:
    """Change an address. A default stops being one when another becomes it, or when it no longer serves that use."""
    company: Company = record_to_change(session, actor, COMPANY, company_id)
    rows = _rows(session, company.id)
    row = _row(rows, address_id)
    before = _content(row)
    given = data.model_dump(mode="json", exclude_unset=True)
    claims = [use for use in USES if given.get(f"default_{use}")]
    kind = AddressKind(given.get("kind", row.kind))
    _check_serves(kind, claims)
    for use in USES:
        if given.pop(f"default_{use}", None) is False and getattr(row, f"default_{use}") and kind.serves(use):
            raise Invalid.one(f"default_{use}", "default_needed", "Make another address the default instead.")
    for name, value in given.items():
        setattr(row, name, value)
    _settle(session, rows, dict.fromkeys(claims, row))
    if _content(row) != before:
        _tell(session, actor, company, rows, [_fact(CompanyAddressChanged, row)])


def remove_address(session: Session, actor: Actor, company_id: str, address_id: str) -> None:
    """Remove an address. Where it was the default, the first other one that serves is it then."""
    company: Company = record_to_change(session, actor, COMPANY, company_id)
    rows = _rows(session, company.id)
    row = _row(rows, address_id)
    rows.remove(row)
    session.delete(row)
    flush_current(session)
    _settle(session, rows, {})
    _tell(session, actor, company, rows, [_fact(CompanyAddressRemoved, row)])


def set_addresses(session: Session, actor: Actor, company: Company, data: Sequence[AddressRow]) -> None:
    """Make these the company's addresses: those with an id are changed, the others added, what is left out removed.

    For services: the actor has the right to change the company, which is locked.
    """
    present = {row.id: row for row in _rows(session, company.id)}
    before = {id_: _content(row) for id_, row in present.items()}
    kept: list[CompanyAddress] = []
    claims: dict[AddressKind, CompanyAddress] = {}
    for place, address in enumerate(data):
        row = present.get(address.id or "")
        if (address.id is not None and row is None) or row in kept:
            raise Invalid.one(f"addresses.{place}.id", "unknown_reference", "The company has no such address.")
        if row is None:
            row = CompanyAddress(id=new_id(), company_id=company.id, default_billing=False, default_shipping=False)
        for name, value in address.model_dump(mode="json", exclude={"id", *_DEFAULTS}).items():
            setattr(row, name, value)
        row.position = place
        _check_serves(address.kind, _claims(address), f"addresses.{place}.")
        claims |= dict.fromkeys(_claims(address), row)
        kept.append(row)
    gone = [row for row in present.values() if row not in kept]
    for row in gone:
        session.delete(row)
    session.add_all(kept)
    _settle(session, kept, claims)
    facts = [_fact(CompanyAddressRemoved, row) for row in gone]
    for row in kept:
        if row.id not in before:
            facts.append(_fact(CompanyAddressAdded, row))
        elif _content(row) != before[row.id]:
            facts.append(_fact(CompanyAddressChanged, row))
    if facts:
        _tell(session, actor, company, kept, facts)


def _content(row: CompanyAddress) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _CONTENT)


def _rows(session: Session, company_id: str) -> list[CompanyAddress]:
    theirs = select(CompanyAddress).where(CompanyAddress.company_id == company_id)
    # The company was locked first: what others changed meanwhile has to be read anew.
    statement = theirs.order_by(CompanyAddress.position).execution_options(populate_existing=True)
    return list(session.scalars(statement))


def _row(rows: Sequence[CompanyAddress], address_id: str) -> CompanyAddress:
    for row in rows:
        if row.id == address_id:
            return row
    raise NotFound("address")


def _claims(data: AddressCreate) -> list[AddressKind]:
    return [use for use in USES if data.default_for(use)]


def _check_serves(kind: AddressKind, claims: Iterable[AddressKind], place: str = "") -> None:
    for use in claims:
        if not kind.serves(use):
            message = f"A {kind} address can't be the default {use} address."
            raise Invalid.one(f"{place}default_{use}", "wrong_kind", message)


def _default(use: AddressKind, kinds: Sequence[str], marked: Sequence[bool]) -> int | None:
    serving = [place for place, kind in enumerate(kinds) if AddressKind(kind).serves(use)]
    return next((place for place in serving if marked[place]), serving[0] if serving else None)


def _settle(session: Session, rows: Sequence[CompanyAddress], claims: Mapping[AddressKind, CompanyAddress]) -> None:
    chosen: list[tuple[str, CompanyAddress]] = []
    for use in USES:
        name = f"default_{use}"
        marked = [row is claims[use] if use in claims else getattr(row, name) for row in rows]
        place = _default(use, [row.kind for row in rows], marked)
        if place is not None:
            chosen.append((name, rows[place]))
        for number, row in enumerate(rows):
            if getattr(row, name) and number != place:
                setattr(row, name, False)
    # First the old ones go, or the unique index would see two.
    session.flush()
    for name, row in chosen:
        setattr(row, name, True)
    session.flush()


def _fact(fact: Callable[[str, str, str], _Told], row: CompanyAddress) -> _Told:
    return fact(row.id, row.kind, ", ".join(part for name in _LINE if (part := getattr(row, name))))


def _tell(
    session: Session, actor: Actor, company: Company, rows: Sequence[CompanyAddress], facts: Sequence[_Told]
) -> None:
    company.places = places_of({name: getattr(row, name) for name in _LINE} for row in rows)
    # The addresses are in no column of the row; its ETag has to change with them.
    company.updated_at = time.now()
    flush_current(session)
    finding.index(session, COMPANY, company)
    links = links_of(COMPANY, company)
    emit_many(session, actor, [Emission(fact, Ref(COMPANY.name, company.id), links) for fact in facts])
