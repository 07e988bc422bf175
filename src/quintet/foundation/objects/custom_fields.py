"""Managing custom fields: `/api/v1/custom-fields`."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel
from pydantic import Field as Bounds
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor, Role, require, system_actor
from quintet.foundation.access.rights import declare
from quintet.foundation.events import Event, Ref, emit, event_type
from quintet.foundation.http import Body, Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.custom import CUSTOM_TYPES, Definition, definitions
from quintet.foundation.objects.fields import FieldType
from quintet.foundation.objects.models import CustomField
from quintet.foundation.objects.openapi import ERRORS
from quintet.foundation.objects.registry import object_named, objects
from quintet.kit import time
from quintet.kit.errors import Conflict, Invalid, NotFound
from quintet.kit.ids import is_id

routes = router("/custom-fields", "Custom fields")
READ = declare("custom_fields.read", Role.member)
MANAGE = declare("custom_fields.manage", Role.admin)
MOST_FIELDS = 200

_SELECTS = (FieldType.select, FieldType.multi_select)
_TEXTS = (FieldType.text, FieldType.long_text)
Option = Annotated[str, Bounds(min_length=1, max_length=200)]
MOST_LABEL = 200
Label = Annotated[str, Bounds(min_length=1, max_length=MOST_LABEL)]
Options = Annotated[list[Option], Bounds(max_length=500)]
Position = Annotated[int, Bounds(ge=0, le=10_000)]
Description = Annotated[str, Bounds(max_length=500)]


@event_type("custom_field.created")
@dataclass(frozen=True)
class CustomFieldCreated(Event):
    object: str
    key: str


@event_type("custom_field.updated")
@dataclass(frozen=True)
class CustomFieldUpdated(Event):
    object: str
    key: str


class CustomFieldCreate(Body):
    """A new field of an object. Without a key one is made from the label."""

    object: Annotated[str, Bounds(max_length=60)]
    label: Label
    key: Annotated[str, Bounds(pattern=r"^[a-z][a-z0-9_]{0,62}$")] | None = None
    type: Literal[CUSTOM_TYPES]  # type: ignore[valid-type]
    options: Options = []
    required: bool = False
    position: Position | None = None
    description: Description = ""


class CustomFieldUpdate(Body):
    """Changes to a field; its type and key stay as they are. Archiving hides it and keeps its values."""

    label: Label = ""
    options: Options = []
    required: bool = False
    position: Position = 0
    description: Description = ""
    archived: bool = False


class CustomFieldRead(BaseModel):
    id: str
    object: str
    key: str
    label: str
    type: FieldType
    options: list[str]
    required: bool
    position: int
    description: str
    archived: bool


class CustomFieldList(BaseModel):
    data: list[CustomFieldRead]
    next_cursor: str | None


def read(field: CustomField) -> dict[str, Any]:
    return {
        "id": field.id,
        "object": field.object,
        "key": field.key,
        "label": field.label,
        "type": field.type,
        "options": field.options,
        "required": field.required,
        "position": field.position,
        "description": field.description,
        "archived": field.archived_at is not None,
    }


def create_custom_field(session: Session, actor: Actor, data: CustomFieldCreate) -> CustomField:
    """Add a field. Conflict when the object already has one with this key."""
    require(actor, MANAGE)
    spec = object_named(data.object).spec
    if not spec.custom_fields:
        raise Invalid.one("object", "no_custom_fields", f"{spec.label_plural} have no custom fields.")
    type_ = FieldType(data.type)
    key = data.key or key_of(data.label)
    existing = session.scalar(select(CustomField).where(CustomField.object == spec.name, CustomField.key == key))
    if existing is not None:
        raise Conflict(f"There is already a field {key}.", existing_id=existing.id, field="key")
    count = session.scalar(select(func.count()).select_from(CustomField).where(CustomField.object == spec.name)) or 0
    if count >= MOST_FIELDS:
        raise Invalid.one("object", "too_many_fields", f"At most {MOST_FIELDS} custom fields per object.")
    field = CustomField(
        object=spec.name,
        key=key,
        label=data.label,
        type=type_.value,
        options=_options(type_, data.options),
        required=data.required,
        position=count if data.position is None else data.position,
        description=data.description,
    )
    session.add(field)
    session.flush()
    emit(session, actor, CustomFieldCreated(spec.name, key), subject=Ref("custom_field", field.id))
    return field


def update_custom_field(session: Session, actor: Actor, field_id: str, data: CustomFieldUpdate) -> CustomField:
    """Change a field; values that records already have stay."""
    require(actor, MANAGE)
    field = _get(session, field_id)
    given = data.model_dump(exclude_unset=True)
    if "archived" in given:
        archived = given.pop("archived")
        field.archived_at = (field.archived_at or time.now()) if archived else None
    if "options" in given:
        given["options"] = _options(FieldType(field.type), given["options"])
    changes = {name: [getattr(field, name), value] for name, value in given.items() if getattr(field, name) != value}
    for name, value in given.items():
        setattr(field, name, value)
    emit(
        session,
        actor,
        CustomFieldUpdated(field.object, field.key),
        subject=Ref("custom_field", field.id),
        changes=changes,
    )
    return field


def list_custom_fields(session: Session, actor: Actor, object_name: str | None) -> list[CustomField]:
    """The fields of one object or of all, archived ones last."""
    require(actor, READ)
    statement = select(CustomField).order_by(
        CustomField.object, CustomField.archived_at.is_not(None), CustomField.position, CustomField.key
    )
    if object_name is not None:
        statement = statement.where(CustomField.object == object_named(object_name).spec.name)
    return list(session.scalars(statement))


def labelled_values(session: Session, actor: Actor, object_name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Values of the object's custom fields by label (or key) as values by key. For faces whose records take any.

    Fields that nobody has defined are made as texts, whoever asks. What a text field gets that is no text becomes one,
    as JSON. Invalid, naming `custom`, for a label that can be none and beyond the most fields an object may have.
    """
    fields = definitions(session, object_name)
    keys = {field.label: key for key, field in fields.items()}
    values: dict[str, Any] = {}
    for label, value in given.items():
        key = keys.get(label) or key_of(label)
        if key not in fields:
            field = _field_labelled(session, actor, object_name, label, key)
            fields[key] = Definition(key, field.label, field.type, [], False, "")
        plain = value is None or isinstance(value, str) or FieldType(fields[key].type) not in _TEXTS
        values[key] = value if plain else orjson.dumps(value).decode()
    return values


def _field_labelled(session: Session, actor: Actor, object_name: str, label: str, key: str) -> CustomField:
    if not 1 <= len(label.strip()) <= MOST_LABEL:
        raise Invalid.one(f"custom.{label[:50]}", "invalid", f"A field's name has 1 to {MOST_LABEL} characters.")
    data = CustomFieldCreate(object=object_name, label=label.strip(), key=key, type=FieldType.text)
    try:
        return create_custom_field(session, system_actor(actor.workspace_id), data)
    except Invalid as error:
        raise Invalid.one(f"custom.{label[:50]}", error.errors[0].code, error.errors[0].message) from None


def labels_of(session: Session, object_name: str) -> dict[str, str]:
    """Key → label of an object's custom fields."""
    return {key: row.label for key, row in definitions(session, object_name).items()}


def key_of(label: str) -> str:
    """A key for a label: `Lead Origin` → `lead_origin`, `Größe` → `grosse`."""
    plain = unicodedata.normalize("NFKD", label.casefold()).encode("ascii", "ignore").decode()
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return (key if key[:1].isalpha() else f"f_{key}".rstrip("_"))[:63]


def _options(type_: FieldType, options: list[str]) -> list[str]:
    if type_ is FieldType.relation:
        names = [*objects(), "user"]
        if len(options) != 1 or options[0] not in names:
            raise Invalid.one("options", "invalid", "Name one object to point at: " + ", ".join(names) + ".")
        return options
    if type_ in _SELECTS:
        if not options:
            raise Invalid.one("options", "required", "Give at least one choice.")
        return list(dict.fromkeys(options))
    if options:
        raise Invalid.one("options", "unexpected", "Only selects and relations have options.")
    return []


def _get(session: Session, field_id: str) -> CustomField:
    field = session.get(CustomField, field_id) if is_id(field_id) else None
    if field is None:
        raise NotFound("custom field")
    return field


@routes.get("", operation_id="list_custom_fields", response_model=CustomFieldList, responses=ERRORS)
async def list_(request: Request, object: str | None = None) -> Response:
    """The custom fields of an object, or of all objects."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json({"data": [read(f) for f in list_custom_fields(session, actor, object)], "next_cursor": None})

    return (await door_of(request).read(request, work)).response()


@routes.post("", status_code=201, operation_id="create_custom_field", response_model=CustomFieldRead, responses=ERRORS)
async def create(request: Request, body: CustomFieldCreate) -> Response:
    """Add a field to an object."""
    return await door_of(request).write(request, lambda s, a: Reply.json(read(create_custom_field(s, a, body)), 201))


@routes.patch("/{id}", operation_id="update_custom_field", response_model=CustomFieldRead, responses=ERRORS)
async def update(request: Request, id: str, body: CustomFieldUpdate) -> Response:
    """Change or archive a field."""
    return await door_of(request).write(request, lambda s, a: Reply.json(read(update_custom_field(s, a, id, body))))
