"""Mails of invoices as the API shows and takes them."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, StringConstraints

from quintet.commerce.invoice_mails.models import InvoiceMail
from quintet.foundation.http import Body
from quintet.kit.values import EmailAddress

Subject = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Message = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]


class Sending(Body):
    """To whom an invoice is mailed, and with which words. What is not given is as its draft says."""

    to: EmailAddress | None = None
    subject: Subject | None = None
    message: Message | None = None


class MailDraft(BaseModel):
    """What a mail would say and to whom it would go; nobody, where no address is known."""

    to: str | None
    subject: str
    message: str


class InvoiceMailRead(BaseModel):
    """A mail with an invoice: queued, sending, sent, or failed because of `error`."""

    id: str
    kind: str
    to: str
    subject: str
    message: str
    status: str
    error: str | None
    requested_by: str | None
    created_at: datetime
    sent_at: datetime | None

    @classmethod
    def of(cls, mail: InvoiceMail) -> "InvoiceMailRead":
        names = set(cls.model_fields) - {"to"}
        return cls(to=mail.to_address, **{name: getattr(mail, name) for name in names})


class InvoiceMailList(BaseModel):
    data: list[InvoiceMailRead]
