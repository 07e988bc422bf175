"""Taking in many devices or SIM cards at once, from what was pasted or scanned: all that can be added is, and the rest
is told line by line."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quintet.commerce.inventory.numbers import imei
from quintet.commerce.inventory.object import DEVICE, SIM
from quintet.commerce.inventory.schemas import (
    MOST_AT_ONCE,
    DeviceCreate,
    DeviceIntake,
    IntakeReport,
    LeftOut,
    SimCreate,
    SimIntake,
)
from quintet.commerce.inventory.service import draft_device, draft_sim
from quintet.foundation.access import Actor, require
from quintet.foundation.http import Body
from quintet.foundation.objects import Draft
from quintet.foundation.objects.adding import add_many
from quintet.foundation.objects.spec import AnySpec
from quintet.foundation.objects.writing import check_relations
from quintet.kit.errors import Conflict, Invalid

_SHOWN = 200
_TRIES = 5
_BETWEEN = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One that came in: on which line (from 1), as it was written, and what it says by field."""

    line: int
    value: str
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is taken in, and the columns in which no two are alike."""

    spec: AnySpec
    create: type[Body]
    draft: Callable[[Session, Actor, Any], Draft[Any]]
    keys: tuple[str, ...]


@dataclass(slots=True)
class _Ledger:
    duplicates: list[LeftOut] = field(default_factory=list)
    invalid: list[LeftOut] = field(default_factory=list)

    def refuse(self, entry: Entry, message: str) -> None:
        self.invalid.append(LeftOut(line=entry.line, value=entry.value[:_SHOWN], code="invalid", message=message))

    def repeat(self, entry: Entry, code: str, message: str, existing_id: str | None = None) -> None:
        told = LeftOut(line=entry.line, value=entry.value[:_SHOWN], code=code, message=message, existing_id=existing_id)
        self.duplicates.append(told)


_DEVICES = _Kind(DEVICE, DeviceCreate, draft_device, ("serial_folded", "imei"))
_SIMS = _Kind(SIM, SimCreate, draft_sim, ("iccid",))


def take_in_devices(session: Session, actor: Actor, data: DeviceIntake) -> IntakeReport:
    """Add the devices of a pasted or scanned list. Invalid for a list that is too long, or an unknown product."""
    check_relations(session, actor, DEVICE, {"product_id": data.product_id})
    common = {} if data.product_id is None else {"product_id": data.product_id}
    entries = [Entry(line, text, {**_device_said(text), **common}) for line, text in _lines(data.text)]
    return add_devices(session, actor, entries)


def take_in_sims(session: Session, actor: Actor, data: SimIntake) -> IntakeReport:
    """Add the SIM cards of a pasted or scanned list. Invalid for a list that is too long."""
    common = {} if data.carrier is None else {"carrier": data.carrier}
    entries = [Entry(line, text, {**_sim_said(text), **common}) for line, text in _lines(data.text)]
    return add_sims(session, actor, entries)


def add_devices(session: Session, actor: Actor, entries: Sequence[Entry]) -> IntakeReport:
    """Add those that can be; `said` has the fields of `DeviceCreate`."""
    return _take_in(session, actor, _DEVICES, entries)


def add_sims(session: Session, actor: Actor, entries: Sequence[Entry]) -> IntakeReport:
    """Add those that can be; `said` has the fields of `SimCreate`."""
    return _take_in(session, actor, _SIMS, entries)


def _take_in(session: Session, actor: Actor, kind: _Kind, entries: Sequence[Entry]) -> IntakeReport:
    require(actor, kind.spec.right("create"))
    ledger = _Ledger()
    drafts = _first_of_each(kind, _drafted(session, actor, kind, entries, ledger), ledger)
    for _ in range(_TRIES):
        drafts = _unknown(session, kind, drafts, ledger)
        try:
            with session.begin_nested():
                verdicts = add_many(session, actor, kind.spec, [draft for _, draft in drafts])
        except IntegrityError:
            continue  # somebody added one of them in this moment: look again
        break
    else:
        raise Conflict("Others are adding the same ones just now. Try again.", code="busy")
    ids: list[str] = []
    for (entry, draft), verdict in zip(drafts, verdicts, strict=True):
        if verdict is None:
            ids.append(draft.id)
        else:
            ledger.refuse(entry, verdict.message)
    ordered = [sorted(told, key=lambda each: each.line) for told in (ledger.duplicates, ledger.invalid)]
    return IntakeReport(added=len(ids), ids=ids, duplicates=ordered[0], invalid=ordered[1])


def _drafted(
    session: Session, actor: Actor, kind: _Kind, entries: Iterable[Entry], ledger: _Ledger
) -> Iterator[tuple[Entry, Draft[Any]]]:
    for entry in entries:
        try:
            draft = kind.draft(session, actor, kind.create.model_validate(entry.said))
        except ValidationError as error:
            ledger.refuse(entry, error.errors()[0]["msg"].removeprefix("Value error, "))
        except Invalid as error:
            ledger.refuse(entry, error.message)
        else:
            yield entry, draft


def _first_of_each(
    kind: _Kind, drafts: Iterable[tuple[Entry, Draft[Any]]], ledger: _Ledger
) -> list[tuple[Entry, Draft[Any]]]:
    seen: dict[tuple[str, str], int] = {}
    kept: list[tuple[Entry, Draft[Any]]] = []
    for entry, draft in drafts:
        keys = [(key, draft.values[key]) for key in kind.keys if draft.values[key] is not None]
        first = next((seen[key] for key in keys if key in seen), None)
        if first is None:
            kept.append((entry, draft))
            seen |= dict.fromkeys(keys, entry.line)
        else:
            ledger.repeat(entry, "repeated", f"The same as line {first}.")
    return kept


def _unknown(
    session: Session, kind: _Kind, drafts: Sequence[tuple[Entry, Draft[Any]]], ledger: _Ledger
) -> list[tuple[Entry, Draft[Any]]]:
    """Those of which we have none yet. A statement for each key."""
    known: dict[tuple[str, str], str] = {}
    model = kind.spec.model
    for key in kind.keys:
        column = getattr(model, key)
        values = [draft.values[key] for _, draft in drafts if draft.values[key] is not None]
        found = select(column, model.id).where(column.in_(values), model.deleted_at.is_(None))
        known |= {(key, value): id_ for value, id_ in session.execute(found)}
    kept: list[tuple[Entry, Draft[Any]]] = []
    for entry, draft in drafts:
        existing = next((known[at] for key in kind.keys if (at := (key, draft.values[key])) in known), None)
        if existing is None:
            kept.append((entry, draft))
        else:
            ledger.repeat(entry, "known", f"There is a {kind.spec.name} of this number already.", existing)
    return kept


def _lines(text: str) -> list[tuple[int, str]]:
    """What is written on the lines that say something, with their numbers from 1."""
    lines = [(place, line.strip()) for place, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not lines:
        raise Invalid.one("text", "required", "Paste or scan at least one.")
    if len(lines) > MOST_AT_ONCE:
        raise Invalid.one("text", "too_many", f"At most {MOST_AT_ONCE:,} at once.")
    return lines


def _device_said(text: str) -> dict[str, Any]:
    words = [word for word in _BETWEEN.split(text) if word]
    if len(words) == 1:
        # Fifteen digits are an IMEI; where the check digit says no, it was misread.
        alone = words[0]
        return {"imei": alone} if re.fullmatch(r"[0-9]{15}", alone) else {"serial": alone}
    if len(words) == 2:
        first_is_imei = _is_imei(words[0]) and not _is_imei(words[1])
        serial, number = reversed(words) if first_is_imei else words
        return {"serial": serial, "imei": number}
    return {"serial": text}


def _is_imei(text: str) -> bool:
    try:
        imei(text)
    except ValueError:
        return False
    return True


def _sim_said(text: str) -> dict[str, Any]:
    number, *rest = _BETWEEN.split(text, maxsplit=1)
    phone = rest[0].strip() if rest else ""
    return {"iccid": number, "phone_number": phone} if phone else {"iccid": number}
