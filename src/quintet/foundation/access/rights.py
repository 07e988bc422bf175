"""Rights: `<what>.<verb>` names with the least role that has them, and the scopes API keys need for them."""

from quintet.foundation.access.actor import Actor, Role
from quintet.kit.errors import Forbidden

_LEAST: dict[str, Role] = {}


def declare(right: str, least: Role) -> str:
    """Declare a right once, where its service lives; returns its name."""
    known = _LEAST.setdefault(right, least)
    if known is not least:
        raise ValueError(f"the right {right} was declared for {known} and for {least}")
    return right


def declared() -> dict[str, Role]:
    """All rights with the least role that has them."""
    return dict(sorted(_LEAST.items()))


def scope_of(right: str) -> str:
    """The API-key scope a right needs: `contacts:read` for reading, `contacts:write` for all else."""
    what, _, verb = right.rpartition(".")
    return f"{what}:{'read' if verb == 'read' else 'write'}"


def allowed(actor: Actor, right: str) -> bool:
    """Whether role and scopes give the actor this right (over records at large; visibility comes on top)."""
    if not actor.role.includes(_LEAST[right]):
        return False
    if actor.scopes is None or "*" in actor.scopes:
        return True
    scope = scope_of(right)
    kind = scope.rpartition(":")[2]
    return (
        scope in actor.scopes
        or f"*:{kind}" in actor.scopes
        or (kind == "read" and scope.replace(":read", ":write") in actor.scopes)
    )


def require(actor: Actor, right: str) -> None:
    """Forbidden unless the actor has the right."""
    if not allowed(actor, right):
        raise Forbidden(f"This needs the right {right}, which your role or key does not give.")
