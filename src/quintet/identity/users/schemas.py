"""Users as the API shows and takes them."""

from datetime import datetime
from typing import Annotated, Any

import orjson
from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from quintet.foundation.http import Body
from quintet.identity.users.models import User
from quintet.identity.users.passwords import LONGEST, SHORTEST
from quintet.kit.values import Language, Phone, RecordId, Timezone

_MOST_BYTES = 20_000


def bounded(document: dict[str, Any]) -> dict[str, Any]:
    """ValueError for a JSON object that takes more than 20 kB."""
    if len(orjson.dumps(document)) > _MOST_BYTES:
        raise ValueError(f"must not take more than {_MOST_BYTES} bytes")
    return document


Document = Annotated[dict[str, Any], AfterValidator(bounded)]
PersonName = Annotated[str, Field(min_length=1, max_length=200)]
# What people type as a password counts to the last blank.
NewPassword = Annotated[str, StringConstraints(strip_whitespace=False, min_length=SHORTEST, max_length=LONGEST)]
GivenPassword = Annotated[str, StringConstraints(strip_whitespace=False, min_length=1, max_length=LONGEST)]
"""A password to be compared: it may be one from before a rule."""


class UserRead(BaseModel):
    """A user, as they see themselves."""

    id: str
    email: str
    name: str
    phone: str | None
    avatar_file_id: str | None
    timezone: str
    language: str
    preferences: dict[str, Any]
    email_verified: bool
    has_password: bool
    must_change_password: bool
    created_at: datetime

    @classmethod
    def of(cls, user: User) -> "UserRead":
        return cls(
            id=user.id,
            email=user.email,
            name=user.name,
            phone=user.phone,
            avatar_file_id=user.avatar_file_id,
            timezone=user.timezone,
            language=user.language,
            preferences=user.preferences,
            email_verified=user.email_verified_at is not None,
            has_password=user.password_hash is not None,
            must_change_password=user.must_change_password,
            created_at=user.created_at,
        )


class ProfileUpdate(Body):
    """Changes to one's profile; null empties a field. `preferences` are replaced as a whole; at most 20 kB."""

    name: PersonName = ""
    phone: Phone | None = None
    avatar_file_id: RecordId | None = None
    timezone: Timezone = "UTC"
    language: Language = "en"
    preferences: Document = {}
