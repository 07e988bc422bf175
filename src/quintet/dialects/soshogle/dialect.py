"""Soshogle's API."""

from quintet.dialects.dialect import Dialect, carrier
from quintet.dialects.soshogle import admin, analytics, auth, contacts, deals, importing, leads, payments
from quintet.dialects.soshogle.errors import answer

DIALECT = Dialect(
    name="soshogle",
    title="Soshogle CRM",
    routers=(
        auth.routes,
        contacts.routes,
        importing.routes,
        leads.routes,
        deals.routes,
        analytics.routes,
        admin.routes,
        payments.routes,
    ),
    answer=answer,
    carrier=carrier(cookie=auth.COOKIE),
    depth=1,
)
