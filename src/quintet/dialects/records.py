"""Records both ways for references that name fields in words or not at all: our fields in their style."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from pydantic.alias_generators import to_camel, to_snake
from sqlalchemy.orm import Session

from quintet.dialects.bodies import build, in_their_names
from quintet.dialects.lists import Numbered, numbered
from quintet.dialects.shapes import amount, minor_of, moment
from quintet.foundation.access import Actor
from quintet.foundation.objects.columns import columns_of
from quintet.foundation.objects.fields import FieldType
from quintet.foundation.objects.reading import Row, read_record
from quintet.foundation.objects.registry import AnyService
from quintet.foundation.objects.spec import AnySpec
from quintet.kit.errors import Invalid
from quintet.records.public import company_named, currency_of, tags_named

_HIDDEN = frozenset({"version", "created_by", "deleted_at", "position", "tag_ids", "own_probability"})
_MINOR = "_minor"
_camel = cache(to_camel)
"""Of our own names only, which are few: what callers send does not come here."""
_Change = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Plan:
    """How rows with the same names are shown: which names go, which become others, what is not shown as it is."""

    gone: tuple[str, ...]
    moved: tuple[tuple[str, str], ...]
    changes: tuple[tuple[str, _Change], ...]
    sums: tuple[tuple[str, str], ...]
    """Money in minor units, by their name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFace:
    """One object as a reference shows and takes it.

    Keys are ours in camelCase, with `snake` as they are, unless `names` (ours to theirs) says otherwise. Money is in
    major units, without `Minor`; times are in UTC with milliseconds; tags are names; an expanded relation is
    `{id, name}`; custom fields are under `customFields` (`custom_fields`). Bodies are read the same way; keys that are
    no field are passed over.
    """

    service: AnyService
    names: Mapping[str, str] = field(default_factory=dict)
    expand: tuple[str, ...] = ("tags",)
    without: frozenset[str] = frozenset()
    snake: bool = False
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By field, their words for our values where they differ."""
    derived: Mapping[str, Callable[[Row], Any]] = field(default_factory=dict)
    """By their name, what they make of our row, where it is no plain field."""
    parsed: frozenset[str] = frozenset()
    """The JSON documents that are read to show a record; the others are passed on as they are."""
    _plans: dict[tuple[str, ...], _Plan] = field(default_factory=dict, init=False, repr=False, compare=False)
    """By the names in a row: lists show rows by the hundred, all with the same names."""

    @property
    def spec(self) -> AnySpec:
        return self.service.spec

    def shown(self, row: Row) -> dict[str, Any]:
        """A row, read with `expand`; of its documents those that are `parsed` as objects."""
        return self.all_shown([row])[0]

    def all_shown(self, rows: Sequence[Row]) -> list[dict[str, Any]]:
        """Rows of one reading."""
        if not rows:
            return []
        names = tuple(rows[0])
        plan = self._plans.get(names)
        if plan is None:
            plan = self._plans[names] = self._plan(names)
        gone, moved, derived = plan.gone, plan.moved, self.derived.items()
        shown = []
        for row in rows:
            # Most names stay: a copy that is changed costs half of another dictionary.
            content = row.copy()
            take = content.pop
            for name in gone:
                del content[name]
            for name, word in moved:
                content[word] = take(name)
            for name, change in plan.changes:
                content[name] = change(content[name])
            for name, minor in plan.sums:
                sum_minor = row[minor]
                content[name] = None if sum_minor is None else amount(sum_minor, row["currency"] or "USD")
            for name, make in derived:
                content[name] = make(row)
            shown.append(content)
        return shown

    def one(self, session: Session, actor: Actor, id_: str) -> dict[str, Any]:
        """NotFound for a record that the actor doesn't see."""
        return self.shown(read_record(session, actor, self.spec, id_, self.expand, parsed=self.parsed))

    def page(
        self, session: Session, actor: Actor, asked: Sequence[tuple[str, str]], *, page: int, limit: int
    ) -> tuple[list[dict[str, Any]], Numbered]:
        """A page of records, and how many there are in all."""
        expanded = [*asked, ("expand", ",".join(self.expand))] if self.expand else asked
        found = numbered(session, actor, self.spec, expanded, page=page, limit=limit, parsed=self.parsed)
        return self.all_shown(found.rows), found

    def filters(self, query: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """A query string in their names in ours, `field=value` as well as `field[op]=value`."""
        ours = {self._theirs(name): name for name in columns_of(self.spec)}
        asked = []
        for key, value in query:
            name, bracket, op = key.partition("[")
            own = ours.get(name) or to_snake(name)
            known = {theirs: word for word, theirs in self.words.get(own, {}).items()}
            asked.append((own + bracket + op, known.get(value, value)))
        return asked

    def create(self, session: Session, actor: Actor, given: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        """Add a record; `more` are values by our names. The record as it is shown."""
        values = self._values(session, actor, self.spec.create, given, currency_of(session)) | more
        with in_their_names(self.by_ours):
            made = self.service.create(session, actor, build(self.spec.create, values))
        return self.one(session, actor, made.id)

    def update(self, session: Session, actor: Actor, id_: str, given: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        """Change what is given. The record as it is then."""
        currency = "USD"
        if "currency" in self.spec.create.model_fields:
            currency = read_record(session, actor, self.spec, id_, parsed=True)["currency"] or currency_of(session)
        values = self._values(session, actor, self.spec.update, given, currency) | more
        with in_their_names(self.by_ours):
            self.service.update(session, actor, id_, build(self.spec.update, values))
        return self.one(session, actor, id_)

    @property
    def by_ours(self) -> dict[str, str]:
        """Their names of all fields that can be written."""
        fields = {**self.spec.create.model_fields, **self.spec.update.model_fields}
        return {name: self._theirs(name) for name in fields}

    def _plan(self, names: tuple[str, ...]) -> _Plan:
        shown = [name for name in names if name not in self.without and (name not in _HIDDEN or name in self.names)]
        theirs = {name: self._theirs(name) for name in shown}
        moved = [(name, word) for name, word in theirs.items() if name != word]
        moved.sort(key=lambda each: each[1] in theirs)  # who takes another's name waits until it is free
        changes = [(theirs[name], self._change(name)) for name in shown]
        return _Plan(
            gone=tuple(name for name in names if name not in theirs),
            moved=tuple(moved),
            changes=tuple((word, change) for word, change in changes if change is not None),
            sums=tuple((word, name) for name, word in theirs.items() if name.endswith(_MINOR)),
        )

    def _change(self, name: str) -> _Change | None:
        """What makes their value of ours; None where they are alike."""
        column = columns_of(self.spec).get(name)
        if name in self.words:
            words = self.words[name]
            return lambda value: words.get(value, value)
        if name == "tags":
            return lambda tags: [tag["title"] for tag in tags or ()]
        if name in self.expand:
            return _relation
        if column is not None and column.type is FieldType.datetime:
            return moment
        return None

    def _theirs(self, name: str) -> str:
        known = self.names.get(name)
        if known is not None:
            return known
        plain = "custom_fields" if name == "custom" else name.removesuffix(_MINOR)
        return plain if self.snake else _camel(plain)

    def _values(
        self, session: Session, actor: Actor, schema: Any, given: Mapping[str, Any], currency: str
    ) -> dict[str, Any]:
        ours = {theirs: name for name, theirs in self.by_ours.items()}
        fields = schema.model_fields
        if isinstance(given.get("currency"), str) and "currency" in fields:
            currency = given["currency"].strip().upper()
        values: dict[str, Any] = {}
        for key, value in given.items():
            name = ours.get(key) or to_snake(key)
            if key == "tags" and "tag_ids" in fields:
                values["tag_ids"] = tags_named(session, actor, _texts(value, key))
            elif key == "company" and "company_id" in fields:
                values["company_id"] = _company(session, actor, value)
            elif name not in fields:
                continue
            elif name.endswith(_MINOR):
                values[name] = None if value is None else minor_of(decimal_of(value, key), currency, key)
            else:
                values[name] = self._ours(name, value)
        return values

    def _ours(self, name: str, value: Any) -> Any:
        known = {theirs: ours for ours, theirs in self.words.get(name, {}).items()}
        return known.get(value, value) if isinstance(value, str) else value


def _relation(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, list):
        return [_relation(each) for each in value]
    return {"id": value["id"], "name": value["title"]}


def _company(session: Session, actor: Actor, value: Any) -> str | None:
    """A company given by name, or as an object with its id or name."""
    if isinstance(value, Mapping):
        if isinstance(value.get("id"), str):
            return str(value["id"])
        value = value.get("name")
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if not isinstance(value, str) or len(value) > 300:
        raise Invalid.one("company", "invalid", "Must be the name of a company.")
    return company_named(session, actor, value)


def _texts(value: Any, key: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) and len(each) <= 100 for each in value):
        raise Invalid.one(key, "invalid", "Must be a list of names.")
    if len(value) > 100:
        raise Invalid.one(key, "too_many", "At most 100.")
    return value


def decimal_of(value: Any, key: str) -> Decimal:
    """A number that was sent, exactly. Invalid, naming the field, for anything else."""
    try:
        if isinstance(value, bool):
            raise InvalidOperation
        number = Decimal(str(value))
        if not number.is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise Invalid.one(key, "invalid", "Must be a number.") from None
    return number
