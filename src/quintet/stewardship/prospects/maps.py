"""Tables of businesses as exporters of Google Maps write them: which column is which field of a lead."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from quintet.kit.errors import Invalid
from quintet.stewardship.imports.sniffing import sniff
from quintet.stewardship.imports.tables import TableRow, UnreadableFile, read_table
from quintet.stewardship.prospects.schemas import MOST_ROWS

COLUMNS: Mapping[str, str] = {
    "name": "business_name",
    "title": "business_name",
    "businessname": "business_name",
    "companyname": "business_name",
    "category": "category",
    "categoryname": "category",
    "maincategory": "category",
    "type": "category",
    "address": "address",
    "fulladdress": "address",
    "street": "address",
    "city": "city",
    "state": "region",
    "zip": "postal_code",
    "postalcode": "postal_code",
    "country": "country",
    "countrycode": "country",
    "phone": "phone",
    "phonenumber": "phone",
    "website": "website",
    "site": "website",
    "domain": "website",
    "email": "email",
    "emails": "email",
    "rating": "rating",
    "totalscore": "rating",
    "stars": "rating",
    "reviews": "review_count",
    "reviewscount": "review_count",
    "reviewcount": "review_count",
    "placeid": "place_id",
    "googleid": "place_id",
    "url": "maps_url",
    "googlemapsurl": "maps_url",
    "link": "maps_url",
    "photo": "photo_url",
    "imageurl": "photo_url",
    "firstname": "first_name",
    "lastname": "last_name",
}


def businesses(content: bytes, field: str = "file") -> list[tuple[int, dict[str, Any]]]:
    """The rows of a file, CSV or Excel, as prospects, by their numbers in it; the header is row 1.

    Invalid, naming `field`, for what is no such table. Numbers that are none are left out: one exporter writes ratings
    as words. So are web addresses that are none.
    """
    try:
        rows = [row for row in read_table(lambda: iter([content]), sniff(lambda: iter([content]))) if any(row.cells)]
    except UnreadableFile as error:
        raise Invalid.one(field, error.code, str(error)) from None
    header = [COLUMNS.get(re.sub(r"[^a-z]", "", cell.casefold())) for cell in rows[0].cells] if rows else []
    if "business_name" not in header:
        raise Invalid.one(field, "no_columns", "The first line has to name a column for the business: name or title.")
    if len(rows) - 1 > MOST_ROWS:
        raise Invalid.one(field, "too_many", f"At most {MOST_ROWS:,} rows at once; larger files: POST /api/v1/imports.")
    return list(_prospects(header, rows[1:]))


def _prospects(header: Sequence[str | None], rows: Sequence[TableRow]) -> Iterator[tuple[int, dict[str, Any]]]:
    for row in rows:
        values: dict[str, Any] = {}
        for name, cell in zip(header, row.cells, strict=False):
            value = _value(name, cell.strip()) if name is not None else None
            if name is not None and value is not None:
                values.setdefault(name, value)
        yield row.number, values


def _value(name: str, text: str) -> Any:
    if name in ("rating", "review_count"):
        number = re.sub(r"[^\d.]", "", text.replace(",", "." if name == "rating" else ""))
        try:
            return None if not number else float(number) if name == "rating" else int(float(number))
        except ValueError:
            return None
    if name == "email":
        return text.replace(";", ",").split(",")[0].strip() or None
    if name in ("website", "maps_url", "photo_url"):
        if not text or " " in text or "." not in text:
            return None
        return text if "://" in text else f"https://{text}"
    return text or None
