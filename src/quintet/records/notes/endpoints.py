"""How notes are reached."""

from quintet.foundation.objects.router import record_router
from quintet.records.notes.service import NOTES

routes = record_router(NOTES)
