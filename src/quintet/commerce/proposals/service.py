"""What can be done with proposals by those who make them. How they go out: `sending`; how customers answer:
`answering`."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.commerce.billing.service import count_on
from quintet.commerce.lines.drawing_up import CUSTOMER, customer_of, lines_anew, lines_of, tax_of, totals_of
from quintet.commerce.lines.schemas import Line
from quintet.commerce.lines.totals import Totals
from quintet.commerce.lines.usual import usual_of
from quintet.commerce.proposals.models import Proposal, ProposalLine
from quintet.commerce.proposals.object import PROPOSAL
from quintet.commerce.proposals.schemas import ProposalCreate, ProposalUpdate
from quintet.commerce.proposals.status import ProposalStatus
from quintet.foundation.access import Actor, require
from quintet.foundation.objects import Draft, RecordService, register
from quintet.foundation.objects.adding import add_draft
from quintet.foundation.objects.writing import change_record, delete_record, record_to_change, restore_record
from quintet.identity.public import active_user_ids
from quintet.kit import time
from quintet.kit.crypto import new_token
from quintet.kit.errors import Conflict, Invalid, NotFound
from quintet.kit.ids import new_id

VALID_DAYS = timedelta(days=30)
_BESIDE = {"custom", "lines"}
_NEVER_SHOWN = {"owner_id", "custom"}
"""What may be changed of a proposal that was sent: customers don't see it."""


def draft_proposal(session: Session, actor: Actor, data: ProposalCreate) -> Draft[Proposal]:
    """A proposal to be added, with the next number, its lines and totals. Without an owner it belongs to whoever adds
    it. The series is locked until the transaction ends."""
    require(actor, PROPOSAL.right("create"))
    values: dict[str, Any] = data.model_dump(mode="json", exclude=_BESIDE)
    usual = usual_of(session)
    customer = _customer(session, actor, values)
    values |= {**customer, "currency": data.currency or customer["currency"] or usual.currency}
    tax = tax_of(session, actor, usual, values["company_id"], data.tax_rate_id)
    id_ = new_id()
    rows = lines_of(session, actor, {"proposal_id": id_}, values["currency"], data.lines)
    totals = totals_of(rows, tax_percent=tax.tax_percent, discount_minor=data.discount_minor, shipping_minor=0)
    day = usual.today
    # A series that no prefix of invoices can have.
    series = f"proposal:{day.year}"
    values |= _amounts(totals) | tax.columns
    values |= {
        "id": id_,
        "status": ProposalStatus.draft.value,
        "owner_id": values["owner_id"] if "owner_id" in data.model_fields_set else actor.user_id,
        "valid_until": data.valid_until if "valid_until" in data.model_fields_set else day + VALID_DAYS,
        "public_token": new_token(),
        "revision": 0,
        "view_count": 0,
        # Last, so that others wait for the series as short as can be.
        "number": f"PRO-{day.year}-{count_on(session, series):04d}",
    }
    return Draft(Proposal, values, data.custom, [(ProposalLine, row) for row in rows])


def create_proposal(session: Session, actor: Actor, data: ProposalCreate) -> Proposal:
    """Draw up a proposal."""
    return add_draft(session, actor, PROPOSAL, draft_proposal(session, actor, data))


def update_proposal(session: Session, actor: Actor, proposal_id: str, data: ProposalUpdate) -> Proposal:
    """Change a proposal. Conflict `not_a_draft` for what customers saw already: it has to be reopened first."""
    proposal = proposal_to_change(session, actor, proposal_id)
    given = data.model_fields_set
    if given - _NEVER_SHOWN:
        require_draft(proposal)
    values: dict[str, Any] = data.model_dump(mode="json", exclude_unset=True, exclude=_BESIDE)
    if values.get("title") == "":
        raise Invalid.one("title", "required", "A proposal needs a title.")
    if "valid_until" in given:
        values["valid_until"] = data.valid_until
    if given & {*CUSTOMER}:
        customer = _customer(session, actor, {**_for(proposal), **values})
        values |= {name: customer[name] for name in CUSTOMER}
    if values.get("discount_minor", 0) is None:
        values["discount_minor"] = 0
    if given & {"tax_rate_id", *CUSTOMER}:
        company = values.get("company_id", proposal.company_id)
        asked = values["tax_rate_id"] if "tax_rate_id" in given else proposal.tax_rate_id
        values |= tax_of(session, actor, usual_of(session), company, asked).columns
    values |= _with_lines(session, actor, proposal, data, values)
    change_record(session, actor, PROPOSAL, proposal, values, custom=data.custom)
    return proposal


def delete_proposal(session: Session, actor: Actor, proposal_id: str) -> None:
    """Move a proposal to the bin, where its page shows nothing; its number is not given again. Conflict when it was
    accepted."""
    proposal = proposal_to_change(session, actor, proposal_id, "delete")
    if proposal.status == ProposalStatus.accepted:
        raise Conflict("An accepted proposal can't be deleted.", code="proposal_accepted")
    delete_record(session, actor, PROPOSAL, proposal)


def restore_proposal(session: Session, actor: Actor, proposal_id: str) -> Proposal:
    """Bring a proposal back from the bin."""
    proposal: Proposal = record_to_change(session, actor, PROPOSAL, proposal_id, "delete", deleted=True)
    restore_record(session, actor, PROPOSAL, proposal)
    return proposal


def duplicate_proposal(session: Session, actor: Actor, proposal_id: str) -> Proposal:
    """A new draft that says the same, valid for as long as a new one is."""
    proposal = proposal_to_change(session, actor, proposal_id)
    kept = ("title", "introduction", "terms", "currency", "discount_minor", "tax_rate_id")
    said = _for(proposal) | {name: getattr(proposal, name) for name in kept}
    lines = said_in(session, proposal_id)
    owner = owner_still(session, proposal) or actor.user_id
    return create_proposal(session, actor, ProposalCreate(**said, owner_id=owner, lines=lines, custom=proposal.custom))


def proposal_to_change(session: Session, actor: Actor, proposal_id: str, verb: str = "update") -> Proposal:
    """The proposal, locked. Forbidden without the right, NotFound when the actor does not see it."""
    record_to_change(session, actor, PROPOSAL, proposal_id, verb)
    wanted = select(Proposal).where(Proposal.id == proposal_id, Proposal.deleted_at.is_(None))
    proposal = session.scalar(wanted.with_for_update().execution_options(populate_existing=True))
    if proposal is None:
        raise NotFound("proposal")
    return proposal


def require_draft(proposal: Proposal) -> None:
    """Conflict when the proposal was sent."""
    if proposal.status != ProposalStatus.draft:
        message = f"This proposal is {proposal.status}. Reopen it to change it."
        raise Conflict(message, code="not_a_draft")


def lines_in(session: Session, proposal_id: str) -> list[ProposalLine]:
    """The lines of a proposal, in their order."""
    own = select(ProposalLine).where(ProposalLine.proposal_id == proposal_id).order_by(ProposalLine.position)
    return list(session.scalars(own))


def said_in(session: Session, proposal_id: str) -> list[Line]:
    """What its lines say, to be said again."""
    return [Line(**{name: getattr(row, name) for name in Line.model_fields}) for row in lines_in(session, proposal_id)]


def owner_still(session: Session, proposal: Proposal) -> str | None:
    """The owner, while they are there to be given records."""
    return next(iter(active_user_ids(session, proposal.workspace_id, [proposal.owner_id or ""])), None)


def _customer(session: Session, actor: Actor, given: dict[str, Any]) -> dict[str, Any]:
    customer = customer_of(session, actor, given)
    if not (customer["company_id"] or customer["contact_id"] or customer["lead_id"]):
        raise Invalid.one("company_id", "required", "Say whom it is for: this deal has no company and no contact.")
    return customer


def _for(proposal: Proposal) -> dict[str, Any]:
    return {name: getattr(proposal, name) for name in CUSTOMER}


def _amounts(totals: Totals) -> dict[str, Any]:
    return {
        "subtotal_minor": totals.subtotal_minor,
        "discount_minor": totals.discount_minor,
        "tax_minor": totals.tax_minor,
        "total_minor": totals.total_minor,
    }


def _with_lines(
    session: Session, actor: Actor, proposal: Proposal, data: ProposalUpdate, values: dict[str, Any]
) -> dict[str, Any]:
    """New lines in the place of the old ones, and what all comes to then."""
    lines = data.lines if "lines" in data.model_fields_set else None
    totals = lines_anew(session, actor, ProposalLine, {"proposal_id": proposal.id}, proposal, lines, values)
    if totals is None:
        return {}
    changed = _amounts(totals)
    if lines is not None:
        # The lines are in no column of the row; its ETag has to change with them.
        changed["updated_at"] = time.now()
    return changed


PROPOSALS = register(
    RecordService(PROPOSAL, create_proposal, update_proposal, delete_proposal, restore_proposal, draft_proposal)
)
