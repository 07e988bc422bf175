"""What others may use of identity."""

from quintet.identity.sessions.authenticate import Identified, authenticate, identify
from quintet.identity.sessions.login import Device, change_password, log_in
from quintet.identity.sessions.usage import UsageWriter, usage

__all__ = ["Device", "Identified", "UsageWriter", "authenticate", "change_password", "identify", "log_in", "usage"]
