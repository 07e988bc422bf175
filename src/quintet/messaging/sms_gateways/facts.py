"""Facts about SMS gateways. Never a password in any of them."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("sms_gateway.kept")
@dataclass(frozen=True)
class SmsGatewayKept(Event):
    """A member's gateway was set up or changed."""

    user_id: str
    label: str
    from_number: str
    active: bool


@event_type("sms_gateway.removed")
@dataclass(frozen=True)
class SmsGatewayRemoved(Event):
    user_id: str
    label: str
