"""Signing in, as the API takes and shows it."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from quintet.foundation.http import Body
from quintet.identity.sessions.models import UserSession
from quintet.identity.users.schemas import GivenPassword, NewPassword, PersonName, UserRead
from quintet.kit.values import Currency, EmailAddress, Language, RecordId, Timezone

WorkspaceName = Annotated[str, Field(min_length=1, max_length=200)]


class Login(Body):
    email: EmailAddress
    password: GivenPassword


class SignUp(Body):
    """A user and the workspace they will own. Both speak `language`; without one, what `Accept-Language` asks for."""

    name: PersonName
    email: EmailAddress
    password: NewPassword
    workspace_name: WorkspaceName
    timezone: Timezone = "UTC"
    currency: Currency = "USD"
    language: Language | None = None
    industry: Annotated[str, Field(max_length=200)] | None = None


class SwitchWorkspace(Body):
    workspace_id: RecordId


class ChangePassword(Body):
    current_password: GivenPassword
    new_password: NewPassword


class WorkspaceTitle(BaseModel):
    """A workspace of the user, with what they are there."""

    id: str
    name: str
    role: str
    member_id: str
    timezone: str
    currency: str
    logo_file_id: str | None


class MeRead(BaseModel):
    """Who is signed in. `workspace` is the active one; null when there is none to be in.

    `rights` are what the role gives, or for an API key what its scopes leave of that.
    """

    user: UserRead
    workspace: WorkspaceTitle | None
    workspaces: list[WorkspaceTitle]
    rights: list[str]
    session_id: str | None
    api_key_id: str | None


class SignedIn(MeRead):
    """The token is given this once: in the cookie for browsers, here for `Authorization: Bearer`."""

    token: str
    expires_at: datetime


class SessionRead(BaseModel):
    """A sign-in on one device. `client` is the address it was last used from."""

    id: str
    workspace_id: str | None
    client: str
    user_agent: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    current: bool

    @classmethod
    def of(cls, row: UserSession, current: str | None) -> "SessionRead":
        return cls(
            id=row.id,
            workspace_id=row.workspace_id,
            client=row.client,
            user_agent=row.user_agent,
            created_at=row.created_at,
            last_used_at=row.last_used_at,
            expires_at=row.expires_at,
            current=row.id == current,
        )


class SessionList(BaseModel):
    data: list[SessionRead]


class Revoked(BaseModel):
    revoked: int
