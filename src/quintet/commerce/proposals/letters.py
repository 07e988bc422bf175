"""The mail that brings a proposal to the customer."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from sqlalchemy.orm import Session

from quintet.commerce.proposals.models import Proposal
from quintet.commerce.proposals.telling import tell_owner
from quintet.identity.public import Letter
from quintet.kit.ids import new_id


def page_of(token: str) -> str:
    """The path of a proposal's page in the web app."""
    return f"/proposal/{quote(token)}"


@dataclass(frozen=True)
class ProposalLetter(Letter):
    """Leads to the page on which it is read and answered. `valid_until` is a day as ISO 8601 writes it."""

    kind = "proposal"
    once = True

    proposal_id: str
    number: str
    title: str
    workspace: str
    customer: str
    sender: str
    sender_email: str | None
    message: str | None
    valid_until: str | None
    token: str

    @property
    def subject(self) -> str:
        return f"Proposal {self.number} from {self.workspace}: {self.title}"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        said = [part.strip() for part in (self.message or "").split("\n\n") if part.strip()]
        plain = [f"{self.sender} of {self.workspace} sends you a proposal: {self.title}."]
        return (f"Hello {self.customer},".replace(" ,", ","), *(said or plain))

    @property
    def button(self) -> tuple[str, str]:
        return "Read the proposal", page_of(self.token)

    @property
    def closing(self) -> str:
        until = f"It is valid until {_day(self.valid_until)}. " if self.valid_until else ""
        ask = f"Questions? Write to {self.sender} at {self.sender_email}." if self.sender_email else ""
        return f"{until}You can accept or decline it on that page. {ask}".strip()

    def not_sent(self, session: Session, to: str, error: str) -> None:
        proposal = session.get(Proposal, self.proposal_id)
        if proposal is not None:
            text = f"The mail to {to} was not sent: {error}"
            tell_owner(session, proposal, "proposal_not_sent", text, once=new_id())


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day} {day:%B %Y}"
