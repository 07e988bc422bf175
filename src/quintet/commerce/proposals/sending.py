"""How proposals go out, come back to be changed, and become invoices."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.commerce.billing.service import today
from quintet.commerce.invoices.models import Invoice
from quintet.commerce.invoices.schemas import InvoiceCreate
from quintet.commerce.invoices.service import create_invoice
from quintet.commerce.lines.drawing_up import CUSTOMER
from quintet.commerce.lines.usual import Tax
from quintet.commerce.products.object import PRODUCT
from quintet.commerce.proposals.facts import ProposalAccepted, ProposalInvoiced, ProposalReopened, ProposalSent
from quintet.commerce.proposals.letters import ProposalLetter, page_of
from quintet.commerce.proposals.models import Proposal
from quintet.commerce.proposals.object import PROPOSAL
from quintet.commerce.proposals.schemas import ProposalLink, Sending, Signature
from quintet.commerce.proposals.service import owner_still, proposal_to_change, said_in
from quintet.commerce.proposals.status import OPEN, ProposalStatus, has_passed
from quintet.commerce.proposals.telling import tell
from quintet.commerce.terms.models import TaxRate
from quintet.foundation.access import Actor, require
from quintet.foundation.objects.reading import get_record
from quintet.foundation.objects.visibility import visible_ids
from quintet.foundation.objects.writing import change_record
from quintet.identity.public import post_letter, posted_lately, user_titles, workspace_settings
from quintet.kit import time
from quintet.kit.errors import Conflict, Invalid, NotFound, TooMany
from quintet.records.contacts.models import Contact
from quintet.records.leads.models import Lead

MOST_MAILS = 10
"""An hour, to one address."""


def send_proposal(session: Session, actor: Actor, proposal_id: str, data: Sending) -> Proposal:
    """Mail a draft to its customer, or once more what waits for an answer. Conflict for any other, and when its last
    day has passed; Invalid, naming `to`, when there is no address."""
    proposal = proposal_to_change(session, actor, proposal_id)
    _check_sendable(session, proposal)
    name, known = _customer(session, proposal)
    to = data.to or known
    if to is None:
        raise Invalid.one("to", "required", "Say to which address: the customer's is not known.")
    if posted_lately(session, ProposalLetter.kind, to, timedelta(hours=1)) >= MOST_MAILS:
        raise TooMany("This address got many proposals within an hour. Try again later.", retry_after=3600)
    people = user_titles(session, actor, [actor.user_id or proposal.owner_id or ""])
    sender: Mapping[str, Any] = next(iter(people.values()), {"title": actor.label, "email": None})
    letter = ProposalLetter(
        proposal_id=proposal.id,
        number=proposal.number,
        title=proposal.title,
        workspace=workspace_settings(session, actor.workspace_id).name,
        customer=name,
        sender=sender["title"],
        sender_email=sender["email"],
        message=data.message,
        valid_until=proposal.valid_until.isoformat() if proposal.valid_until else None,
        token=proposal.public_token,
    )
    post_letter(session, letter, to=to, name=name, workspace_id=actor.workspace_id)
    return _sent(session, actor, proposal, to)


def mark_sent(session: Session, actor: Actor, proposal_id: str) -> Proposal:
    """Have a draft wait for an answer: somebody sent its link, by whatever means. Conflict as with `send_proposal`."""
    proposal = proposal_to_change(session, actor, proposal_id)
    _check_sendable(session, proposal)
    return _sent(session, actor, proposal, None)


def reopen_proposal(session: Session, actor: Actor, proposal_id: str) -> Proposal:
    """Make a draft of what was sent, declined or expired, to be changed and sent again. Until then its page shows
    nothing. Conflict when it was accepted, or is a draft."""
    proposal = proposal_to_change(session, actor, proposal_id)
    if proposal.status in (ProposalStatus.accepted, ProposalStatus.draft):
        raise Conflict(f"This proposal is {proposal.status}.", code=f"proposal_{proposal.status}")
    cleared = dict.fromkeys(("sent_at", "viewed_at", "declined_at", "decline_reason"))
    proposal.view_told_at = None
    values: dict[str, Any] = {**cleared, "status": ProposalStatus.draft.value}
    fact = ProposalReopened(proposal.title, proposal.number)
    change_record(session, actor, PROPOSAL, proposal, values, fact=fact)
    return proposal


def invoice_proposal(session: Session, actor: Actor, proposal_id: str) -> Invoice:
    """Draw up an invoice that bills what was offered, once. Whoever bills what was not answered says by that that the
    customer agreed. Conflict `already_invoiced`, naming the invoice, and for what was never sent, declined or
    expired."""
    proposal = proposal_to_change(session, actor, proposal_id)
    if proposal.invoice_id is not None:
        number = session.scalar(select(Invoice.number).where(Invoice.id == proposal.invoice_id))
        raise Conflict(
            f"This proposal is billed by the invoice {number} already.",
            code="already_invoiced",
            existing_id=proposal.invoice_id,
        )
    if proposal.status not in (*OPEN, ProposalStatus.accepted):
        raise Conflict(f"This proposal is {proposal.status}: it can't be billed.", code=f"proposal_{proposal.status}")
    invoice = create_invoice(session, actor, _billing(session, actor, proposal), agreed=_tax(session, proposal))
    values: dict[str, Any] = {"invoice_id": invoice.id}
    unanswered = proposal.status != ProposalStatus.accepted
    if unanswered:
        values |= {"status": ProposalStatus.accepted.value, "accepted_at": time.now()}
    fact = ProposalInvoiced(proposal.title, proposal.number, invoice.id, invoice.number)
    change_record(session, actor, PROPOSAL, proposal, values, fact=fact)
    if unanswered:
        said = ProposalAccepted(proposal.title, proposal.number, proposal.total_minor, proposal.currency, None)
        tell(session, actor, proposal, said)
    return invoice


def link_of(session: Session, actor: Actor, proposal_id: str, public_url: str) -> ProposalLink:
    """Where the customer reads it. For those who may send it."""
    require(actor, PROPOSAL.right("update"))
    proposal: Proposal = get_record(session, actor, PROPOSAL, proposal_id, lock=False)
    shown = proposal.status != ProposalStatus.draft
    return ProposalLink(url=public_url.rstrip("/") + page_of(proposal.public_token), shown=shown)


def signature_of(session: Session, actor: Actor, proposal_id: str) -> Signature:
    """Who signed it, and what. NotFound for one that nobody signed."""
    require(actor, PROPOSAL.right("read"))
    proposal: Proposal = get_record(session, actor, PROPOSAL, proposal_id, lock=False)
    if proposal.signed_name is None or proposal.accepted_at is None:
        raise NotFound("signature")
    return Signature(
        name=proposal.signed_name,
        accepted_at=proposal.accepted_at,
        ip=proposal.signed_ip or "",
        user_agent=proposal.signed_user_agent or "",
        snapshot=proposal.signed_snapshot or {},
    )


def _check_sendable(session: Session, proposal: Proposal) -> None:
    if proposal.status not in (ProposalStatus.draft, *OPEN):
        raise Conflict(f"This proposal is {proposal.status}: it can't be sent.", code=f"proposal_{proposal.status}")
    if has_passed(proposal.valid_until, today(session)):
        raise Conflict("The last day on which it can be accepted has passed.", code="proposal_expired")


def _sent(session: Session, actor: Actor, proposal: Proposal, to: str | None) -> Proposal:
    values: dict[str, Any] = {"sent_at": time.now(), "sent_to": to}
    if proposal.status == ProposalStatus.draft:
        proposal.revision += 1
        values["status"] = ProposalStatus.sent.value
    fact = ProposalSent(proposal.title, proposal.number, proposal.total_minor, proposal.currency, to)
    change_record(session, actor, PROPOSAL, proposal, values, fact=fact)
    return proposal


def _customer(session: Session, proposal: Proposal) -> tuple[str, str | None]:
    """Name and address of the person it goes to."""
    if proposal.contact_id and (contact := session.get(Contact, proposal.contact_id)):
        return contact.full_name, contact.email
    if proposal.lead_id and (lead := session.get(Lead, proposal.lead_id)):
        return lead.name, lead.email
    return "", None


def _tax(session: Session, proposal: Proposal) -> Tax:
    """As the customer saw it, whatever became of the rate and of the company since."""
    known = select(TaxRate.id).where(TaxRate.id == proposal.tax_rate_id, TaxRate.deleted_at.is_(None))
    return Tax(session.scalar(known), proposal.tax_name, proposal.tax_percent)


def _billing(session: Session, actor: Actor, proposal: Proposal) -> InvoiceCreate:
    """The invoice that says the same. Products that are gone meanwhile are left out: the lines say all that is
    billed."""
    lines = said_in(session, proposal.id)
    seen = visible_ids(session, actor, PRODUCT, [line.product_id for line in lines if line.product_id])
    return InvoiceCreate(
        **{name: getattr(proposal, name) for name in (*CUSTOMER, "currency", "discount_minor")},
        owner_id=owner_still(session, proposal) or actor.user_id,
        reference=proposal.number,
        lines=[line if line.product_id in seen else line.model_copy(update={"product_id": None}) for line in lines],
    )
