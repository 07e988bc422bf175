"""Agreements of invoices: what is to be signed, and signing it, once.

Texts are put into words between two transactions. The second takes what was read only if neither the invoice nor the
template has changed since.
"""

import hashlib
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request

from quintet.commerce.agreements.facts import AgreementSigned
from quintet.commerce.agreements.models import SignedAgreement
from quintet.commerce.agreements.schemas import AgreementStanding, OpenAgreement, Signature, SignedAgreementRead
from quintet.commerce.documents.typesetting import in_a_thread
from quintet.commerce.documents.wording import Known, render
from quintet.commerce.invoices.models import Invoice
from quintet.commerce.invoices.object import INVOICE
from quintet.commerce.invoices.service import invoice_by_token, locked_invoice, tell
from quintet.commerce.invoices.status import InvoiceStatus
from quintet.commerce.templates.models import DocumentTemplate
from quintet.commerce.templates.variables import values_of
from quintet.foundation.access import Actor
from quintet.foundation.access.actor import ActorKind, Role
from quintet.foundation.db import Database, all_workspaces, as_workspace, unless_taken
from quintet.foundation.objects.reading import get_record
from quintet.kit import time
from quintet.kit.errors import Conflict, NotFound


@dataclass(frozen=True, slots=True)
class Unsigned:
    """An agreement as it would be signed now, not in words yet."""

    workspace_id: str
    invoice_id: str
    template_id: str
    versions: tuple[int, int]
    """Of the invoice and of the template."""
    content: str
    known: Known

    def text(self) -> str:
        """In words. Blocking: not for a lane."""
        return render(self.content, self.known)


@dataclass(frozen=True, slots=True)
class Signer:
    """Where a signature came from."""

    ip_address: str
    user_agent: str


def agreement_at(session: Session, token: str) -> SignedAgreement | Unsigned:
    """The agreement behind the secret of an invoice's page: as it was signed, else what there is to sign.

    NotFound for a secret that opens nothing, and where nothing has to be signed.
    """
    with all_workspaces(session):
        invoice = invoice_by_token(session, token)
    with as_workspace(session, invoice.workspace_id):
        found = agreement_of(session, invoice)
    if found is None:
        raise NotFound("agreement")
    return found


def agreement_of(session: Session, invoice: Invoice) -> SignedAgreement | Unsigned | None:
    """The agreement of an invoice of the session's workspace; None where nothing has to be signed."""
    signed = signed_agreement(session, invoice.id)
    if signed is not None:
        return signed
    template = _template(session, invoice)
    if template is None:
        return None
    versions = (invoice.version, template.version)
    known = values_of(session, invoice)
    return Unsigned(invoice.workspace_id, invoice.id, template.id, versions, template.content, known)


def sign(session: Session, unsigned: Unsigned, text: str, data: Signature, signer: Signer) -> SignedAgreement:
    """Keep that somebody signed a text. Conflict when it was signed already, for a void invoice, and when anything
    changed since it was read."""
    if data.fingerprint is not None and data.fingerprint != fingerprint(text):
        raise _changed()
    with as_workspace(session, unsigned.workspace_id):
        invoice = locked_invoice(session, unsigned.invoice_id)
        _refuse_signed(session, invoice.id)
        if invoice.status == InvoiceStatus.void:
            raise Conflict("A void invoice can't be signed.", code="invoice_void")
        template = _template(session, invoice)
        if template is None or template.id != unsigned.template_id:
            raise _changed()
        if (invoice.version, template.version) != unsigned.versions:
            raise _changed()
        signed = SignedAgreement(
            invoice_id=invoice.id,
            template_id=template.id,
            text=text,
            signed_name=data.name,
            signed_at=time.now(),
            ip_address=signer.ip_address[:64],
            user_agent=signer.user_agent[:500],
        )
        with unless_taken(session, lambda: _refuse_signed(session, invoice.id)):
            session.add(signed)
            session.flush()
        visitor = Actor(ActorKind.visitor, invoice.workspace_id, Role.member, data.name)
        tell(session, visitor, invoice, AgreementSigned(invoice.number, data.name))
    return signed


async def read_agreement(db: Database, token: str) -> OpenAgreement:
    """The agreement behind a secret, in words. NotFound like `agreement_at`."""
    return await in_words(await db.read(lambda session: agreement_at(session, token)))


async def in_words(found: SignedAgreement | Unsigned) -> OpenAgreement:
    """An agreement for whoever opens the page, outside of a session."""
    return _shown(found, found.text if isinstance(found, SignedAgreement) else await in_a_thread(found.text))


async def sign_agreement(db: Database, token: str, data: Signature, signer: Signer) -> OpenAgreement:
    """Sign the agreement behind a secret. NotFound like `agreement_at`, Conflict like `sign`."""
    found = await db.read(lambda session: agreement_at(session, token))
    if isinstance(found, SignedAgreement):
        raise _signed_already()
    text = await in_a_thread(found.text)
    return _shown(await db.write(lambda session: sign(session, found, text, data, signer)), text)


def signer_of(request: Request) -> Signer:
    """Where a request comes from."""
    return Signer(request.client.host if request.client else "", request.headers.get("user-agent", ""))


def signed_agreement(session: Session, invoice_id: str) -> SignedAgreement | None:
    """What was signed of an invoice of the session's workspace."""
    return session.scalar(select(SignedAgreement).where(SignedAgreement.invoice_id == invoice_id))


def has_to_sign(session: Session, invoice: Invoice) -> bool:
    """Whether an invoice waits for a signature: it can't be paid on its page before."""
    return _template(session, invoice) is not None and signed_agreement(session, invoice.id) is None


def agreement_standing(session: Session, actor: Actor, invoice_id: str) -> AgreementStanding:
    """Of an invoice that the actor sees."""
    invoice: Invoice = get_record(session, actor, INVOICE, invoice_id)
    signed = signed_agreement(session, invoice_id)
    waits = invoice.status != InvoiceStatus.void and has_to_sign(session, invoice)
    return AgreementStanding(waits=waits, signed=SignedAgreementRead.of(signed) if signed is not None else None)


def _shown(found: SignedAgreement | Unsigned, text: str) -> OpenAgreement:
    """An agreement for whoever opens the page."""
    signed = found if isinstance(found, SignedAgreement) else None
    return OpenAgreement(
        text=text,
        fingerprint=fingerprint(text),
        signed=signed is not None,
        signed_name=signed.signed_name if signed is not None else None,
        signed_at=signed.signed_at if signed is not None else None,
    )


def fingerprint(text: str) -> str:
    """Tells texts apart; 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _template(session: Session, invoice: Invoice) -> DocumentTemplate | None:
    # One in the bin is still what this invoice is agreed on.
    return session.get(DocumentTemplate, invoice.agreement_template_id) if invoice.agreement_template_id else None


def _refuse_signed(session: Session, invoice_id: str) -> None:
    if signed_agreement(session, invoice_id) is not None:
        raise _signed_already()


def _signed_already() -> Conflict:
    return Conflict("This agreement was signed already.", code="already_signed")


def _changed() -> Conflict:
    return Conflict("The agreement has changed meanwhile. Read it again.", code="agreement_changed")
