"""Custom fields: their definitions, checking of values, and their place in SQL."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import orjson
from email_validator import EmailNotValidError, validate_email
from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.db import Id, workspace_of
from quintet.foundation.db.json import json_value
from quintet.foundation.db.raw import Lookup, plain
from quintet.foundation.objects.fields import FieldType
from quintet.foundation.objects.models import CustomField
from quintet.foundation.objects.registry import assignable
from quintet.kit import time
from quintet.kit.errors import FieldError, Invalid

KEY = re.compile(r"[a-z][a-z0-9_]{0,62}\Z")
LONGEST_TEXT = 20_000
CUSTOM_TYPES = (
    FieldType.text,
    FieldType.long_text,
    FieldType.integer,
    FieldType.number,
    FieldType.money,
    FieldType.date,
    FieldType.datetime,
    FieldType.boolean,
    FieldType.select,
    FieldType.multi_select,
    FieldType.url,
    FieldType.email,
    FieldType.phone,
    FieldType.relation,
)


@dataclass(frozen=True, slots=True)
class Definition:
    """What a custom field is; `options` as in the table."""

    key: str
    label: str
    type: str
    options: list[str]
    required: bool
    description: str


_DEFINITIONS = Lookup(
    lambda dialect: (
        select(
            CustomField.key,
            CustomField.label,
            CustomField.type,
            plain(CustomField.options.expression, dialect),
            CustomField.required,
            CustomField.description,
        )
        .where(
            CustomField.workspace_id == bindparam("ws", type_=Id),
            CustomField.object == bindparam("object"),
            CustomField.archived_at.is_(None),
        )
        .order_by(CustomField.position, CustomField.key)
    )
)


def definitions(session: Session, object_name: str) -> dict[str, Definition]:
    """The live custom fields of an object, by key in their order."""
    return {
        key: Definition(key, label, type_, orjson.loads(options), bool(required), description)
        for key, label, type_, options, required, description in _DEFINITIONS.rows(
            session, ws=workspace_of(session), object=object_name
        )
    }


def expression(document: ColumnElement[Any], key: str, type_: FieldType) -> ColumnElement[Any]:
    """The value of a custom field in SQL, comparable with plain parameters."""
    if type_ is FieldType.money:
        return json_value(document, f"{key}.amount_minor", "number")
    if type_ in (FieldType.integer, FieldType.number):
        return json_value(document, key, "number")
    if type_ is FieldType.boolean:
        return json_value(document, key, "boolean")
    return json_value(document, key)


def check_values(
    session: Session,
    actor: Actor,
    object_name: str,
    values: Mapping[str, Any],
    *,
    creating: bool,
    known: Mapping[str, Definition] | None = None,
) -> dict[str, Any]:
    """The values in their stored form; None stands for "remove". Invalid naming each wrong field.

    `known` saves asking for the object's definitions again when many records are checked.
    """
    if known is None:
        known = definitions(session, object_name)
    errors: list[FieldError] = []
    checked: dict[str, Any] = {}
    for key, value in values.items():
        field = known.get(key)
        place = f"custom.{key}"
        if field is None:
            errors.append(FieldError(place, "unknown_field", "There is no such custom field."))
        elif value is None or value == "" or value == []:
            checked[key] = None
        else:
            try:
                checked[key] = _check(session, actor, field, value)
            except ValueError as error:
                errors.append(FieldError(place, "invalid_value", str(error)))
    for key, field in known.items():
        missing = checked.get(key) is None if key in checked else creating
        if field.required and missing:
            errors.append(FieldError(f"custom.{key}", "required", f"{field.label} is required."))
    if errors:
        raise Invalid(errors)
    return checked


def _check(session: Session, actor: Actor, field: Definition, value: Any) -> Any:
    type_ = FieldType(field.type)
    if type_ is FieldType.relation:
        if not isinstance(value, str) or not assignable(field.options[0])(session, actor, [value]):
            raise ValueError(f"There is no such {field.options[0]}.")
        return value
    if type_ is FieldType.select:
        if value not in field.options:
            raise ValueError("Must be one of: " + ", ".join(field.options[:20]))
        return value
    if type_ is FieldType.multi_select:
        if not isinstance(value, list) or any(item not in field.options for item in value):
            raise ValueError("Must be a list of: " + ", ".join(field.options[:20]))
        return list(dict.fromkeys(value))
    return check_plain(type_, value)


def check_plain(type_: FieldType, value: Any) -> Any:
    """A value of a type that needs nothing but itself, in stored form; ValueError with a message for people."""
    match type_:
        case FieldType.integer:
            if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 2**53:
                raise ValueError("Must be a whole number.")
        case FieldType.number:
            if isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) > 1e300:
                raise ValueError("Must be a number.")
        case FieldType.boolean:
            if not isinstance(value, bool):
                raise ValueError("Must be true or false.")
        case FieldType.money:
            return _check_money(value)
        case FieldType.date:
            return _check_date(value)
        case FieldType.datetime:
            try:
                return time.to_text(time.from_text(str(value)))
            except (ValueError, OverflowError):
                raise ValueError("Must be a date and time such as 2026-03-31T09:30:00Z.") from None
        case _:
            return _check_text(type_, value)
    return value


def _check_money(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) != {"amount_minor", "currency"}:
        raise ValueError('Must be {"amount_minor": whole number, "currency": "EUR"}.')
    amount, currency = value["amount_minor"], value["currency"]
    if isinstance(amount, bool) or not isinstance(amount, int) or abs(amount) > 2**53:
        raise ValueError("amount_minor must be a whole number of minor units.")
    if not isinstance(currency, str) or not re.fullmatch(r"[A-Z]{3}", currency):
        raise ValueError("currency must be a three-letter code.")
    return {"amount_minor": amount, "currency": currency}


def _check_date(value: Any) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise ValueError("Must be a date such as 2026-03-31.") from None


def _check_text(type_: FieldType, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("Must be text.")
    value = value.strip()
    if len(value) > (LONGEST_TEXT if type_ is FieldType.long_text else 2_000):
        raise ValueError("The text is too long.")
    if type_ is FieldType.email:
        try:
            return str(validate_email(value, check_deliverability=False).normalized)
        except EmailNotValidError:
            raise ValueError("Must be an e-mail address.") from None
    if type_ is FieldType.url:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError("Must be a web address that starts with http:// or https://.")
    return str(value)
