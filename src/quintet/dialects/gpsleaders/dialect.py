"""GPS Leaders' API: a bearer token, then the cookie `token`."""

from quintet.dialects.dialect import Dialect, carrier
from quintet.dialects.gpsleaders import auth, checks, companies, contacts, settings, tasks, users
from quintet.dialects.gpsleaders.envelope import answer

DIALECT = Dialect(
    name="gpsleaders",
    title="GPS Leaders CRM",
    routers=(
        auth.routes,
        auth.health,
        users.routes,
        contacts.routes,
        checks.routes,
        companies.routes,
        settings.routes,
        tasks.routes,
        tasks.activities,
    ),
    answer=answer,
    carrier=carrier(cookie=auth.COOKIE),
    depth=1,
)
