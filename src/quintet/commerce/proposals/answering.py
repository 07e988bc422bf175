"""The page of a proposal, from the side of the customer who has its link: reading, accepting, declining.

All of it happens outside any workspace, and then in the proposal's own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quintet.commerce.billing.service import today
from quintet.commerce.proposals.facts import ProposalAccepted, ProposalDeclined, ProposalViewed
from quintet.commerce.proposals.models import Proposal
from quintet.commerce.proposals.schemas import Acceptance, PublicLine, PublicProposal, Refusal, Seller
from quintet.commerce.proposals.service import lines_in
from quintet.commerce.proposals.status import OPEN, ProposalStatus, has_passed
from quintet.commerce.proposals.telling import noted, tell, tell_owner
from quintet.foundation.access import Actor, ActorKind, Role
from quintet.foundation.db import all_workspaces, as_workspace
from quintet.foundation.http import Credentials
from quintet.identity.public import Device, active_members, is_member
from quintet.identity.workspaces.models import Workspace
from quintet.kit import time
from quintet.kit.errors import Conflict, NotFound
from quintet.records.companies.models import Company
from quintet.records.contacts.models import Contact
from quintet.records.leads.models import Lead

TELL_AGAIN = timedelta(seconds=60)
"""Views before then are logged, and the owner is not told of them."""


def read_page(session: Session, token: str, credentials: Credentials | None) -> tuple[PublicProposal, bool]:
    """What the page shows, and whether to note that a customer looks at it: members of the workspace are none, and
    what was answered waits for nobody. NotFound for what is no token of a proposal that was sent."""
    with _opened(session, token, lock=False) as proposal:
        page = _page(session, proposal)
    return page, page.status == "open" and not is_member(session, credentials, proposal.workspace_id)


def note_view(session: Session, token: str) -> None:
    """Note that a customer looked. The owner is told, unless they were within a minute."""
    now = time.now()
    with _opened(session, token) as proposal:
        if proposal.status not in OPEN:
            return
        told = proposal.view_told_at
        tells = told is None or now - told >= TELL_AGAIN
        counted = {"view_count": Proposal.view_count + 1, "last_viewed_at": now, "updated_at": Proposal.updated_at}
        if tells:
            counted["view_told_at"] = now
        # Nobody changed the proposal: neither its version nor its time moves.
        looked = update(Proposal).where(Proposal.id == proposal.id).values(**counted)
        session.execute(looked.execution_options(synchronize_session=False))
        visitor, fact = _visitor(proposal), ProposalViewed(proposal.title, proposal.number)
        if proposal.status == ProposalStatus.sent:
            noted(session, visitor, proposal, {"status": ProposalStatus.viewed.value, "viewed_at": now}, fact)
        else:
            tell(session, visitor, proposal, fact)
        if tells:
            tell_owner(session, proposal, "proposal_viewed", "The customer looks at it", once=time.to_text(now))


def accept_proposal(session: Session, token: str, data: Acceptance, device: Device) -> PublicProposal:
    """Sign it, once: the name, when, from where, and the page as it is now are kept. Conflict when it is no longer
    open, or was changed since it was read."""
    with _opened(session, token) as proposal:
        _check_open(session, proposal, data.revision)
        values: dict[str, Any] = {
            "status": ProposalStatus.accepted.value,
            "accepted_at": time.now(),
            "signed_name": data.name,
            "signed_ip": device.client,
            "signed_user_agent": device.user_agent,
            "signed_snapshot": _page(session, proposal).model_dump(mode="json"),
        }
        fact = ProposalAccepted(proposal.title, proposal.number, proposal.total_minor, proposal.currency, data.name)
        noted(session, _visitor(proposal, data.name), proposal, values, fact)
        tell_owner(session, proposal, "proposal_accepted", f"Accepted by {data.name}")
        return _page(session, proposal)


def decline_proposal(session: Session, token: str, data: Refusal) -> PublicProposal:
    """Say no. Conflict when it is no longer open, or was changed since it was read."""
    with _opened(session, token) as proposal:
        _check_open(session, proposal, data.revision)
        reason = data.reason or None
        values = {
            "status": ProposalStatus.declined.value,
            "declined_at": time.now(),
            "decline_reason": reason,
        }
        fact = ProposalDeclined(proposal.title, proposal.number, reason)
        noted(session, _visitor(proposal), proposal, values, fact)
        tell_owner(session, proposal, "proposal_declined", f"Declined: {reason}" if reason else "Declined")
        return _page(session, proposal)


@contextmanager
def _opened(session: Session, token: str, *, lock: bool = True) -> Iterator[Proposal]:
    """The proposal whose page a secret opens, with the session in its workspace; drafts have no page."""
    shown = (
        select(Proposal)
        .join(Workspace, Workspace.id == Proposal.workspace_id)
        .where(
            Proposal.public_token == token,
            Proposal.status != ProposalStatus.draft.value,
            Proposal.deleted_at.is_(None),
            Workspace.deleted_at.is_(None),
        )
    )
    if lock:
        shown = shown.with_for_update(of=Proposal).execution_options(populate_existing=True)
    with all_workspaces(session):
        proposal = session.scalar(shown) if len(token) >= 32 else None
    if proposal is None:
        raise NotFound("proposal")
    with as_workspace(session, proposal.workspace_id):
        yield proposal


def _check_open(session: Session, proposal: Proposal, revision: int) -> None:
    if proposal.status in OPEN and has_passed(proposal.valid_until, today(session)):
        raise Conflict("This proposal has expired.", code="proposal_expired")
    if proposal.status not in OPEN:
        raise Conflict(f"This proposal is {proposal.status} already.", code=f"proposal_{proposal.status}")
    if revision != proposal.revision:
        raise Conflict("This proposal was changed since you opened it. Read it again.", code="proposal_changed")


def _page(session: Session, proposal: Proposal) -> PublicProposal:
    """What was signed stays as it was then."""
    if proposal.signed_snapshot is not None:
        answer = {"status": "accepted", "accepted_at": proposal.accepted_at, "signed_name": proposal.signed_name}
        return PublicProposal.model_validate({"tax_name": None, **proposal.signed_snapshot, **answer})
    status = proposal.status
    if status in OPEN:
        status = "expired" if has_passed(proposal.valid_until, today(session)) else "open"
    lines = [
        PublicLine(**{name: getattr(line, name) for name in PublicLine.model_fields})
        for line in lines_in(session, proposal.id)
    ]
    same = set(PublicProposal.model_fields) - {"status", "seller", "customer", "lines"}
    return PublicProposal(
        **{name: getattr(proposal, name) for name in same},
        status=status,
        seller=_seller(session, proposal),
        customer=_customer(session, proposal),
        lines=lines,
    )


def _seller(session: Session, proposal: Proposal) -> Seller:
    workspace = session.get_one(Workspace, proposal.workspace_id)
    people = {person.user_id: person for person in active_members(session, proposal.workspace_id)}
    person = people.get(proposal.owner_id or "") or people.get(proposal.created_by or "")
    return Seller(
        name=workspace.name,
        website=workspace.website,
        phone=workspace.phone,
        address=workspace.address,
        contact_name=person.name if person else None,
        contact_email=person.email if person else None,
    )


def _customer(session: Session, proposal: Proposal) -> str:
    """Company and person, as they are called."""
    company = session.get(Company, proposal.company_id) if proposal.company_id else None
    contact = session.get(Contact, proposal.contact_id) if proposal.contact_id else None
    names = [found for found in (company and company.name, contact and contact.full_name) if found]
    if not names and proposal.lead_id and (lead := session.get(Lead, proposal.lead_id)):
        names = [lead.name]
    return ", ".join(names)


def _visitor(proposal: Proposal, name: str = "Customer") -> Actor:
    """Whoever has the link, with no right at all."""
    return Actor(
        kind=ActorKind.visitor,
        workspace_id=proposal.workspace_id,
        role=Role.member,
        label=name,
        scopes=frozenset(),
    )
