"""How well an open deal stands: up to six reasons, each worth some points of at most so many. Pure functions.

- *Contact*, 30: halves every two weeks since the last activity.
- *Next step*, 20: something planned that is still to come; 12 when it has no date, 8 when all of it is overdue.
- *Stage*, 15: full for the first two weeks in a stage, then halves every three weeks.
- *Close date*, 15: full while it is to come; halves every two weeks after it has passed; 6 when there is none.
- *Pace*, 10: full until won deals of its pipeline are won (their median), nothing at twice that. Left out while there
  are too few of those to tell.
- *People*, 10: 5 for one contact, 8 for two, all from three on.

The score is the reached part of what could be reached, in percent: a reason that isn't known counts neither way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

_PEOPLE = (0, 5, 8, 10)


class Level(StrEnum):
    healthy = "healthy"
    at_risk = "at_risk"
    stalled = "stalled"


class Why(StrEnum):
    """What `value` of a reason is: days since the last activity (`contact`; `no_contact`: there never was one), days
    until the next step (`next_step`), how many steps (`someday`: without a date, `overdue`: all late), days in the
    stage (`stage`), until the close date (`closes_in`), after it (`closes_late`), since it came (`pace`), contacts
    (`people`)."""

    contact = "contact"
    no_contact = "no_contact"
    next_step = "next_step"
    someday = "someday"
    overdue = "overdue"
    no_step = "no_step"
    stage = "stage"
    closes_in = "closes_in"
    closes_late = "closes_late"
    no_close_date = "no_close_date"
    pace = "pace"
    people = "people"


class Advice(StrEnum):
    """What would help."""

    get_in_touch = "get_in_touch"
    plan_next_step = "plan_next_step"
    do_overdue = "do_overdue"
    set_close_date = "set_close_date"
    move_close_date = "move_close_date"
    move_on_or_let_go = "move_on_or_let_go"
    add_people = "add_people"


_ADVICE = {
    Why.contact: Advice.get_in_touch,
    Why.no_contact: Advice.get_in_touch,
    Why.no_step: Advice.plan_next_step,
    Why.someday: Advice.plan_next_step,
    Why.overdue: Advice.do_overdue,
    Why.no_close_date: Advice.set_close_date,
    Why.closes_late: Advice.move_close_date,
    Why.stage: Advice.move_on_or_let_go,
    Why.people: Advice.add_people,
}


@dataclass(frozen=True, slots=True)
class State:
    """What is known of a deal. Days are whole; None where there is nothing."""

    since_contact: int | None
    until_step: int | None
    """Of the next dated step that is still to come."""
    undated_steps: int
    overdue_steps: int
    in_stage: int
    until_close: int | None
    """Negative after it."""
    age: int
    typical_age: float | None
    """Of won deals, when they were won."""
    people: int


@dataclass(frozen=True, slots=True)
class Reason:
    """What `value` means is said by `why`; `points` of `of` are its part of the health."""

    why: Why
    value: int
    points: int
    of: int


def reasons(state: State) -> list[Reason]:
    """What the health is made of."""
    found = [_contact(state), _step(state), _stage(state), _close(state)]
    if state.typical_age is not None:
        late = max(0.0, state.age / max(state.typical_age, 1.0) - 1)
        found.append(Reason(Why.pace, state.age, round(10 * max(0.0, 1 - late)), 10))
    found.append(Reason(Why.people, state.people, _PEOPLE[min(state.people, 3)], 10))
    return found


def _contact(state: State) -> Reason:
    if state.since_contact is None:
        return Reason(Why.no_contact, 0, 0, 30)
    return Reason(Why.contact, state.since_contact, round(30 * 2 ** (-state.since_contact / 14)), 30)


def _step(state: State) -> Reason:
    if state.until_step is not None:
        return Reason(Why.next_step, state.until_step, 20, 20)
    if state.undated_steps:
        return Reason(Why.someday, state.undated_steps, 12, 20)
    if state.overdue_steps:
        return Reason(Why.overdue, state.overdue_steps, 8, 20)
    return Reason(Why.no_step, 0, 0, 20)


def _stage(state: State) -> Reason:
    over = max(0, state.in_stage - 14)
    return Reason(Why.stage, state.in_stage, round(15 * 2 ** (-over / 21)), 15)


def _close(state: State) -> Reason:
    if state.until_close is None:
        return Reason(Why.no_close_date, 0, 6, 15)
    if state.until_close >= 0:
        return Reason(Why.closes_in, state.until_close, 15, 15)
    return Reason(Why.closes_late, -state.until_close, round(15 * 2 ** (state.until_close / 14)), 15)


def score(found: Sequence[Reason]) -> int:
    """0 to 100."""
    return round(100 * sum(reason.points for reason in found) / sum(reason.of for reason in found))


def level(points: int) -> Level:
    return Level.healthy if points >= 65 else Level.at_risk if points >= 35 else Level.stalled


def advice(found: Sequence[Reason]) -> list[Advice]:
    """At most three things to do, what would help most first."""
    lacking = [reason for reason in found if reason.why in _ADVICE and 2 * reason.points <= reason.of]
    lacking.sort(key=lambda reason: reason.points - reason.of)
    return [_ADVICE[reason.why] for reason in lacking[:3]]
