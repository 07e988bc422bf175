"""How activities are reached."""

from quintet.foundation.objects.router import record_router
from quintet.records.activities.service import ACTIVITIES

routes = record_router(ACTIVITIES)
