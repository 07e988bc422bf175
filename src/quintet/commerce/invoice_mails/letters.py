"""What mails with invoices say unless somebody says it otherwise, in the workspace's language."""

from dataclasses import dataclass

from quintet.identity.public import Letter


@dataclass(frozen=True)
class InvoiceLetter(Letter):
    """A mail with an invoice: words that a person wrote, or at least saw."""

    kind = "invoice"

    about: str
    message: str
    language: str = "en"
    path: str | None = None
    """Of the invoice's page, where it may be paid."""

    @property
    def subject(self) -> str:
        return self.about

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(part.strip("\n") for part in self.message.split("\n\n") if part.strip())

    @property
    def button(self) -> tuple[str, str] | None:
        return (_BUTTONS[self.language], self.path) if self.path is not None else None


_BUTTONS = {
    "en": "See and pay the invoice",
    "es": "Ver y pagar la factura",
    "fr": "Voir et payer la facture",
    "de": "Rechnung ansehen und bezahlen",
    "pt": "Ver e pagar a fatura",
}
_FRAMES = {
    "en": ("Hello{name},", "Kind regards\n{workspace}"),
    "es": ("Hola{name}:", "Un saludo\n{workspace}"),
    "fr": ("Bonjour{name},", "Cordialement\n{workspace}"),
    "de": ("Guten Tag{name},", "Mit freundlichen Grüßen\n{workspace}"),
    "pt": ("Olá{name},", "Cumprimentos\n{workspace}"),
}
# Subject, then paragraphs.
_TEXTS: dict[str, dict[str, tuple[str, ...]]] = {
    "invoice": {
        "en": (
            "Invoice {number} from {workspace}",
            "Please find attached invoice {number} over {total}, due on {due}.",
        ),
        "es": (
            "Factura {number} de {workspace}",
            "Adjuntamos la factura {number} por {total}, con vencimiento el {due}.",
        ),
        "fr": (
            "Facture {number} de {workspace}",
            "Veuillez trouver ci-joint la facture {number} de {total}, à régler avant le {due}.",
        ),
        "de": (
            "Rechnung {number} von {workspace}",
            "anbei erhalten Sie die Rechnung {number} über {total}, fällig am {due}.",
        ),
        "pt": (
            "Fatura {number} de {workspace}",
            "Segue em anexo a fatura {number} no valor de {total}, com vencimento em {due}.",
        ),
    },
    "reminder": {
        "en": (
            "Reminder: invoice {number} from {workspace}",
            "Invoice {number} was due on {due}, and {open} is still open. You find it attached once more.",
            "If you have paid meanwhile, there is nothing to do.",
        ),
        "es": (
            "Recordatorio: factura {number} de {workspace}",
            "La factura {number} venció el {due} y quedan {open} por pagar. La adjuntamos de nuevo.",
            "Si ya ha pagado, no tiene que hacer nada.",
        ),
        "fr": (
            "Rappel : facture {number} de {workspace}",
            "La facture {number} était à régler avant le {due} et il reste {open} à payer. La voici de nouveau.",
            "Si vous avez payé entre-temps, vous n’avez rien à faire.",
        ),
        "de": (
            "Erinnerung: Rechnung {number} von {workspace}",
            "die Rechnung {number} war am {due} fällig, und {open} sind noch offen. Sie finden sie noch einmal anbei.",
            "Falls Sie inzwischen bezahlt haben, ist nichts zu tun.",
        ),
        "pt": (
            "Lembrete: fatura {number} de {workspace}",
            "A fatura {number} venceu em {due} e ainda falta pagar {open}. Segue novamente em anexo.",
            "Se entretanto já pagou, não precisa de fazer nada.",
        ),
    },
}


def usual_words(kind: str, language: str, **said: str) -> tuple[str, str]:
    """Subject and message of a mail. `said` is name (with a space before it, or empty), number, workspace, total, open
    and due."""
    subject, *paragraphs = _TEXTS[kind][language]
    greeting, closing = _FRAMES[language]
    return subject.format_map(said), "\n\n".join((greeting, *paragraphs, closing)).format_map(said)
