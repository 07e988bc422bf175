"""Request bodies of dialects, and how they become the services' schemas."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from quintet.foundation.http.problems import from_pydantic
from quintet.kit.errors import FieldError, Invalid

S = TypeVar("S", bound=BaseModel)


class DialectBody(BaseModel):
    """What a reference's front end sends. Fields that Quintet does not know are passed over: these front ends were
    written for another server and may send more than its document says."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True, str_max_length=100_000)

    def given(self) -> dict[str, Any]:
        """The fields that were sent, by our names."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class CamelBody(DialectBody):
    """The same, in camelCase on the wire."""

    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True)


def build(schema: type[S], values: Mapping[str, Any], names: Mapping[str, str] | None = None) -> S:
    """A service's schema from translated values. Invalid, each field under the name in `names` (ours to theirs).

    What the service then finds wrong is named by `in_their_names`, around both.
    """
    try:
        return schema.model_validate(values)
    except ValidationError as error:
        raise renamed(from_pydantic(error.errors()), names or {}) from None


@contextmanager
def in_their_names(names: Mapping[str, str]) -> Iterator[None]:
    """What is Invalid in the block is told with each field under the name in `names` (ours to theirs)."""
    try:
        yield
    except Invalid as error:
        raise renamed(error, names) from None


def renamed(error: Invalid, names: Mapping[str, str]) -> Invalid:
    """The same error with its fields under the caller's names."""
    found = []
    for each in error.errors:
        first, dot, rest = each.field.partition(".")
        found.append(FieldError(names.get(first, first) + dot + rest, each.code, each.message))
    return Invalid(found)
