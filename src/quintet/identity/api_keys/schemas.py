"""API keys as the API shows and takes them."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field

from quintet.foundation.http import Body
from quintet.identity.api_keys.service import KeyOfUser

KeyName = Annotated[str, Field(min_length=1, max_length=200)]


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("not a time we can reckon with") from None


Expiry = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Scopes = Annotated[list[Annotated[str, Field(max_length=100)]], Field(min_length=1, max_length=200)]


class ApiKeyRead(BaseModel):
    """A key without its text: `prefix` is how it begins. Uses are counted within about 15 seconds."""

    id: str
    name: str
    prefix: str
    scopes: list[str]
    user_id: str
    member_id: str
    usage_count: int
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, found: KeyOfUser) -> "ApiKeyRead":
        own = {name: getattr(found.key, name) for name in cls.model_fields if name != "user_id"}
        return cls(**own, user_id=found.user_id)


class ApiKeyCreated(ApiKeyRead):
    """`key` is the text to use as `Authorization: Bearer` or `X-API-Key`; shown this once."""

    key: str | None


class ApiKeyPage(BaseModel):
    data: list[ApiKeyRead]
    next_cursor: str | None


class ApiKeyCreate(Body):
    """A key that acts as its maker. `scopes` as listed by `/api/v1/api-keys/scopes`; it never has more rights
    than the maker's role."""

    name: KeyName
    scopes: Scopes
    expires_at: Expiry | None = None


class ApiKeyUpdate(Body):
    """Changes to a key; what is not given stays as it is."""

    name: KeyName = ""
    scopes: Scopes = []
    expires_at: Expiry | None = None


class ScopeList(BaseModel):
    data: list[str]
