"""A change of address as the API takes and shows it."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from quintet.foundation.http import Body
from quintet.identity.users.schemas import GivenPassword
from quintet.kit.values import EmailAddress


class EmailChange(Body):
    """`password` is the current one."""

    email: EmailAddress
    password: GivenPassword


class ConfirmEmailChange(Body):
    """`token` is from the link in the mail."""

    token: Annotated[str, Field(min_length=1, max_length=200)]


class PendingEmail(BaseModel):
    """An address that waits for its link to be opened."""

    email: str
    expires_at: datetime


class EmailRead(BaseModel):
    """The address one signs in with, and the one that is to take its place."""

    email: str
    pending: PendingEmail | None
