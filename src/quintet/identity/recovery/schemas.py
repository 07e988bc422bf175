"""Recovery as the API takes it."""

from typing import Annotated

from pydantic import BaseModel, Field

from quintet.foundation.http import Body
from quintet.identity.users.schemas import NewPassword
from quintet.kit.values import EmailAddress

Token = Annotated[str, Field(min_length=1, max_length=200)]


class ForgotPassword(Body):
    email: EmailAddress


class ResetPassword(Body):
    """`token` is from the link in the mail."""

    token: Token
    password: NewPassword


class VerifyEmail(Body):
    """`token` is from the link in the mail."""

    token: Token


class MailSent(BaseModel):
    """`sent` is false when there was nothing to confirm any more."""

    sent: bool
