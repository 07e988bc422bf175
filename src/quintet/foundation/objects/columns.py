"""The columns of an object as lists read them: base columns, fields, computed and custom fields in one form."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement

from quintet.foundation.objects import custom
from quintet.foundation.objects.fields import Computed, Field, FieldType, Options
from quintet.foundation.objects.spec import AnySpec

_TEXTUAL = frozenset(FieldType) - {FieldType.integer, FieldType.number, FieldType.money, FieldType.boolean}


@dataclass(frozen=True, slots=True)
class Column:
    """One readable column."""

    name: str
    label: str
    type: FieldType
    expression: ColumnElement[Any]
    filterable: bool = True
    sortable: bool = True
    nullable: bool = True
    indexed: bool = False
    relation: str | None = None
    options: tuple[str, ...] = ()
    expand_name: str | None = None
    has: Any = None
    sort_key: ColumnElement[Any] | None = None
    readonly: bool = True

    @property
    def order_expression(self) -> ColumnElement[Any]:
        """What lists are sorted by and cursors hold."""
        return self.expression if self.sort_key is None else self.sort_key

    @property
    def order_nullable(self) -> bool:
        return self.nullable and self.sort_key is None

    @property
    def order_indexed(self) -> bool:
        return self.indexed or self.sort_key is not None

    @property
    def is_text(self) -> bool:
        return self.type in _TEXTUAL

    @classmethod
    def custom(cls, spec: AnySpec, key: str, type_: FieldType) -> "Column":
        return cls(
            name=f"custom.{key}",
            label=key,
            type=type_,
            expression=custom.expression(spec.model.__table__.c.custom, key, type_),
            sortable=type_ is not FieldType.multi_select,
            readonly=False,
        )


@cache
def columns_of(spec: AnySpec) -> dict[str, Column]:
    """All columns of an object but the custom ones, by name, in the order they are shown."""
    table = spec.model.__table__.c
    found = [Column("id", "Id", FieldType.relation, table.id, nullable=False, indexed=True)]
    found += [_of_field(spec, field) for field in spec.fields]
    found += [_of_computed(computed) for computed in spec.computed]
    found += [
        Column("created_at", "Created", FieldType.datetime, table.created_at, nullable=False, indexed=True),
        Column("updated_at", "Updated", FieldType.datetime, table.updated_at, nullable=False),
        Column("created_by", "Created by", FieldType.relation, table.created_by, relation="user"),
        Column("deleted_at", "Deleted", FieldType.datetime, table.deleted_at, filterable=False, sortable=False),
        Column("version", "Version", FieldType.integer, table.version, filterable=False, sortable=False),
    ]
    if spec.custom_fields:
        found.append(Column("custom", "Custom fields", FieldType.json, table.custom, filterable=False, sortable=False))
    return {column.name: column for column in found}


def _of_field(spec: AnySpec, field: Field) -> Column:
    column = spec.model.__table__.c[field.name]
    related = spec.related is not None and field.name == spec.related.id.key
    listed = field.type in (FieldType.json, FieldType.multi_select, FieldType.relations)
    return Column(
        name=field.name,
        label=field.label,
        type=field.type,
        expression=column,
        filterable=field.filterable,
        sortable=field.sortable and not listed,
        nullable=bool(column.nullable),
        indexed=field.indexed,
        relation=field.relation,
        options=_choices(field.options),
        expand_name="related" if related else field.expand_name,
        sort_key=spec.model.__table__.c[field.sort_attr.key] if field.sort_attr is not None else None,
        readonly=field.readonly,
    )


def _of_computed(computed: Computed) -> Column:
    expand_name: str | None = None
    if computed.relation is not None and computed.type is FieldType.relations:
        expand_name = f"{computed.name.removesuffix('_ids')}s"
    elif computed.relation is not None and computed.type is FieldType.relation:
        expand_name = computed.name.removesuffix("_id")
    return Column(
        name=computed.name,
        label=computed.label,
        type=computed.type,
        expression=computed.expression(),
        filterable=computed.filterable,
        sortable=computed.sortable,
        nullable=computed.nullable,
        relation=computed.relation,
        options=_choices(computed.options),
        expand_name=expand_name,
        has=computed.has,
        readonly=computed.readonly,
    )


def _choices(options: Options | None) -> tuple[str, ...]:
    return () if options is None else tuple(option.value for option in options)
