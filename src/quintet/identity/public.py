"""What others may use of identity."""

from quintet.identity.sessions.authenticate import authenticate, usage

__all__ = ["authenticate", "usage"]
