"""What is said of proposals."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints, model_validator

from quintet.commerce.lines.schemas import Amount, Custom, Day, Lines
from quintet.foundation.http import Body
from quintet.kit.values import Currency, EmailAddress, RecordId

Title = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
GivenTitle = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
LongText = Annotated[str, Field(max_length=20_000)]
SignedName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200)]


class _Fields(Body):
    """`discount_minor` is in minor units of `currency`; `valid_until` is the last day on which it can be accepted."""

    company_id: RecordId | None = None
    contact_id: RecordId | None = None
    deal_id: RecordId | None = None
    lead_id: RecordId | None = None
    owner_id: RecordId | None = None
    valid_until: Day | None = None
    introduction: LongText | None = None
    terms: LongText | None = None
    tax_rate_id: RecordId | None = None
    discount_minor: Amount = 0
    custom: Custom = {}


class ProposalCreate(_Fields):
    """A new proposal, as a draft with the next number, to a company, a contact, a lead, or those of a deal.

    Unless it says otherwise it is valid for 30 days (null: for ever), taxed by the default rate where the company is
    taxable, and in the currency of the deal, else the workspace's.
    """

    title: GivenTitle
    lines: Lines
    currency: Currency | None = None

    @model_validator(mode="after")
    def _somebody_gets_it(self) -> "ProposalCreate":
        if not (self.company_id or self.contact_id or self.deal_id or self.lead_id):
            raise ValueError("give a company, a contact, a deal or a lead")
        return self


class ProposalUpdate(_Fields):
    """Changes to a proposal; what is not given stays as it is, null empties a field. `lines` are all of them. Once it
    was sent only its owner and custom values can be changed."""

    title: Title = ""
    lines: Lines = []


class Sending(Body):
    """To whom a proposal is mailed (its contact, else its lead, unless said) and with which words."""

    to: EmailAddress | None = None
    message: Annotated[str, Field(max_length=5_000)] | None = None


class Acceptance(Body):
    """Signing by typing one's name. `revision` is the one that was read."""

    name: SignedName
    revision: Annotated[int, Field(ge=0, le=10**6)]


class Refusal(Body):
    """Saying no. `revision` is the one that was read."""

    revision: Annotated[int, Field(ge=0, le=10**6)]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1_000)] | None = None


class ProposalLink(BaseModel):
    """The address of a proposal's page. Nobody sees it before the proposal is sent (`shown`)."""

    url: str
    shown: bool


class Signature(BaseModel):
    """Who accepted a proposal, when, from where, and what they saw then."""

    name: str
    accepted_at: datetime
    ip: str
    user_agent: str
    snapshot: dict[str, Any]


class PublicLine(BaseModel):
    code: str | None
    description: str
    quantity: float
    unit: str | None
    unit_price_minor: int
    total_minor: int


class Seller(BaseModel):
    """Whose proposal it is, and whom to ask."""

    name: str
    website: str | None
    phone: str | None
    address: str | None
    contact_name: str | None
    contact_email: str | None


class PublicProposal(BaseModel):
    """A proposal as its page shows it. `status` is open, accepted, declined or expired."""

    number: str
    title: str
    status: str
    revision: int
    seller: Seller
    customer: str
    currency: str
    introduction: str | None
    terms: str | None
    lines: list[PublicLine]
    subtotal_minor: int
    discount_minor: int
    tax_minor: int
    tax_name: str | None
    tax_percent: float
    total_minor: int
    sent_at: datetime | None
    valid_until: date | None
    accepted_at: datetime | None
    signed_name: str | None
    declined_at: datetime | None
