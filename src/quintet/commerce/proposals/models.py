"""Tables of proposals and their lines. All amounts are in minor units of the proposal's currency."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quintet.commerce.lines.models import LineRow
from quintet.foundation.db import Id, Json, only_where
from quintet.foundation.objects.models import ObjectRow, live_index


class Proposal(ObjectRow):
    """An offer to a company, a person or a lead, accepted or declined on a page of its own."""

    __tablename__ = "proposals"
    __table_args__ = (
        live_index("proposals", "created_at"),
        live_index("proposals", "status", "created_at"),
        live_index("proposals", "company_id", "created_at"),
        live_index("proposals", "contact_id", "created_at"),
        live_index("proposals", "deal_id", "created_at"),
        live_index("proposals", "lead_id", "created_at"),
        live_index("proposals", "owner_id", "created_at"),
        live_index("proposals", "created_by", "created_at"),
        Index("uq_proposals_number", "workspace_id", "number", unique=True),
        Index("uq_proposals_public_token", "public_token", unique=True),
        # What the scan for expired ones walks, over all workspaces.
        Index(
            "ix_proposals_waiting", "valid_until", **only_where("status in ('sent', 'viewed') and deleted_at is null")
        ),
    )

    number: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(300))
    status: Mapped[str] = mapped_column(String(10))
    company_id: Mapped[str | None] = mapped_column(Id)
    contact_id: Mapped[str | None] = mapped_column(Id)
    deal_id: Mapped[str | None] = mapped_column(Id)
    lead_id: Mapped[str | None] = mapped_column(Id)
    owner_id: Mapped[str | None] = mapped_column(Id)
    currency: Mapped[str] = mapped_column(String(3))
    valid_until: Mapped[date | None] = mapped_column(Date)
    """The last day on which it can be accepted, where the workspace is."""
    introduction: Mapped[str | None] = mapped_column(Text)
    terms: Mapped[str | None] = mapped_column(Text)
    tax_rate_id: Mapped[str | None] = mapped_column(Id)
    tax_name: Mapped[str | None] = mapped_column(String(100))
    tax_percent: Mapped[float] = mapped_column(Float, default=0.0)
    """As the rate was called and was when the proposal was made or changed; 0 for companies that are not taxable."""
    subtotal_minor: Mapped[int] = mapped_column(BigInteger)
    discount_minor: Mapped[int] = mapped_column(BigInteger)
    tax_minor: Mapped[int] = mapped_column(BigInteger)
    total_minor: Mapped[int] = mapped_column(BigInteger)
    public_token: Mapped[str] = mapped_column(String(64))
    """Opens its page: the only secret there is, so it can't be guessed."""
    revision: Mapped[int] = mapped_column(Integer, default=0)
    """How often it went out as something new: whoever answers says which one they read."""
    sent_at: Mapped[datetime | None]
    sent_to: Mapped[str | None] = mapped_column(String(320))
    viewed_at: Mapped[datetime | None]
    """When the customer first looked at what was sent last."""
    last_viewed_at: Mapped[datetime | None]
    view_count: Mapped[int] = mapped_column(Integer, default=0)
    view_told_at: Mapped[datetime | None]
    """When the owner was last told of a view."""
    accepted_at: Mapped[datetime | None]
    signed_name: Mapped[str | None] = mapped_column(String(200))
    """What the customer typed; None when it was accepted otherwise and billed by us."""
    signed_ip: Mapped[str | None] = mapped_column(String(60))
    signed_user_agent: Mapped[str | None] = mapped_column(String(300))
    signed_snapshot: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """The page as it was when it was signed."""
    declined_at: Mapped[datetime | None]
    decline_reason: Mapped[str | None] = mapped_column(String(1_000))
    invoice_id: Mapped[str | None] = mapped_column(Id)


class ProposalLine(LineRow):
    """One line of a proposal."""

    __tablename__ = "proposal_lines"
    __table_args__ = (
        Index("ix_proposal_lines_proposal_id", "proposal_id", "position"),
        Index("ix_proposal_lines_product_id", "workspace_id", "product_id"),
    )

    proposal_id: Mapped[str] = mapped_column(Id, ForeignKey("proposals.id", ondelete="CASCADE"))
