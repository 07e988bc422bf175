"""What follows from what is said of a contact: the columns of its row, and what it is reached by. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quintet.records.contacts.schemas import ContactCreate, ContactUpdate, EmailKind, EmailStatus, PhoneKind
from quintet.records.phones import in_region

Entry = dict[str, Any]
"""An e-mail address or phone number as it is stored: value, type, primary, verified, for phones sms_eligible."""

_BESIDE = {"custom", "tag_ids"}
_NEW_EMAIL: Entry = {"type": EmailKind.work.value, "primary": False, "verified": False}
_NEW_PHONE: Entry = {"type": PhoneKind.other.value, "primary": False, "verified": False, "sms_eligible": None}


@dataclass(frozen=True, slots=True)
class Point:
    """What a contact is reached by: `kind` is email or phone, the value in its folded form."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Derived:
    """The columns of a contact's row that follow from a request, and everything it is then reached by."""

    values: dict[str, Any]
    points: tuple[Point, ...]


def derive(data: ContactCreate, *, owner_id: str | None, region: str) -> Derived:
    """A new contact. `owner_id` owns it unless the data names somebody (or nobody); `region` as in `in_region`."""
    values = data.model_dump(mode="json", exclude=_BESIDE)
    if "owner_id" not in data.model_fields_set:
        values["owner_id"] = owner_id
    values["emails"] = _arranged(_entries(data.emails), data.email, _NEW_EMAIL, [])
    number = in_region(data.phone, region) if data.phone else None
    values["phones"] = _arranged(_folded(_entries(data.phones), region), number, _NEW_PHONE, [])
    return _derived(values)


def derive_change(data: ContactUpdate, before: Mapping[str, Any], *, region: str) -> Derived:
    """A contact after a change; `before` has its names, e-mail addresses and phone numbers. Gives what may be new."""
    given = data.model_fields_set
    values = data.model_dump(mode="json", exclude_unset=True, exclude=_BESIDE)
    for name in ("first_name", "last_name"):
        if not data.full_name:
            values.setdefault(name, before[name])
    emails = _entries(data.emails) if "emails" in given else None
    values["emails"] = _changed(emails, "email" in given, data.email, _NEW_EMAIL, before["emails"])
    phones = _folded(_entries(data.phones), region) if "phones" in given else None
    number = in_region(data.phone, region) if data.phone else None
    values["phones"] = _changed(phones, "phone" in given, number, _NEW_PHONE, before["phones"])
    derived = _derived(values)
    if derived.values["email"] != before["email"] and "email_status" not in given:
        derived.values["email_status"] = EmailStatus.unknown.value
    return derived


def points_of(emails: Sequence[Entry], phones: Sequence[Entry]) -> tuple[Point, ...]:
    """What a contact with these is reached by, in a fixed order."""
    points = {Point("email", entry["value"]) for entry in emails}
    points |= {Point("phone", entry["value"]) for entry in phones}
    return tuple(sorted(points, key=lambda point: (point.kind, point.value)))


def _derived(values: dict[str, Any]) -> Derived:
    full_name = values.pop("full_name", "")
    if full_name:
        values["first_name"], _, values["last_name"] = " ".join(full_name.split()).rpartition(" ")
        if not values["first_name"]:
            values["first_name"], values["last_name"] = values["last_name"], ""
    values["email"] = _primary(values["emails"])
    values["phone"] = _primary(values["phones"])
    names = f"{values['first_name']} {values['last_name']}".strip()
    values["full_name"] = names or values["email"] or values["phone"] or ""
    values["full_name_folded"] = values["full_name"].casefold()
    return Derived(values, points_of(values["emails"], values["phones"]))


def _entries(given: Sequence[Any]) -> list[Entry]:
    return [entry.model_dump(mode="json", exclude_unset=True) for entry in given]


def _folded(phones: list[Entry], region: str) -> list[Entry]:
    return [{**entry, "value": in_region(entry["value"], region)} for entry in phones]


def _changed(
    entries: list[Entry] | None, primary_given: bool, primary: str | None, new: Entry, before: list[Entry]
) -> list[Entry]:
    """The list after a change of the whole list, of its primary value, of both, or of neither."""
    if entries is not None:
        return _arranged(entries, primary, new, before)
    if not primary_given:
        return before
    if primary in (entry["value"] for entry in before):
        return _arranged(before, primary, new, before)
    # The primary value is another now: what was known of the old one goes with it.
    kept = [entry for entry in before if not entry["primary"]]
    return _arranged(kept, primary, new, before)


def _arranged(entries: list[Entry], primary: str | None, new: Entry, before: list[Entry]) -> list[Entry]:
    """Each value once, the primary one first; of values that were there `before` what is not said stays known."""
    known = {entry["value"]: entry for entry in before}
    if primary is not None:
        entries = [{"value": primary}, *entries]
    else:
        primary = _primary(entries) or (entries[0]["value"] if entries else None)
    found: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda entry: entry["value"] != primary):
        value = entry["value"]
        kept = found.get(value) or known.get(value) or new
        found[value] = {"value": value, **kept, **entry, "primary": value == primary}
    return list(found.values())


def _primary(entries: Sequence[Entry]) -> str | None:
    return next((entry["value"] for entry in entries if entry.get("primary")), None)
