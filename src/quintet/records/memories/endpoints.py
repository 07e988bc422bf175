"""How memories are reached."""

from quintet.foundation.objects.router import record_router
from quintet.records.memories.service import MEMORIES

routes = record_router(MEMORIES)
