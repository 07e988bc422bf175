"""Tables of what invoices are agreed on: tax rates, payment terms, contract terms."""

from sqlalchemy import Boolean, Float, Index, Integer, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from quintet.foundation.db import only_where
from quintet.foundation.objects.models import ObjectRow, live_index


class TermRow(ObjectRow):
    """Base of them: named once in a workspace, and one of a kind may be the default."""

    __abstract__ = True

    name: Mapped[str] = mapped_column(String(100))
    name_folded: Mapped[str] = mapped_column(String(200))
    is_default: Mapped[bool] = mapped_column(Boolean, default=False)
    """What is taken where nothing is said."""
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    """Whether it is offered."""

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Index, ...]:
        table = cls.__tablename__
        return (
            live_index(table, "created_at"),
            live_index(table, "name_folded"),
            Index(f"uq_{table}_name", "workspace_id", "name_folded", unique=True, **only_where("deleted_at is null")),
            Index(
                f"uq_{table}_default",
                "workspace_id",
                unique=True,
                **only_where("is_default and deleted_at is null"),
            ),
        )


class TaxRate(TermRow):
    """A tax on sales."""

    __tablename__ = "tax_rates"

    percent: Mapped[float] = mapped_column(Float)
    """Up to four decimals: exact in a float, and read as a decimal where money is reckoned."""


class PaymentTerm(TermRow):
    """When an invoice is due."""

    __tablename__ = "payment_terms"

    days: Mapped[int] = mapped_column(Integer)
    """After the day it was issued; 0 is due on receipt."""


class ContractTerm(TermRow):
    """How long a contract lasts."""

    __tablename__ = "contract_terms"

    months: Mapped[int] = mapped_column(Integer)
    """0 lasts until it is ended."""
