"""The event log: facts written in the transaction they belong to, delivered at least once to subscribers."""

from quintet.foundation.events.facts import Event, Ref, event_type, known_types
from quintet.foundation.events.log import emit
from quintet.foundation.events.subscribers import Delivered, subscribe

__all__ = ["Delivered", "Event", "Ref", "emit", "event_type", "known_types", "subscribe"]
