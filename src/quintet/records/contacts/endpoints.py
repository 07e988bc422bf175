"""How contacts are reached."""

from quintet.foundation.objects.router import record_router
from quintet.records.contacts.service import CONTACTS
from quintet.records.tags.endpoints import add_tag_routes

routes = record_router(CONTACTS)
add_tag_routes(routes, CONTACTS.spec)
