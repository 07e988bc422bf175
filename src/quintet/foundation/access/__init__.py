"""Who acts, what they may do, and the door through which requests reach services."""

from quintet.foundation.access.actor import SYSTEM_LABEL, Actor, ActorKind, Role, system_actor
from quintet.foundation.access.rights import allowed, require

__all__ = ["SYSTEM_LABEL", "Actor", "ActorKind", "Role", "allowed", "require", "system_actor"]
