"""Facts about fulfilment orders. Their devices are in the links; `serials` are the first twenty."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("fulfilment_order.device_assigned")
@dataclass(frozen=True)
class DevicesAssigned(Event):
    """Devices are to be sent with it."""

    title: str
    count: int
    serials: list[str]


@event_type("fulfilment_order.device_released")
@dataclass(frozen=True)
class DevicesReleased(Event):
    """Devices went back to stock."""

    title: str
    count: int
    serials: list[str]


@event_type("fulfilment_order.device_shipped")
@dataclass(frozen=True)
class DevicesShipped(Event):
    """It left the house. `to` is the address that was mailed; None when nobody was."""

    title: str
    carrier: str
    tracking_number: str
    count: int
    serials: list[str]
    to: str | None


@event_type("fulfilment_order.delivered")
@dataclass(frozen=True)
class OrderDelivered(Event):
    """It arrived."""

    title: str
    to: str | None


@event_type("fulfilment_order.held")
@dataclass(frozen=True)
class OrderHeld(Event):
    title: str
    reason: str | None


@event_type("fulfilment_order.resumed")
@dataclass(frozen=True)
class OrderResumed(Event):
    title: str


@event_type("fulfilment_order.cancelled")
@dataclass(frozen=True)
class OrderCancelled(Event):
    title: str
    reason: str | None
