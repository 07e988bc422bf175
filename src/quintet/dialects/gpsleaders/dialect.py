"""GPS Leaders' API: a bearer token, then the cookie `token`."""

from quintet.dialects.dialect import Dialect, carrier
from quintet.dialects.gpsleaders import (
    auth,
    cards,
    checks,
    companies,
    company_pages,
    contacts,
    home,
    imports,
    lead_pages,
    leads,
    settings,
    tags,
    tasks,
    taxonomies,
    users,
)
from quintet.dialects.gpsleaders.envelope import answer

DIALECT = Dialect(
    name="gpsleaders",
    title="GPS Leaders CRM",
    routers=(
        auth.routes,
        auth.health,
        users.routes,
        company_pages.routes,
        companies.routes,
        cards.routes,
        contacts.routes,
        checks.routes,
        checks.companies,
        lead_pages.routes,
        leads.routes,
        tasks.routes,
        tasks.activities,
        imports.contacts,
        imports.leads,
        tags.routes,
        tags.of_leads,
        home.pipeline,
        home.dashboard,
        settings.routes,
        taxonomies.routes,
        taxonomies.lean,
        taxonomies.options,
    ),
    answer=answer,
    carrier=carrier(cookie=auth.COOKIE),
    depth=1,
)
