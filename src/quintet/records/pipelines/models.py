"""Tables of pipelines and their stages, and what a record needs to move through them."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, only_where
from quintet.foundation.objects.models import ObjectRow, live_index
from quintet.kit import time


class Pipeline(ObjectRow):
    """Ordered stages that records of one kind move through."""

    __tablename__ = "pipelines"
    __table_args__ = (
        live_index("pipelines", "name_folded"),
        live_index("pipelines", "kind"),
        Index(
            "uq_pipelines_default",
            "workspace_id",
            "kind",
            unique=True,
            **only_where("is_default and deleted_at is null"),
        ),
    )

    name: Mapped[str] = mapped_column(String(100))
    name_folded: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(10))
    is_default: Mapped[bool] = mapped_column(default=False)


class Stage(ObjectRow):
    """One step of a pipeline."""

    __tablename__ = "stages"
    __table_args__ = (
        live_index("stages", "pipeline_id", "position"),
        live_index("stages", "position"),
        Index(
            "uq_stages_name",
            "workspace_id",
            "pipeline_id",
            "name_folded",
            unique=True,
            **only_where("deleted_at is null"),
        ),
    )

    pipeline_id: Mapped[str] = mapped_column(Id)
    name: Mapped[str] = mapped_column(String(100))
    name_folded: Mapped[str] = mapped_column(String(300))
    position: Mapped[int] = mapped_column(Integer)
    """Its place in the pipeline, from 0."""
    kind: Mapped[str] = mapped_column(String(10))
    probability: Mapped[int] = mapped_column(Integer)
    """Percent."""
    color: Mapped[str] = mapped_column(String(7))
    system: Mapped[str | None] = mapped_column(String(20))
    """The key by which the product knows a stage (`bogus`)."""


class StagedRow(ObjectRow):
    """Base of records that stand in a stage."""

    __abstract__ = True

    pipeline_id: Mapped[str] = mapped_column(Id)
    stage_id: Mapped[str] = mapped_column(Id)
    open_stage_id: Mapped[str | None] = mapped_column(Id)
    """The open stage it stands in, or stood in last."""
    status: Mapped[str] = mapped_column(String(10))
    position: Mapped[int] = mapped_column(BigInteger)
    """Its place in the stage, smaller first; see `ranks`."""
    stage_changed_at: Mapped[datetime] = mapped_column(default=time.now)
    closed_at: Mapped[datetime | None]
    lost_reason: Mapped[str | None] = mapped_column(String(2000))
    probability: Mapped[int] = mapped_column(Integer)
    """Percent."""
    own_probability: Mapped[bool] = mapped_column(default=False)
    """Whether somebody said the probability; else it is the stage's."""
