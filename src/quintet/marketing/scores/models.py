"""Tables of lead scores."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Json, Record, Scoped


class ScoreRules(Record):
    """By which rules a workspace scores its leads; one row per workspace, none while it keeps to the usual ones."""

    __tablename__ = "score_rules"
    __table_args__ = (Index("uq_score_rules_workspace_id", "workspace_id", unique=True),)

    rules: Mapped[list[dict[str, Any]]] = mapped_column(Json)


class LeadScore(Scoped):
    """What a lead scored when it was last looked at, and why."""

    __tablename__ = "lead_scores"
    __table_args__ = (PrimaryKeyConstraint("workspace_id", "lead_id"), {"sqlite_with_rowid": False})

    lead_id: Mapped[str] = mapped_column(Id, ForeignKey("leads.id", ondelete="CASCADE"))
    score: Mapped[int] = mapped_column(Integer)
    """As the lead has it; another value there means that somebody set it."""
    by_rules: Mapped[int] = mapped_column(Integer)
    """The sum of the reasons, which may be less than 0 or more than 100."""
    by_hand: Mapped[int] = mapped_column(Integer, default=0)
    """What somebody who set the score added to the rules, or took from them."""
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    computed_at: Mapped[datetime]
