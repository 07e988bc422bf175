"""Finding the records that cells name: relations by title, match key or id, users by e-mail address or name."""

from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel, TypeAdapter, ValidationError
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.objects import FieldType, object_named
from quintet.foundation.objects.custom import expression
from quintet.foundation.objects.spec import AnySpec
from quintet.foundation.objects.visibility import visible_ids
from quintet.identity.users.models import User
from quintet.identity.workspaces.models import Member
from quintet.kit.ids import is_id
from quintet.stewardship.imports.targets import ID, Target

_KEPT = 50_000


@dataclass(slots=True)
class Known:
    """What was looked up before, over all batches of a run."""

    _found: "OrderedDict[tuple[str, str, str], list[str]]" = field(default_factory=OrderedDict)

    def get(self, relation: str, by: str, text: str) -> list[str] | None:
        return self._found.get((relation, by, text.casefold()))

    def keep(self, relation: str, by: str, text: str, ids: list[str]) -> None:
        self._found[relation, by, text.casefold()] = ids
        if len(self._found) > _KEPT:
            self._found.popitem(last=False)


def find_named(
    session: Session, actor: Actor, relation: str, by: str, texts: Collection[str], known: Known
) -> dict[str, list[str]]:
    """Text → ids of the live records (or active members) it names, as far as the actor sees them; oldest first."""
    found: dict[str, list[str]] = {}
    wanted: list[str] = []
    for text in texts:
        ids = known.get(relation, by, text)
        if ids is None:
            wanted.append(text)
        else:
            found[text] = ids
    if not wanted:
        return found
    if relation == "user":
        fresh = _find_users(session, actor, by, wanted)
    else:
        spec = object_named(relation).spec
        key = spec.title.key if by in ("title", "name") else by
        fresh = find_records(session, actor, spec, _target(spec, key), stored_forms(spec, _target(spec, key), wanted))
    for text, ids in fresh.items():
        known.keep(relation, by, text, ids)
    return found | fresh


def _target(spec: AnySpec, key: str) -> Target:
    declared = spec.field(key)
    return Target(key, key, declared.type if declared is not None else FieldType.text)


def find_records(
    session: Session, actor: Actor, spec: AnySpec, key: Target, forms: Mapping[str, str]
) -> dict[str, list[str]]:
    """Text → ids of the live records whose `key` has its stored form; oldest first. One statement."""
    stored: dict[str, list[str]] = defaultdict(list)
    for text, form in forms.items():
        stored[form].append(text)
    if not stored:
        return {}
    rows = session.execute(_lookup(spec, key, list(stored))).all()
    if not actor.sees_all:
        seen = visible_ids(session, actor, spec, [id_ for _, id_ in rows])
        rows = [row for row in rows if row[1] in seen]
    found: dict[str, list[str]] = {}
    for value, id_ in sorted(rows, key=lambda row: row[1]):
        form = str(int(value)) if key.type is FieldType.integer else str(value)
        for text in stored.get(form, ()):
            found.setdefault(text, []).append(id_)
    return found


def _lookup(spec: AnySpec, key: Target, values: Collection[str]) -> Select[Any, str]:
    if key.name in spec.lookups:
        return spec.lookups[key.name](values)
    model = spec.model
    attribute = getattr(model, f"{key.name}_folded", None)
    wanted: list[Any] = list(values)
    if key.name == ID:
        attribute = model.id
    elif key.is_custom:
        attribute = expression(model.custom, key.key, key.type)
        wanted = [float(value) for value in values] if key.type is FieldType.integer else wanted
    elif attribute is None:
        attribute = getattr(model, key.name)
    return select(attribute, model.id).where(attribute.in_(wanted), model.deleted_at.is_(None))


def stored_forms(spec: AnySpec, key: Target, texts: Collection[str]) -> dict[str, str]:
    """Text → the value of a match key as it stands in the column that is searched. What can be no value is left out."""
    forms = {text: _stored_form(spec, key, text) for text in texts}
    return {text: form for text, form in forms.items() if form is not None}


def _stored_form(spec: AnySpec, key: Target, text: str) -> str | None:
    if key.name == ID:
        return text if is_id(text) else None
    if key.is_custom:
        if key.type is FieldType.integer:
            return str(int(text)) if text.lstrip("+-").isdigit() and len(text) < 19 else None
        return text
    if hasattr(spec.model, f"{key.name}_folded"):
        return text.casefold()
    try:
        value = _field_reader(spec.update, key.name).validate_python(text)
    except ValidationError:
        return None
    return value if isinstance(value, str) else None


_readers: dict[tuple[type[BaseModel], str], TypeAdapter[Any]] = {}


def _field_reader(schema: type[BaseModel], name: str) -> TypeAdapter[Any]:
    """Reads one field as the schema does."""
    known = _readers.get((schema, name))
    if known is None:
        field = schema.model_fields[name]
        type_: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
        known = _readers[schema, name] = TypeAdapter(type_)
    return known


def _find_users(session: Session, actor: Actor, by: str, texts: Iterable[str]) -> dict[str, list[str]]:
    wanted: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        wanted[text if by == ID else text.casefold()].append(text)
    members = session.execute(
        select(User.id, User.name, User.email)
        .join(Member, Member.user_id == User.id)
        .where(
            Member.workspace_id == actor.workspace_id, Member.deactivated_at.is_(None), User.deactivated_at.is_(None)
        )
        .order_by(Member.created_at, User.id)
    )
    found: dict[str, list[str]] = {}
    for id_, name, email in members:
        # Whoever writes an address where names stand means it as one.
        for key in {id_} if by == ID else {name.casefold(), email.casefold()}:
            for text in wanted.get(key, ()):
                found.setdefault(text, []).append(id_)
    return found
