"""What points rules give. Pure functions."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from quintet.marketing.scores.schemas import EngagementRule, FitRule, Reason, Signal

HIGHEST = 100

USUAL: list[FitRule | EngagementRule] = [
    FitRule(kind="fit", name="Has an e-mail address", field="email", op="is_null", value="false", points=10),
    FitRule(kind="fit", name="Has a phone number", field="phone", op="is_null", value="false", points=10),
    FitRule(kind="fit", name="The company fits", field="icp_tag", op="is_null", value="false", points=15),
    FitRule(kind="fit", name="Worth something", field="estimated_revenue_minor", op="gt", value="0", points=10),
    EngagementRule(kind="engagement", name="Tagged", signal=Signal.tag, points=10, half_life_days=30),
    EngagementRule(kind="engagement", name="Met", signal=Signal.meeting, points=20, half_life_days=30, most=40),
    EngagementRule(kind="engagement", name="Called", signal=Signal.call, points=10, half_life_days=30, most=30),
    EngagementRule(kind="engagement", name="Wrote", signal=Signal.email, points=5, half_life_days=30, most=20),
    EngagementRule(kind="engagement", name="Moved on", signal=Signal.stage, points=5, half_life_days=30, most=15),
]
"""The rules of a workspace that has none of its own."""


def weigh(
    rules: Sequence[FitRule | EngagementRule],
    fits: Mapping[int, bool],
    signals: Mapping[Signal, Sequence[datetime]],
    now: datetime,
) -> list[Reason]:
    """The reasons that give points; `fits` says of fit rules, by their place, whether they hold."""
    reasons: list[Reason] = []
    for place, rule in enumerate(rules):
        if isinstance(rule, FitRule):
            if fits.get(place) and rule.points:
                reasons.append(Reason(kind="fit", name=rule.name, points=rule.points))
            continue
        times = [at for at in signals.get(rule.signal, ()) if at <= now]
        points = round(sum(_left(rule, (now - at).total_seconds() / 86_400) for at in times))
        points = max(-rule.most, min(rule.most, points))
        if points:
            reasons.append(
                Reason(kind="engagement", name=rule.name, points=points, count=len(times), last_at=max(times))
            )
    return reasons


def bounded(points: int) -> int:
    """The points as a score."""
    return max(0, min(HIGHEST, points))


def _left(rule: EngagementRule, days: float) -> float:
    if rule.half_life_days is None:
        return rule.points
    remaining: float = rule.points * 0.5 ** (days / rule.half_life_days)
    return remaining
