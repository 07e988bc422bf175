"""Pairs to groups: what is the same as the same is the same, as far as that is sure."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations

from quintet.stewardship.duplicates.matching import MEDIUM, Card, Level, Match, match

MOST_MEMBERS = 20
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """Records that may be one, as sure as the least sure pair that holds them together."""

    ids: tuple[str, ...]
    level: Level
    score: float
    reasons: tuple[str, ...]

    @property
    def key(self) -> str:
        """What stands for this set of records."""
        return blake2b("|".join(sorted(self.ids)).encode(), digest_size=24).hexdigest()


def matches_in(block: list[Card]) -> Iterator[tuple[Pair, Match]]:
    """The pairs of a block that may be one."""
    for left, right in combinations(block, 2):
        found = match(left, right)
        if found is not None:
            yield (left.id, right.id) if left.id < right.id else (right.id, left.id), found


def groups_of(matches: dict[Pair, Match], apart: Container[Pair]) -> list[Found]:
    """Groups, the surest pairs first. Pairs that somebody said are apart never come together; what is barely alike
    makes a pair and no larger group."""
    home: dict[str, int] = {}
    members: dict[int, list[str]] = {}
    weakest: dict[int, Match] = {}
    reasons: dict[int, list[str]] = {}
    loose: list[tuple[Pair, Match]] = []
    for number, (pair, found) in enumerate(sorted(matches.items(), key=lambda each: (-each[1].score, each[0]))):
        if pair in apart:
            continue
        if found.score < MEDIUM:
            loose.append((pair, found))
            continue
        homes = [home.get(id_) for id_ in pair]
        sides = [members[at] if at is not None else [id_] for at, id_ in zip(homes, pair, strict=True)]
        if homes[0] is not None and homes[0] == homes[1]:
            continue
        if len(sides[0]) + len(sides[1]) > MOST_MEMBERS or _apart(sides[0], sides[1], apart):
            continue
        told = [reason for at in homes if at is not None for reason in reasons.pop(at)]
        for at in homes:
            if at is not None:
                members.pop(at)
                weakest.pop(at)
        members[number] = [*sides[0], *sides[1]]
        home.update(dict.fromkeys(members[number], number))
        # The pairs come by falling score: this is the least sure of them.
        weakest[number] = found
        reasons[number] = [*told, *found.reasons]
    groups = [
        Found(tuple(sorted(ids)), weakest[at].level, weakest[at].score, tuple(dict.fromkeys(reasons[at])))
        for at, ids in members.items()
    ]
    taken = set(home)
    for pair, found in loose:
        if not taken.intersection(pair):
            taken.update(pair)
            groups.append(Found(pair, found.level, found.score, found.reasons))
    return groups


def _apart(left: list[str], right: list[str], apart: Container[Pair]) -> bool:
    return any((min(one, other), max(one, other)) in apart for one in left for other in right)
