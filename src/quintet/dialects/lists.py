"""Lists by page number or offset, asked in the canonical filter language."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.objects.query import MAX_IN, parse_query
from quintet.foundation.objects.reading import Parsed, Row, count_records, custom_types, list_records
from quintet.foundation.objects.spec import AnySpec
from quintet.identity.public import workspace_settings
from quintet.kit import time

DEEPEST = 1_000_000
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Numbered:
    """One page of rows with the total over all pages."""

    rows: list[Row]
    total: int
    page: int
    limit: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.limit))


def numbered(
    session: Session,
    actor: Actor,
    spec: AnySpec,
    parameters: Iterable[tuple[str, str]],
    *,
    page: int = 1,
    limit: int,
    parsed: Parsed = True,
) -> Numbered:
    """Page number `page` of the records the actor sees. `parameters` are those of `GET /api/v1/<plural>`
    (`("q", "ann")`, `("status", "open")`, `("sort", "-created_at")`, `("expand", "company")`). `parsed` names the JSON
    documents that are read here; the others go to bytes as they are, which is much of what a page costs.

    Three statements at most, plus one for each expanded relation.
    """
    query = parse_query(spec, parameters, custom_types(session, spec), me=actor.user_id)
    query = replace(query, limit=limit, offset=min((page - 1) * limit, DEEPEST), count=True)
    found = list_records(session, actor, spec, query, parsed=parsed)
    return Numbered(found.data, found.total or 0, page, limit)


def every(session: Session, actor: Actor, spec: AnySpec, parameters: Iterable[tuple[str, str]]) -> list[Row]:
    """All that pass the filters, of what there are never more than thousands. One statement."""
    query = parse_query(spec, parameters, custom_types(session, spec), me=actor.user_id)
    return list_records(session, actor, spec, replace(query, limit=MOST), parsed=True).data


def by_id(session: Session, actor: Actor, spec: AnySpec, ids: Iterable[str]) -> dict[str, Row]:
    """Those of the records that the actor sees, whole. One statement for every two hundred."""
    wanted = sorted(set(ids))
    found: dict[str, Row] = {}
    for start in range(0, len(wanted), MAX_IN):
        asked = [("id[in]", ",".join(wanted[start : start + MAX_IN])), ("sort", "created_at")]
        found |= {row["id"]: row for row in numbered(session, actor, spec, asked, limit=MAX_IN).rows}
    return found


def any_of(ids: Iterable[str]) -> str:
    """Ids as a filter with `in` takes them: without any it lets nothing through."""
    return ",".join(ids) or "00000000-0000-7000-8000-000000000000"


def count(session: Session, actor: Actor, spec: AnySpec, parameters: Iterable[tuple[str, str]] = ()) -> int:
    """How many of the records that the actor sees pass the filters. One statement."""
    query = parse_query(spec, parameters, custom_types(session, spec), me=actor.user_id)
    return count_records(session, actor, spec, query)


def by_day(session: Session, actor: Actor) -> tuple[datetime, datetime]:
    """When the present day began in the workspace's time zone, and when it ends."""
    zone = zone_of(session, actor)
    today = time.now().astimezone(zone).date()
    return time.start_of(today, zone), time.start_of(today + timedelta(days=1), zone)


def zone_of(session: Session, actor: Actor) -> ZoneInfo:
    """The workspace's time zone."""
    return ZoneInfo(workspace_settings(session, actor.workspace_id).timezone)
