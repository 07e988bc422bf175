"""What an invoice or a proposal gets where nothing is said of it, looked up with one statement."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import Executable

from quintet.commerce.billing.models import BillingSettings
from quintet.commerce.billing.schemas import BillingUpdate
from quintet.commerce.templates.models import DocumentTemplate, TemplateType
from quintet.commerce.terms.models import PaymentTerm, TaxRate
from quintet.foundation.db import Id, workspace_of
from quintet.foundation.db.raw import Lookup, plain
from quintet.identity.workspaces.models import Workspace
from quintet.kit import time

_BILLING = BillingUpdate()


@dataclass(frozen=True, slots=True)
class Tax:
    """What is taxed how: a rate as it was called and was when something was drawn up by it; none is 0 percent."""

    tax_rate_id: str | None = None
    tax_name: str | None = None
    tax_percent: float = 0.0

    @property
    def columns(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual in a workspace. Ids are None where it has no default."""

    currency: str
    timezone: str
    invoice_prefix: str
    due_days: int
    """Until an invoice is due: those of the default payment term, else of the workspace's ways of billing."""
    invoice_notes: str
    invoice_terms: str
    payment_term_id: str | None
    tax: Tax
    agreement_template_id: str | None

    @property
    def today(self) -> date:
        """The present day where the workspace is."""
        return time.now().astimezone(ZoneInfo(self.timezone)).date()


def usual_of(session: Session) -> Usual:
    """What is usual in the session's workspace."""
    [row] = _USUAL.rows(session, ws=workspace_of(session))
    (
        currency,
        timezone,
        prefix,
        billing_days,
        notes,
        terms,
        term_id,
        term_days,
        rate_id,
        rate_name,
        percent,
        agreement_id,
    ) = row
    if prefix is None:  # it never said how it bills
        prefix, billing_days = _BILLING.invoice_prefix, _BILLING.due_days
    return Usual(
        currency=currency,
        timezone=timezone,
        invoice_prefix=prefix,
        due_days=billing_days if term_id is None else term_days,
        invoice_notes=notes or "",
        invoice_terms=terms or "",
        payment_term_id=term_id,
        tax=Tax(rate_id, rate_name, percent or 0.0),
        agreement_template_id=agreement_id,
    )


def _statement(dialect: str) -> Executable:
    agreement = (DocumentTemplate.type == TemplateType.agreement.value) & DocumentTemplate.active
    return (
        select(
            Workspace.currency,
            Workspace.timezone,
            BillingSettings.invoice_prefix,
            BillingSettings.due_days,
            BillingSettings.invoice_notes,
            BillingSettings.invoice_terms,
            plain(PaymentTerm.id.expression, dialect),
            PaymentTerm.days,
            plain(TaxRate.id.expression, dialect),
            TaxRate.name,
            TaxRate.percent,
            plain(DocumentTemplate.id.expression, dialect),
        )
        .select_from(Workspace)
        .outerjoin(BillingSettings, BillingSettings.workspace_id == Workspace.id)
        .outerjoin(PaymentTerm, _default(PaymentTerm))
        .outerjoin(TaxRate, _default(TaxRate))
        .outerjoin(DocumentTemplate, _default(DocumentTemplate) & agreement)
        .where(Workspace.id == bindparam("ws", type_=Id))
    )


def _default(model: type[PaymentTerm | TaxRate | DocumentTemplate]) -> ColumnElement[bool]:
    return (model.workspace_id == Workspace.id) & model.is_default & model.deleted_at.is_(None)


_USUAL = Lookup(_statement)
