"""How a workspace bills, and the numbers of its invoices: one after the other, none twice, none left out."""

from datetime import date, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql import Executable

from quintet.commerce.billing.facts import BillingUpdated
from quintet.commerce.billing.models import BillingSettings, InvoiceCounter
from quintet.commerce.billing.schemas import BillingUpdate
from quintet.foundation.access import Actor, Role, require
from quintet.foundation.access.rights import declare
from quintet.foundation.db import Id, insert_new, workspace_of
from quintet.foundation.db.raw import Lookup
from quintet.foundation.events import Ref, emit
from quintet.identity.public import workspace_settings
from quintet.identity.workspaces.models import Workspace
from quintet.kit import time
from quintet.kit.ids import new_id

READ = declare("billing.read", Role.member)
UPDATE = declare("billing.update", Role.admin)
_DEFAULTS = BillingUpdate().model_dump(mode="json")


def get_billing(session: Session, actor: Actor) -> tuple[BillingSettings, str]:
    """How the workspace bills, and the number that the next invoice gets."""
    require(actor, READ)
    settings = billing_of(session)
    series = _series(settings.invoice_prefix, today(session))
    last = session.scalar(select(InvoiceCounter.last).where(InvoiceCounter.series == series)) or 0
    return settings, _number(series, last + 1)


def update_billing(session: Session, actor: Actor, data: BillingUpdate) -> tuple[BillingSettings, str]:
    """Change how the workspace bills."""
    require(actor, UPDATE)
    _ensure(session)
    settings = session.scalars(select(BillingSettings).with_for_update()).one()
    values = data.model_dump(mode="json", exclude_unset=True)
    changes = {name: [getattr(settings, name), value] for name, value in values.items()}
    changes = {name: change for name, change in changes.items() if change[0] != change[1]}
    for name in changes:
        setattr(settings, name, values[name])
    session.flush()
    if changes:
        fact = BillingUpdated(settings.invoice_prefix)
        emit(session, actor, fact, subject=Ref("billing", settings.id), changes=changes)
    return get_billing(session, actor)


def billing_of(session: Session) -> BillingSettings:
    """How the session's workspace bills; what is usual where it never said."""
    return session.scalar(select(BillingSettings)) or BillingSettings(id=new_id(), **_usual(session))


def _usual(session: Session) -> dict[str, Any]:
    """In the language of the workspace."""
    return {**_DEFAULTS, "language": workspace_settings(session, workspace_of(session)).language}


def next_number(session: Session, prefix: str, issued_on: date) -> str:
    """Give the next number of the year's series: `INV-2026-0001`. Others wait for it until the transaction ends, and
    when it fails the number is given again."""
    series = _series(prefix, issued_on)
    return _number(series, count_on(session, series))


def count_on(session: Session, series: str) -> int:
    """The next number of a series, without gaps: see `next_number`."""
    [(last,)] = _COUNTED.rows(session, ws=workspace_of(session), series=series)
    return int(last)


def today(session: Session) -> date:
    """The present day where the workspace is."""
    return time.now().astimezone(zone_of(session)).date()


def zone_of(session: Session) -> tzinfo:
    """The time zone of the session's workspace."""
    return ZoneInfo(session.get_one(Workspace, workspace_of(session)).timezone)


def _series(prefix: str, day: date) -> str:
    return f"{prefix}-{day.year}"


def _count(dialect: str) -> Executable:
    insert_ = sqlite.insert if dialect == "sqlite" else postgresql.insert
    first = insert_(InvoiceCounter).values(workspace_id=bindparam("ws", type_=Id), series=bindparam("series"), last=1)
    further = first.on_conflict_do_update(
        index_elements=[InvoiceCounter.workspace_id, InvoiceCounter.series], set_={"last": InvoiceCounter.last + 1}
    )
    return further.returning(InvoiceCounter.last)


_COUNTED = Lookup(_count)


def _number(series: str, number: int) -> str:
    return f"{series}-{number:04d}"


def _ensure(session: Session) -> None:
    now = time.now()
    row = {"id": new_id(), "created_at": now, "updated_at": now, **_usual(session)}
    insert_new(session, BillingSettings, [row], "id")
