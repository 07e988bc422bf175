"""How companies are reached."""

from quintet.foundation.objects.router import record_router
from quintet.records.companies.service import COMPANIES
from quintet.records.tags.endpoints import add_tag_routes

routes = record_router(COMPANIES)
add_tag_routes(routes, COMPANIES.spec)
