"""Standings as the API shows them."""

from datetime import datetime

from pydantic import BaseModel

from quintet.records.standings.service import Standing


class Amount(BaseModel):
    currency: str
    amount_minor: int


class StandingRead(BaseModel):
    """How a company stands, of what you see. `lifetime_value` is what it paid."""

    company_id: str
    contacts: int
    open_leads: int
    open_deals: int
    open_value: list[Amount]
    won_deals: int
    won_value: list[Amount]
    lifetime_value: list[Amount]
    last_activity_at: datetime | None

    @classmethod
    def of(cls, standing: Standing) -> "StandingRead":
        return cls(
            company_id=standing.company_id,
            contacts=standing.contacts,
            open_leads=standing.open_leads,
            open_deals=standing.open_deals,
            open_value=_amounts(standing.open_value),
            won_deals=standing.won_deals,
            won_value=_amounts(standing.won_value),
            lifetime_value=_amounts(standing.lifetime_value),
            last_activity_at=standing.last_activity_at,
        )


class StandingList(BaseModel):
    data: list[StandingRead]


def _amounts(by_currency: dict[str, int]) -> list[Amount]:
    return [Amount(currency=currency, amount_minor=amount) for currency, amount in sorted(by_currency.items())]
