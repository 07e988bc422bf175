"""Standings beside the companies of a list: `expand=standing`."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.objects.beside import Beside, Part, PartType, show_beside
from quintet.records.companies.object import COMPANY
from quintet.records.standings.schemas import StandingRead
from quintet.records.standings.service import standings


def _load(session: Session, actor: Actor, company_ids: Sequence[str]) -> dict[str, StandingRead]:
    return {id_: StandingRead.of(each) for id_, each in standings(session, actor, company_ids).items()}


show_beside(
    COMPANY,
    Beside(
        "standing",
        StandingRead,
        (
            Part("open_deals", "Open deals", PartType.integer),
            Part("open_value", "Open value", PartType.amounts),
            Part("won_value", "Won value", PartType.amounts),
            Part("lifetime_value", "Lifetime value", PartType.amounts),
            Part("contacts", "People", PartType.integer),
            Part("open_leads", "Open leads", PartType.integer),
            Part("last_activity_at", "Last activity", PartType.datetime),
        ),
        _load,
    ),
)
