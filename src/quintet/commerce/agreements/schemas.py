"""Agreements as the API shows and takes them."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from quintet.commerce.agreements.models import SignedAgreement
from quintet.foundation.http import Body


class Signature(Body):
    """A name, typed. `fingerprint` is that of the text which was read: another text is not signed by mistake."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200)]
    fingerprint: Annotated[str, Field(max_length=64)] | None = None


class OpenAgreement(BaseModel):
    """What is to be signed, or was: `text` in Markdown."""

    text: str
    fingerprint: str
    signed: bool
    signed_name: str | None
    signed_at: datetime | None


class SignedAgreementRead(BaseModel):
    """What was signed, by whom and from where."""

    text: str
    signed_name: str
    signed_at: datetime
    ip_address: str
    user_agent: str

    @classmethod
    def of(cls, row: SignedAgreement) -> "SignedAgreementRead":
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class AgreementStanding(BaseModel):
    """How an invoice's agreement stands: `waits` for a signature, which is asked for on its page before it is paid, or
    `signed`; neither where nothing has to be."""

    waits: bool
    signed: SignedAgreementRead | None
