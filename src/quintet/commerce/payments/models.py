"""Tables of payments."""

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Record


class CardCustomer(Record):
    """A company as the card provider knows it."""

    __tablename__ = "card_customers"
    __table_args__ = (Index("uq_card_customers_company_id", "workspace_id", "company_id", "provider", unique=True),)

    company_id: Mapped[str] = mapped_column(Id)
    provider: Mapped[str] = mapped_column(String(30))
    customer_id: Mapped[str] = mapped_column(String(100))
