"""Who may read the log."""

from quintet.foundation.access import Role
from quintet.foundation.access.rights import declare

READ = declare("events.read", Role.admin)
"""The whole log of the workspace, facts about people and settings included."""
STREAM = declare("event_stream.read", Role.member)
"""What happens to the records one sees, as it happens."""
READ_DELIVERIES = declare("event_deliveries.read", Role.admin)
REDRIVE = declare("event_deliveries.update", Role.admin)
