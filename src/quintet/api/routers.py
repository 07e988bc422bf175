"""All routers of the canonical API."""

from fastapi import APIRouter

from quintet.foundation.files.endpoints import routes as files
from quintet.foundation.inbound.endpoints import routes as inbound_events
from quintet.foundation.inbound.endpoints import webhooks
from quintet.foundation.jobs.endpoints import routes as jobs
from quintet.foundation.objects.custom_fields import routes as custom_fields
from quintet.foundation.objects.meta import routes as meta
from quintet.foundation.objects.search_endpoints import routes as search
from quintet.foundation.objects.views import routes as views
from quintet.foundation.realtime.endpoints import routes as events
from quintet.foundation.realtime.endpoints import timeline_routes as timeline
from quintet.identity.mail.endpoints import routes as sandbox_messages
from quintet.identity.recovery.endpoints import routes as recovery
from quintet.records.companies.endpoints import routes as companies
from quintet.records.contacts.endpoints import routes as contacts
from quintet.records.tags.endpoints import routes as tags

ROUTERS: list[APIRouter] = [
    companies,
    contacts,
    custom_fields,
    events,
    files,
    inbound_events,
    jobs,
    meta,
    recovery,
    sandbox_messages,
    search,
    tags,
    timeline,
    views,
    webhooks,
]
