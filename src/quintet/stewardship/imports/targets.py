"""What a column of a file may become: the fields of an object that its create schema takes, and its custom fields."""

from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from sqlalchemy.orm import Session

from quintet.foundation.objects import FieldType
from quintet.foundation.objects.columns import columns_of
from quintet.foundation.objects.custom import definitions
from quintet.foundation.objects.registry import AnyService
from quintet.foundation.objects.spec import AnySpec

ID = "id"
_WAYS = {"user": ("email", "name", "id")}


@dataclass(frozen=True, slots=True)
class Target:
    """One place for a column's cells. `relation` names the object (or `user`) that the cells refer to."""

    name: str
    label: str
    type: FieldType
    options: tuple[str, ...] = ()
    relation: str | None = None
    required: bool = False
    nullable: bool = True

    @property
    def part(self) -> tuple[str, str] | None:
        """Field and key, when it is one part of the first entry of a list (`addresses.city`)."""
        outer, dot, inner = self.name.partition(".")
        return (outer, inner) if dot and not self.is_custom else None

    @property
    def is_custom(self) -> bool:
        return self.name.startswith("custom.")

    @property
    def key(self) -> str:
        """The custom field's key."""
        return self.name.removeprefix("custom.")

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "label": self.label,
            "type": self.type,
            "options": list(self.options),
            "relation": self.relation,
            "required": self.required,
            "custom": self.is_custom,
        }


def targets_of(session: Session, service: AnyService) -> dict[str, Target]:
    """All targets of an object by name; `id` among them, by which exported records are recognised."""
    spec = service.spec
    taken = spec.create.model_fields
    found = {ID: Target(ID, "Id", FieldType.text)}
    for column in columns_of(spec).values():
        picture = column.type is FieldType.relation and column.relation is None
        if column.name in taken and column.name != "custom" and not picture:
            found[column.name] = Target(
                name=column.name,
                label=column.label,
                type=column.type,
                options=column.options,
                relation=column.relation,
                required=taken[column.name].is_required(),
                nullable=column.nullable,
            )
            found.update({part.name: part for part in _parts(column.name, taken[column.name])})
    if spec.custom_fields:
        for key, field in definitions(session, spec.name).items():
            type_ = FieldType(field.type)
            relation = field.options[0] if type_ is FieldType.relation else None
            found[f"custom.{key}"] = Target(
                name=f"custom.{key}",
                label=field.label,
                type=type_,
                options=() if relation else tuple(field.options),
                relation=relation,
                required=field.required,
            )
    return found


def _parts(name: str, field: FieldInfo) -> list[Target]:
    """The plain texts in the entries of a list of documents."""
    entries = [each for each in get_args(field.annotation) if isinstance(each, type) and issubclass(each, BaseModel)]
    return [
        Target(f"{name}.{key}", key.replace("_", " ").capitalize(), FieldType.text)
        for entry in entries
        for key, info in entry.model_fields.items()
        if info.default == ""
    ]


def match_keys_of(spec: AnySpec, targets: dict[str, Target]) -> list[str]:
    """By what a record can be recognised: its id, the object's match keys, and custom fields that hold text."""
    custom = (FieldType.text, FieldType.email, FieldType.phone, FieldType.url, FieldType.integer)
    return [
        *(key for key in spec.match_keys if key in targets),
        *(t.name for t in targets.values() if t.is_custom and t.type in custom),
        ID,
    ]


def ways_to_name(relation: str, spec: AnySpec | None) -> tuple[str, ...]:
    """How cells may name a related record: by its title, a match key or its id."""
    if relation in _WAYS or spec is None:
        return _WAYS.get(relation, ("id",))
    return tuple(dict.fromkeys((spec.title.key, *spec.match_keys, ID)))
