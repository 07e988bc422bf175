"""Mails about payments."""

from dataclasses import dataclass
from urllib.parse import quote

from quintet.identity.public import Letter


@dataclass(frozen=True)
class ReceiptLetter(Letter):
    """Thanks whoever paid an invoice. `total` is money in words; `token` opens the invoice's page."""

    kind = "payment_receipt"

    workspace: str
    name: str
    invoice: str
    total: str
    token: str

    @property
    def subject(self) -> str:
        return f"Receipt for invoice {self.invoice}"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return (
            f"Hello {self.name}," if self.name else "Hello,",
            f"thank you: {self.workspace} received your payment. Invoice {self.invoice} over {self.total} is paid.",
        )

    @property
    def button(self) -> tuple[str, str]:
        return "See invoice and receipt", f"/pay#{quote(self.token)}"
