"""How companies are reached."""

from quintet.foundation.objects.router import record_router
from quintet.records.companies.service import COMPANIES

routes = record_router(COMPANIES)
