"""Request bodies: strict JSON, bounded and without surprises, before any schema sees them."""

from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict
from starlette.requests import Request

from quintet.kit.errors import BadRequest


class Body(BaseModel):
    """Base of all request schemas: unknown keys fail, text is stripped and bounded."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, str_max_length=100_000)


def parse_json(raw: bytes) -> Any:
    """Strict JSON: no NaN, no lone surrogates, no NUL characters. JSONDecodeError or BadRequest."""
    value = orjson.loads(raw)
    if b"\\u0000" in raw:
        _refuse_nul(value)
    return value


def _refuse_nul(value: Any) -> None:
    if isinstance(value, str):
        if "\x00" in value:
            raise BadRequest("Text must not hold NUL characters.", code="nul_character")
    elif isinstance(value, dict):
        for key, item in value.items():
            _refuse_nul(key)
            _refuse_nul(item)
    elif isinstance(value, list):
        for item in value:
            _refuse_nul(item)


class _JsonRequest(Request):
    async def json(self) -> Any:
        if not hasattr(self, "_json"):
            self._json = parse_json(await self.body())
        return self._json


def json_request_class() -> type[Request]:
    """The request class of our routes, whose JSON is read strictly."""
    return _JsonRequest
