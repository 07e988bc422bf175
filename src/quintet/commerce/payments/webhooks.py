"""What the card provider tells us by itself, taken in at `/api/v1/inbound/<provider>`."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.commerce.payments.models import CardIntent, Payment
from quintet.commerce.payments.ports import CardPayments, ChargeReport, DisputeReport, Report
from quintet.foundation.db import all_workspaces, as_workspace
from quintet.foundation.inbound import InboundEvent, InboundRequest, Verified
from quintet.identity.workspaces.models import Workspace
from quintet.kit.ids import is_id


class PaymentNotKnown(Exception):
    """A dispute came before the payment that it is about: it is tried again later."""


class CardWebhooks:
    """The provider's events: verified by it, stored once under its own id, each saying all that is needed."""

    def __init__(self, cards: CardPayments) -> None:
        self._cards = cards
        self.name = cards.name
        self.kept_headers: frozenset[str] = frozenset()

    def verify(self, session: Session, request: InboundRequest) -> Verified:
        """What is about nothing of ours is answered and not kept: others may share the provider's account."""
        event = self._cards.take_event(request.body, request.headers)
        report = event.report
        if isinstance(report, DisputeReport):
            with all_workspaces(session):
                known = _of_dispute(session, self.name, report)
            return Verified(event.id, known[0] if known else None, event.type)
        if report is None or not _is_ours(session, report):
            return Verified(None)
        return Verified(event.id, report.marks.workspace_id, event.type)

    def handle(self, session: Session, event: InboundEvent) -> None:
        """Enter what it tells."""
        # Here, because every command of the command line knows this class, and few need all of commerce behind it.
        from quintet.commerce.payments.booking import take_charge, take_intent

        report = self._cards.read_event(event.body).report
        if report is None:
            return
        if isinstance(report, DisputeReport):
            self._dispute(session, report)
            return
        with as_workspace(session, report.marks.workspace_id):
            if isinstance(report, ChargeReport):
                take_charge(session, self.name, report)
            else:
                take_intent(session, self.name, report)

    def _dispute(self, session: Session, report: DisputeReport) -> None:
        from quintet.commerce.payments.booking import take_dispute

        with all_workspaces(session):
            known = _of_dispute(session, self.name, report)
        if known is None or known[1] is None:
            raise PaymentNotKnown(f"No payment is known of which {report.dispute_id} could be.")
        with as_workspace(session, known[0]):
            take_dispute(session, self.name, known[1], report)


def _is_ours(session: Session, report: Report) -> bool:
    if isinstance(report, DisputeReport):
        return True
    marks = report.marks
    return (
        is_id(marks.workspace_id) and is_id(marks.invoice_id) and session.get(Workspace, marks.workspace_id) is not None
    )


def _of_dispute(session: Session, provider: str, report: DisputeReport) -> tuple[str, str | None] | None:
    """Workspace and payment of a dispute; a payment that was begun is known before it is entered."""
    paid = select(Payment.workspace_id, Payment.id)
    found = session.execute(paid.where(Payment.provider == provider, Payment.provider_id == report.intent_id)).first()
    if found is not None:
        return found[0], found[1]
    begun = select(CardIntent.workspace_id)
    begun = begun.where(CardIntent.provider == provider, CardIntent.provider_id == report.intent_id)
    workspace_id = session.scalar(begun)
    return (workspace_id, None) if workspace_id is not None else None
