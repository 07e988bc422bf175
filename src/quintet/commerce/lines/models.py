"""The table that lines are rows of, whatever they belong to."""

from sqlalchemy import BigInteger, Boolean, Float, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Record


class LineRow(Record):
    """Base of them: what, how many, at which price in minor units. They keep what the product was called and cost."""

    __abstract__ = True

    position: Mapped[int] = mapped_column(Integer)
    product_id: Mapped[str | None] = mapped_column(Id)
    code: Mapped[str | None] = mapped_column(String(60))
    description: Mapped[str] = mapped_column(String(1_000))
    quantity: Mapped[float] = mapped_column(Float)
    """Up to four decimals: exact in a float, and read as a decimal where money is reckoned."""
    unit: Mapped[str | None] = mapped_column(String(40))
    unit_price_minor: Mapped[int] = mapped_column(BigInteger)
    taxable: Mapped[bool] = mapped_column(Boolean, default=True)
    total_minor: Mapped[int] = mapped_column(BigInteger)


LINE_FIELDS = (
    "id", "product_id", "code", "description", "quantity", "unit", "unit_price_minor", "taxable", "total_minor",
)  # fmt: skip
"""What is shown of a line."""
