"""What is said about cards and payments."""

from datetime import datetime

from pydantic import BaseModel


class SavedCardRead(BaseModel):
    """A saved card as people recognise it."""

    id: str
    brand: str
    last4: str
    exp_month: int
    exp_year: int
    is_default: bool
    created_at: datetime


class SavedCardList(BaseModel):
    """`provider` keeps the cards (`sandbox-cards` where none was chosen)."""

    data: list[SavedCardRead]
    provider: str


class CardSetupRead(BaseModel):
    """What a browser needs to save a card with the provider. The secret is good for one card."""

    provider: str
    client_secret: str
    publishable_key: str | None
