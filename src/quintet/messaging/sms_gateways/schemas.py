"""SMS gateways as the API shows and takes them."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from quintet.foundation.http import Body
from quintet.messaging.sms_gateways.models import SmsGateway

Label = Annotated[str, Field(min_length=1, max_length=100)]
Address = Annotated[str, Field(min_length=1, max_length=500)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Password = Annotated[str, Field(min_length=1, max_length=500)]
Number = Annotated[str, Field(min_length=3, max_length=40)]


class SmsGatewayUpdate(Body):
    """A member's gateway. What is not given stays as it is; for a new one all is needed but `active`.

    `from_number` without its country is one of the workspace's region.
    """

    label: Label | None = None
    url: Address | None = None
    username: Name | None = None
    password: Password | None = None
    from_number: Number | None = None
    active: bool | None = None


class SmsTest(Body):
    """To whom a test message is sent."""

    to: Number


class SmsGatewayRead(BaseModel):
    """Never with its password."""

    user_id: str
    label: str
    url: str
    username: str
    from_number: str
    active: bool
    updated_at: datetime

    @classmethod
    def of(cls, gateway: SmsGateway) -> "SmsGatewayRead":
        return cls(
            user_id=gateway.user_id,
            label=gateway.label,
            url=gateway.url,
            username=gateway.username,
            from_number=gateway.from_number,
            active=gateway.active,
            updated_at=gateway.updated_at,
        )


class SmsGatewayList(BaseModel):
    data: list[SmsGatewayRead]


class SmsSentRead(BaseModel):
    """The gateway's own id of the message."""

    id: str
