"""What customers are mailed about their orders."""

from dataclasses import dataclass

from quintet.identity.public import Letter

_LISTED = 50


@dataclass(frozen=True)
class OrderShippedLetter(Letter):
    """Tells a customer that what they bought is on its way."""

    kind = "order_shipped"

    workspace: str
    name: str
    number: str
    carrier: str
    tracking_number: str
    serials: list[str]
    ship_to: str | None

    @property
    def subject(self) -> str:
        return f"Your order {self.number} is on its way"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        to = ", ".join(line for line in (self.ship_to or "").splitlines() if line)
        more = len(self.serials) - _LISTED
        serials = ", ".join(self.serials[:_LISTED]) + (f" and {more} more" if more > 0 else "")
        return (
            f"Hello {self.name}," if self.name else "Hello,",
            f"{self.workspace} has sent what you ordered with invoice {self.number}.",
            f"{self.carrier} brings it, under the number {self.tracking_number}.",
            *((f"It goes to: {to}.",) if to else ()),
            *((f"Serial numbers: {serials}.",) if serials else ()),
        )


@dataclass(frozen=True)
class OrderDeliveredLetter(Letter):
    """Tells a customer that it arrived."""

    kind = "order_delivered"

    workspace: str
    name: str
    number: str

    @property
    def subject(self) -> str:
        return f"Your order {self.number} was delivered"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return (
            f"Hello {self.name}," if self.name else "Hello,",
            f"what {self.workspace} sent you with invoice {self.number} was delivered.",
            "If something is missing or broken, answer to the person you bought it from.",
        )
