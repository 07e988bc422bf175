"""How vocabularies are reached."""

from quintet.foundation.objects.router import record_router
from quintet.records.taxonomies.service import TAXONOMIES

routes = record_router(TAXONOMIES)
