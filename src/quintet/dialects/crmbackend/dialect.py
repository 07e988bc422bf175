"""CRM Backend's API: a bearer token, `{success, data}`."""

from quintet.dialects.crmbackend import (
    auth,
    contacts,
    dashboard,
    deals,
    invoices,
    payments,
    products,
    settings,
    tasks,
    upload,
)
from quintet.dialects.crmbackend.envelope import answer
from quintet.dialects.dialect import Dialect, carrier

DIALECT = Dialect(
    name="crmbackend",
    title="CRM Backend",
    routers=(
        auth.routes,
        dashboard.routes,
        contacts.routes,
        deals.routes,
        tasks.routes,
        products.routes,
        invoices.routes,
        payments.routes,
        settings.routes,
        upload.routes,
    ),
    answer=answer,
    carrier=carrier(),
    depth=0,
)
