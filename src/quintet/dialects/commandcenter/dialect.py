"""The Command Center's API: a session cookie or a bearer token."""

from quintet.dialects.commandcenter import auth, deals, duplicates, products, records
from quintet.dialects.commandcenter.envelope import answer
from quintet.dialects.dialect import Dialect, carrier
from quintet.foundation.http.door import SESSION_COOKIE

DIALECT = Dialect(
    name="commandcenter",
    title="Command Center",
    routers=(
        auth.routes,
        records.activities,
        records.companies,
        records.contacts,
        records.relationships,
        records.tasks,
        deals.deals,
        deals.legacy,
        duplicates.routes,
        products.routes,
    ),
    answer=answer,
    carrier=carrier(cookie=SESSION_COOKIE),
    depth=1,
)
