"""What is known of how companies stand with us, added up from what the reader sees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, allowed, require
from quintet.foundation.objects import statements
from quintet.foundation.objects.boards import totals_of_each
from quintet.foundation.objects.query import Condition, ListQuery
from quintet.foundation.objects.reading import custom_types
from quintet.foundation.objects.spec import AnySpec
from quintet.foundation.objects.visibility import visible_ids
from quintet.kit import time
from quintet.records.activities.models import Activity
from quintet.records.activities.object import ACTIVITY
from quintet.records.companies.object import COMPANY
from quintet.records.contacts.models import Contact
from quintet.records.contacts.object import CONTACT
from quintet.records.deals.models import Deal
from quintet.records.deals.object import DEAL
from quintet.records.deals.service import STAGED
from quintet.records.leads.models import Lead
from quintet.records.leads.object import LEAD

MOST = 100
_PEOPLE: tuple[tuple[str, Any], ...] = (("contact", Contact), ("deal", Deal), ("lead", Lead))


@dataclass(slots=True)
class Standing:
    """How one company stands. Money in minor units by currency; `lifetime_value` is what it paid.
    `last_activity_at`: when something was last done with it, its people, deals or leads."""

    company_id: str
    contacts: int = 0
    open_leads: int = 0
    open_deals: int = 0
    open_value: dict[str, int] = field(default_factory=dict)
    won_deals: int = 0
    won_value: dict[str, int] = field(default_factory=dict)
    lifetime_value: dict[str, int] = field(default_factory=dict)
    last_activity_at: datetime | None = None


class LifetimeValues(Protocol):
    """Adds up what companies paid, as far as the actor sees it: id → minor units by currency, in one statement."""

    def __call__(
        self, session: Session, actor: Actor, company_ids: Sequence[str]
    ) -> Mapping[str, Mapping[str, int]]: ...


_lifetime: list[LifetimeValues] = []


def count_lifetime_values(load: LifetimeValues) -> None:
    """Declare who knows what companies paid: invoices are none of ours."""
    _lifetime.append(load)


def standings(session: Session, actor: Actor, company_ids: Sequence[str]) -> dict[str, Standing]:
    """The standing of each of the companies that the actor sees, in six statements."""
    require(actor, COMPANY.right("read"))
    found = {id_: Standing(id_) for id_ in sorted(visible_ids(session, actor, COMPANY, list(company_ids)))}
    if not found:
        return found
    theirs = Condition("company_id", "in", tuple(found))
    for row in _totals(session, actor, CONTACT, theirs, (Contact.company_id,)):
        found[row["company_id"]].contacts = row["count"]
    for row in _totals(session, actor, LEAD, theirs, (Lead.company_id, Lead.status)):
        if row["status"] == "open":
            found[row["company_id"]].open_leads = row["count"]
    for row in _totals(session, actor, DEAL, theirs, (Deal.company_id, Deal.status, Deal.currency)):
        standing = found[row["company_id"]]
        if row["status"] == "open":
            standing.open_deals += row["count"]
            standing.open_value[row["currency"]] = row["value_minor"]
        elif row["status"] == "won":
            standing.won_deals += row["count"]
            standing.won_value[row["currency"]] = row["value_minor"]
    for load in _lifetime:
        for company_id, value in load(session, actor, list(found)).items():
            found[company_id].lifetime_value = dict(value)
    for company_id, moment in _last_activities(session, actor, list(found)):
        found[company_id].last_activity_at = moment
    return found


def _totals(session: Session, actor: Actor, spec: AnySpec, theirs: Condition, by: Any) -> list[dict[str, Any]]:
    if not allowed(actor, spec.right("read")):
        return []
    sums = STAGED.sums if spec is DEAL else {}
    return totals_of_each(session, actor, spec, ListQuery(conditions=(theirs,)), by, sums)


def _last_activities(session: Session, actor: Actor, company_ids: list[str]) -> list[tuple[str, datetime]]:
    if not allowed(actor, ACTIVITY.right("read")):
        return []
    custom = custom_types(session, ACTIVITY)
    seen = statements.filtered(session, ACTIVITY, ListQuery(), custom, actor.sees_all)
    seen = seen.where(Activity.starts_at <= time.now())
    own = seen.with_only_columns(Activity.related_id.label("company_id"), Activity.starts_at).where(
        Activity.related_type == "company", Activity.related_id.in_(company_ids)
    )
    parts = [own]
    for kind, model in _PEOPLE:
        parts.append(
            seen.with_only_columns(model.company_id.label("company_id"), Activity.starts_at)
            .join(model, (model.id == Activity.related_id) & (model.workspace_id == Activity.workspace_id))
            .where(Activity.related_type == kind, model.company_id.in_(company_ids), model.deleted_at.is_(None))
        )
    all_of_them = union_all(*parts).subquery()
    statement = select(all_of_them.c.company_id, func.max(all_of_them.c.starts_at, type_=Activity.starts_at.type))
    given = {"ws": actor.workspace_id, "me": actor.user_id}
    rows = session.execute(statement.group_by(all_of_them.c.company_id), given)
    return [(company_id, moment) for company_id, moment in rows]
