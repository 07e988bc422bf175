"""What pipelines and stages are."""

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement
from sqlalchemy.types import String

from quintet.foundation.access import Role
from quintet.foundation.objects import Field, FieldType, ObjectSpec, Visibility
from quintet.foundation.objects.fields import Computed
from quintet.foundation.objects.spec import Rights
from quintet.records.pipelines.models import Pipeline, Stage
from quintet.records.pipelines.schemas import (
    PipelineCreate,
    PipelineKind,
    PipelineUpdate,
    StageCreate,
    StageKind,
    StageUpdate,
)

_RIGHTS = Rights(create=Role.admin, update=Role.admin, delete=Role.admin)
_SHOWN = ("id", "name", "kind", "position", "probability", "color", "system")


class _StageList(FunctionElement[str]):
    """Aggregate: JSON text of a list of objects with `_SHOWN`, in the order the rows come."""

    inherit_cache = True
    type = String()


@compiles(_StageList, "sqlite")
def _list_sqlite(element: _StageList, compiler: Any, **kw: Any) -> str:
    return f"json_group_array(json_object({_pairs(element, compiler, kw)}))"


@compiles(_StageList, "postgresql")
def _list_postgresql(element: _StageList, compiler: Any, **kw: Any) -> str:
    return f"coalesce(jsonb_agg(jsonb_build_object({_pairs(element, compiler, kw)})), '[]'::jsonb)::text"


def _pairs(element: _StageList, compiler: Any, kw: Any) -> str:
    columns = [compiler.process(clause, **kw) for clause in element.clauses]
    return ", ".join(f"'{name}', {column}" for name, column in zip(_SHOWN, columns, strict=True))


def _stages() -> ColumnElement[Any]:
    own = (
        select(*(getattr(Stage, name) for name in _SHOWN))
        .where(
            Stage.workspace_id == Pipeline.workspace_id,
            Stage.pipeline_id == Pipeline.id,
            Stage.deleted_at.is_(None),
        )
        .order_by(Stage.position)
        .correlate(Pipeline)
        .subquery()
    )
    return select(_StageList(*(own.c[name] for name in _SHOWN))).scalar_subquery()


PIPELINE: ObjectSpec[Pipeline, PipelineCreate, PipelineUpdate] = ObjectSpec(
    name="pipeline",
    plural="pipelines",
    label="Pipeline",
    label_plural="Pipelines",
    icon="timeline",
    model=Pipeline,
    create=PipelineCreate,
    update=PipelineUpdate,
    title=Pipeline.name,
    visibility=Visibility(everyone=True),
    rights=_RIGHTS,
    default_sort="name",
    custom_fields=False,
    fields=(
        Field(Pipeline.name, "Name", required=True, default=True, sort_attr=Pipeline.name_folded),
        Field(Pipeline.kind, "Kind", FieldType.select, options=PipelineKind, indexed=True, default=True),
        Field(Pipeline.is_default, "Default", FieldType.boolean, default=True),
    ),
    computed=(Computed("stages", "Stages", FieldType.json, _stages, readonly=False),),
)

STAGE: ObjectSpec[Stage, StageCreate, StageUpdate] = ObjectSpec(
    name="stage",
    plural="stages",
    label="Stage",
    label_plural="Stages",
    icon="columns",
    model=Stage,
    create=StageCreate,
    update=StageUpdate,
    title=Stage.name,
    visibility=Visibility(everyone=True),
    rights=_RIGHTS,
    default_sort="position",
    custom_fields=False,
    fields=(
        Field(Stage.name, "Name", required=True, default=True, sortable=False),
        Field(Stage.pipeline_id, "Pipeline", FieldType.relation, relation="pipeline", indexed=True, required=True),
        Field(Stage.position, "Position", FieldType.integer, indexed=True, default=True),
        Field(Stage.kind, "Kind", FieldType.select, options=StageKind, default=True),
        Field(Stage.probability, "Probability in percent", FieldType.integer, default=True),
        Field(Stage.color, "Color", sortable=False),
        Field(Stage.system, "System key", readonly=True),
    ),
)
