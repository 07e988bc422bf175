"""Signing in elsewhere, as the API shows it."""

from datetime import datetime

from pydantic import BaseModel

from quintet.identity.oauth.models import UserIdentity


class ProviderRead(BaseModel):
    """Send the browser to `start_path`. `pretended`: the sandbox plays this provider."""

    name: str
    label: str
    pretended: bool
    start_path: str


class ProviderList(BaseModel):
    data: list[ProviderRead]


class IdentityRead(BaseModel):
    """An account elsewhere by which the user signs in."""

    id: str
    provider: str
    email: str | None
    created_at: datetime
    last_used_at: datetime

    @classmethod
    def of(cls, row: UserIdentity) -> "IdentityRead":
        return cls(
            id=row.id,
            provider=row.provider,
            email=row.email,
            created_at=row.created_at,
            last_used_at=row.last_used_at,
        )


class IdentityList(BaseModel):
    data: list[IdentityRead]
