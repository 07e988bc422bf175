"""What an endpoint answers, as plain data that can be stored and sent again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.responses import Response

JSON_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, body and headers of an answer."""

    status: int = 200
    body: bytes = b""
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> "Reply":
        """Content may hold dicts, lists, pydantic models (dumped), times, and `orjson.Fragment`."""
        return cls(status, orjson.dumps(content, default=_encode, option=JSON_OPTIONS), headers=headers or {})

    @classmethod
    def empty(cls, status: int = 204) -> "Reply":
        return cls(status)

    def response(self) -> Response:
        if self.status in (204, 304):
            return Response(status_code=self.status, headers=dict(self.headers))
        return Response(self.body, self.status, dict(self.headers), self.media_type)


def _encode(value: Any) -> Any:
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"not JSON: {type(value).__name__}")
