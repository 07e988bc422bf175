"""Mails about payments."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from quintet.commerce.invoices.models import Invoice
from quintet.commerce.invoices.printing import PrintedInvoice, printed
from quintet.commerce.invoices.service import page_path
from quintet.foundation.files import FileStore
from quintet.foundation.jobs import JobContext
from quintet.identity.mail.ports import Attachment
from quintet.identity.public import Letter


@dataclass(frozen=True)
class ReceiptLetter(Letter):
    """Thanks whoever paid an invoice, and brings it as it is paid. `total` is money in words; `token` opens the
    invoice's page."""

    kind = "payment_receipt"

    workspace: str
    name: str
    invoice: str
    total: str
    token: str
    # Those that waited when these came have neither.
    invoice_id: str = ""
    language: str = "en"

    @property
    def subject(self) -> str:
        return self._said[0].format(invoice=self.invoice)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        name = f" {self.name}" if self.name else ""
        thanks = self._said[2].format(workspace=self.workspace, invoice=self.invoice, total=self.total)
        return self._said[1].format(name=name), thanks

    @property
    def button(self) -> tuple[str, str]:
        return self._said[3], page_path(self.token)

    def enclosed(self, ctx: JobContext) -> tuple[Attachment, ...]:
        paper = ctx.read(self._paper)
        if paper is None:
            return ()
        return (Attachment(paper.file_name, "application/pdf", paper.pdf(ctx.service(FileStore))),)

    def _paper(self, session: Session) -> PrintedInvoice | None:
        invoice = session.get(Invoice, self.invoice_id) if self.invoice_id else None
        return printed(session, invoice) if invoice is not None and invoice.deleted_at is None else None

    @property
    def _said(self) -> tuple[str, str, str, str]:
        return _TEXTS[self.language]


# Subject, greeting, thanks, button.
_TEXTS = {
    "en": (
        "Receipt for invoice {invoice}",
        "Hello{name},",
        "thank you: {workspace} received your payment. Invoice {invoice} over {total} is paid.",
        "See invoice and receipt",
    ),
    "es": (
        "Recibo de la factura {invoice}",
        "Hola{name}:",
        "gracias: {workspace} ha recibido su pago. La factura {invoice} por {total} está pagada.",
        "Ver factura y recibo",
    ),
    "fr": (
        "Reçu pour la facture {invoice}",
        "Bonjour{name},",
        "merci : {workspace} a reçu votre paiement. La facture {invoice} de {total} est payée.",
        "Voir la facture et le reçu",
    ),
    "de": (
        "Quittung zur Rechnung {invoice}",
        "Guten Tag{name},",
        "vielen Dank: {workspace} hat Ihre Zahlung erhalten. Die Rechnung {invoice} über {total} ist bezahlt.",
        "Rechnung und Quittung ansehen",
    ),
    "pt": (
        "Recibo da fatura {invoice}",
        "Olá{name},",
        "obrigado: {workspace} recebeu o seu pagamento. A fatura {invoice} no valor de {total} está paga.",
        "Ver fatura e recibo",
    ),
}
