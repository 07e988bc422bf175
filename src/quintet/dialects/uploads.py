"""Which paths of the dialects take whole files. In one place, because limits are set before a dialect is loaded."""

UPLOADS: dict[str, tuple[str, ...]] = {
    "clianta": (),
    "commandcenter": (),
    "crmbackend": ("/upload",),
    "gpsleaders": ("/api/imports/leads",),
    "soshogle": ("/api/contacts/import",),
}
