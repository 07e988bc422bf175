"""Mail accounts as the API shows them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from quintet.foundation.http import Body
from quintet.kit.values import RecordId
from quintet.messaging.mail_accounts.models import MailAccount


class MailHostRead(BaseModel):
    """Where a mailbox can be connected: `name` is for paths."""

    name: str
    label: str


class MailAccountRead(BaseModel):
    """A mailbox that somebody let us into. `error` says why it has to be connected again; null while it works."""

    id: str
    provider: str
    address: str
    name: str
    user_id: str | None
    state: Literal["connected", "refused"]
    error: str | None
    checked_at: datetime
    connected_by: str | None
    created_at: datetime

    @classmethod
    def of(cls, account: MailAccount) -> "MailAccountRead":
        return cls(
            id=account.id,
            provider=account.provider,
            address=account.address,
            name=account.name,
            user_id=account.user_id,
            state="connected" if account.error is None else "refused",
            error=account.error,
            checked_at=account.checked_at,
            connected_by=account.connected_by,
            created_at=account.created_at,
        )


class MailAccountList(BaseModel):
    """`offered`: where another one can be connected."""

    data: list[MailAccountRead]
    offered: list[MailHostRead]


class MailAccountUpdate(Body):
    """Whose it is; null: nobody's."""

    user_id: Annotated[RecordId | None, Field()]


class MailConnectRead(BaseModel):
    """Where to send the browser. It comes back to Settings."""

    url: str
