"""Request schemas of deals."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from quintet.foundation.http import Body
from quintet.kit.values import Currency, RecordId
from quintet.records.moments import Moment
from quintet.records.pipelines.schemas import Percent, Reason
from quintet.records.tags.schemas import TagIds

Title = Annotated[str, Field(min_length=1, max_length=300)]
Short = Annotated[str, Field(max_length=200)]
Long = Annotated[str, Field(max_length=20_000)]
Custom = Annotated[dict[str, Any], Field(max_length=200)]
Amount = Annotated[int, Field(ge=0, le=10**13)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(9998, 12, 31))]
ContactIds = Annotated[list[RecordId], Field(max_length=100)]


class DealStatus(StrEnum):
    open = "open"
    won = "won"
    lost = "lost"


class _Fields(Body):
    """`contact_id` is the primary one of `contact_ids`; `value_minor` is in minor units of `currency`."""

    value_minor: Amount = 0
    currency: Currency = "USD"
    pipeline_id: RecordId | None = None
    stage_id: RecordId | None = None
    probability: Percent | None = None
    expected_close_date: Day | None = None
    company_id: RecordId | None = None
    contact_id: RecordId | None = None
    contact_ids: ContactIds = []
    product_id: RecordId | None = None
    owner_id: RecordId | None = None
    source: Short | None = None
    description: Long | None = None
    lost_reason: Reason | None = None
    tag_ids: TagIds = []
    custom: Custom = {}


class DealCreate(_Fields):
    """A new deal, in the first stage of the default pipeline and the workspace's currency unless it says otherwise."""

    title: Title


class DealUpdate(_Fields):
    """Changes to a deal; what is not given stays as it is, null empties a field (`probability`: the stage's again)."""

    title: Title = ""


class Closing(Body):
    """How the deal ended, and why."""

    outcome: Literal["won", "lost"]
    reason: Reason | None = None


class Reengagement(Body):
    """The open stage to go on in; without one, the last it stood in."""

    stage_id: RecordId | None = None


class Snoozing(Body):
    """Until when the deal can wait; null ends waiting."""

    until: Moment | None


class Postmortem(Body):
    """What was learnt from a deal that is over."""

    summary: Annotated[str, Field(min_length=1, max_length=20_000)]
    went_well: Long = ""
    went_wrong: Long = ""
    lessons: Long = ""
    competitor: Short = ""
