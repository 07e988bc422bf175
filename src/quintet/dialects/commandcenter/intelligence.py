"""The Command Center's intelligence on a deal: its health, in words."""

from typing import Any

from quintet.dialects.shapes import moment
from quintet.insight.public import Advice, Health, Why

_REASONS = {
    Why.contact: "Last activity {} days ago",
    Why.no_contact: "No activity yet",
    Why.next_step: "Next step in {} days",
    Why.someday: "{} next steps without a date",
    Why.overdue: "{} next steps overdue",
    Why.no_step: "No next step planned",
    Why.stage: "{} days in this stage",
    Why.closes_in: "Expected to close in {} days",
    Why.closes_late: "Expected close passed {} days ago",
    Why.no_close_date: "No expected close date",
    Why.pace: "Open for {} days",
    Why.people: "{} contacts involved",
}
_ADVICE = {
    Advice.get_in_touch: "Get in touch.",
    Advice.plan_next_step: "Plan the next step.",
    Advice.do_overdue: "Do what is overdue.",
    Advice.set_close_date: "Set an expected close date.",
    Advice.move_close_date: "Move the expected close date.",
    Advice.move_on_or_let_go: "Move it to the next stage, or let it go.",
    Advice.add_people: "Bring in more people.",
}


def intelligence_of(health: Health) -> dict[str, Any]:
    """`score`, `level` and `reasons` are empty for a deal that is over; days are whole."""
    return {
        "outcome": health.outcome,
        "score": health.score,
        "level": health.level,
        "reasons": [
            {
                "factor": reason.why,
                "detail": _REASONS[reason.why].format(reason.value),
                "points": reason.points,
                "max_points": reason.of,
            }
            for reason in health.reasons
        ],
        "suggestions": [_ADVICE[each] for each in health.advice],
        "days_in_stage": health.days_in_stage,
        "days_open": health.days_open,
        "typical_days_to_win": health.typical_days,
        "likely_close_date": health.likely_close,
        "last_activity_at": moment(health.last_at),
        "next_step_at": moment(health.next_at),
    }
