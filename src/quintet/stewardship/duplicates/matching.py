"""How alike two records are, and why. Pure functions; how many pairs are looked at is `blocking`'s to keep small.

Every field that both records have speaks for or against their being the same, by its weight: a field that few share
(an e-mail address) speaks loudly, one that many share (a city) softly. A field that one of them lacks says nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler
from rapidfuzz.fuzz import token_sort_ratio


class Level(StrEnum):
    """How sure it is that records are the same. `exact`: nothing speaks against it and something is unmistakable."""

    exact = "exact"
    high = "high"
    medium = "medium"
    low = "low"


@dataclass(slots=True)
class Card:
    """What a record is compared by, all in folded form; empty where it is not known."""

    id: str
    name: str = ""
    """Of a business, or the whole name of a person."""
    first: str = ""
    last: str = ""
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    domain: str = ""
    company: str = ""
    street: str = ""
    city: str = ""
    postal: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)
    """Further values that hardly two share, by field: a number, a date of birth."""


@dataclass(frozen=True, slots=True)
class Match:
    """Two records that may be one. `reasons` in the order of what speaks for it most."""

    score: float
    level: Level
    reasons: tuple[str, ...]


HIGH, MEDIUM, LOW = 9.0, 6.0, 4.0
"""What all that speaks for it less all that speaks against it has to come to."""
_UNMISTAKABLE = frozenset({"email", "phone", "domain"})


def match(left: Card, right: Card) -> Match | None:
    """How alike two cards are; None when they are too unlike to be worth a look."""
    said: list[tuple[float, str]] = []
    if left.last or right.last or left.first or right.first:
        said += _person(left, right)
    elif left.name and right.name:
        said.append(_graded("name", token_sort_ratio(left.name, right.name) / 100, 6.0, -5.0, 0.86))
    said += _shared("email", left.emails, right.emails, 9.0, -1.0)
    said += _shared("phone", left.phones, right.phones, 6.0, -1.0)
    if left.domain and right.domain:
        said.append((7.0, "domain") if left.domain == right.domain else (-2.0, ""))
    if left.company and right.company:
        said.append(_graded("company", token_sort_ratio(left.company, right.company) / 100, 2.0, -1.0, 0.85))
    said += _place(left, right)
    for name in left.marks.keys() & right.marks.keys():
        said.append(_graded(name, _close(left.marks[name], right.marks[name]), 6.0, -3.0, 0.8))
    score = sum(weight for weight, _ in said)
    if score < LOW:
        return None
    reasons = tuple(dict.fromkeys(reason for weight, reason in sorted(said, reverse=True) if weight > 0 and reason))
    against = any(weight < 0 for weight, _ in said)
    if score >= HIGH and not against and (_UNMISTAKABLE & set(reasons) or len(reasons) > 3):
        level = Level.exact
    else:
        level = Level.high if score >= HIGH else Level.medium if score >= MEDIUM else Level.low
    return Match(score, level, reasons)


def _person(left: Card, right: Card) -> list[tuple[float, str]]:
    straight = [
        _name("last name", left.last, right.last, 3.5, -3.0),
        _name("first name", left.first, right.first, 2.5, -2.0),
    ]
    # People and programs put names into the wrong fields.
    crossed = [
        _name("swapped names", left.first, right.last, 3.0, -2.5),
        _name("swapped names", left.last, right.first, 3.0, -2.5),
    ]
    best = max(straight, crossed, key=lambda said: sum(each[0] for each in said if each is not None))
    return [each for each in best if each is not None]


def _name(reason: str, one: str, other: str, good: float, bad: float) -> tuple[float, str] | None:
    if not one or not other:
        return None
    initial = reason == "first name" and 1 in (len(one), len(other)) and one[0] == other[0]
    return _graded(reason, 0.85 if initial else _alike(one, other), good, bad, 0.8)


def _place(left: Card, right: Card) -> list[tuple[float, str]]:
    said = []
    if left.street and right.street:
        said.append(_graded("street", token_sort_ratio(left.street, right.street) / 100, 3.5, -1.0, 0.72))
    if left.postal and right.postal:
        said.append(_graded("postal code", _close(left.postal, right.postal), 1.5, -0.5, 0.74))
    if left.city and right.city:
        said.append(_graded("city", _alike(left.city, right.city), 1.0, -0.5, 0.85))
    return said


def _shared(name: str, left: frozenset[str], right: frozenset[str], good: float, bad: float) -> list[tuple[float, str]]:
    if not left or not right:
        return []
    return [(good, name)] if left & right else [(bad, "")]


def _graded(name: str, alike: float, good: float, bad: float, least: float) -> tuple[float, str]:
    """All of what it is worth when equal, less the less alike, and against it below `least`."""
    if alike >= least:
        return good * (0.4 + 0.6 * (alike - least) / (1 - least)), name
    return bad, ""


def _alike(left: str, right: str) -> float:
    return 1.0 if left == right else JaroWinkler.similarity(left, right)


def _close(left: str, right: str) -> float:
    """For numbers and codes, where one slip is a slip and two are another number."""
    return 1.0 if left == right else DamerauLevenshtein.normalized_similarity(left, right)
