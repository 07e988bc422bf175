"""Scores and their rules as the API takes and shows them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints, TypeAdapter

from quintet.foundation.http import Body

MOST_RULES = 40
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Points = Annotated[int, Field(ge=-100, le=100)]


class Signal(StrEnum):
    """What people do around a lead that rules can count."""

    tag = "tag"
    stage = "stage"
    note = "note"
    task = "task"
    call = "call"
    meeting = "meeting"
    email = "email"
    other = "other"


class FitRule(Body):
    """Points for what a lead is: a filter as its list has them."""

    kind: Literal["fit"]
    name: Name
    field: Annotated[str, Field(min_length=1, max_length=80)]
    op: Annotated[str, Field(max_length=20)] = "eq"
    value: Annotated[str, Field(max_length=2000)]
    points: Points


class EngagementRule(Body):
    """Points for each time that something happened, up to `most` in all. They halve every `half_life_days`; without,
    they stay."""

    kind: Literal["engagement"]
    name: Name
    signal: Signal
    points: Points
    half_life_days: Annotated[int, Field(ge=1, le=730)] | None = None
    most: Annotated[int, Field(ge=1, le=100)] = 100


Rule = Annotated[FitRule | EngagementRule, Field(discriminator="kind")]
RULES: TypeAdapter[list[FitRule | EngagementRule]] = TypeAdapter(list[Rule])


class RulesBody(Body):
    """All rules of the workspace, in the order of their reasons."""

    rules: Annotated[list[Rule], Field(max_length=MOST_RULES)]


class RulesRead(BaseModel):
    """`usual`: the workspace never changed them. `broken`: places of rules whose field is gone; they give no points."""

    rules: list[Rule]
    usual: bool
    broken: list[int]


class Reason(BaseModel):
    """Why a lead has these points. `kind` is `fit`, `engagement`, or `by_hand` for what somebody who set the score
    added or took away; `count` and `last_at` say how often and when it last happened."""

    kind: Literal["fit", "engagement", "by_hand"]
    name: str
    points: int
    count: int | None = None
    last_at: datetime | None = None


class ScoreRead(BaseModel):
    """`score` is the sum of the reasons' points, though never less than 0 or more than 100."""

    lead_id: str
    score: int
    fit: int
    engagement: int
    by_hand: int
    reasons: list[Reason]
    computed_at: datetime


def plain_rules(rules: list[FitRule | EngagementRule]) -> list[dict[str, Any]]:
    return [rule.model_dump(mode="json") for rule in rules]
