"""Where CRM Backend's pictures are: whole addresses that need no credentials."""

from dataclasses import dataclass

from starlette.requests import Request

_BEFORE, _AFTER = "/api/v1/files/", "/picture"


@dataclass(frozen=True, slots=True)
class Pictures:
    """`base` is the installation's own address."""

    base: str

    def url(self, file_id: str | None) -> str | None:
        """Where a picture is read."""
        return None if file_id is None else f"{self.base}{_BEFORE}{file_id}{_AFTER}"

    def file(self, url: str | None) -> str | None:
        """The file at such an address; the address itself when it is another, which is then refused as no file."""
        return None if url is None else url.removeprefix(self.base).removeprefix(_BEFORE).removesuffix(_AFTER)


def pictures_of(request: Request) -> Pictures:
    """Those of the installation that serves this request."""
    return Pictures(str(request.app.state.settings.public_url).rstrip("/"))
