"""Webhooks that providers send us: verified, stored once as they came, answered, and handled as a job."""

from quintet.foundation.inbound.models import InboundEvent, InboundStatus
from quintet.foundation.inbound.ports import InboundProvider, InboundProviders, InboundRequest, Verified
from quintet.foundation.inbound.service import receive

__all__ = [
    "InboundEvent",
    "InboundProvider",
    "InboundProviders",
    "InboundRequest",
    "InboundStatus",
    "Verified",
    "receive",
]
