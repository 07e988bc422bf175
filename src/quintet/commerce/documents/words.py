"""How documents speak: their words, numbers and dates in the languages a workspace may write in."""

from datetime import date
from decimal import Decimal
from enum import StrEnum


class Language(StrEnum):
    en = "en"
    es = "es"
    fr = "fr"
    de = "de"
    pt = "pt"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_MARKS = {"en": (",", "."), "es": (".", ","), "fr": ("\u202f", ","), "de": (".", ","), "pt": (".", ",")}


def day_text(day: date, language: str) -> str:
    """A day as people write it: "November 27, 2026", "27.11.2026", "27/11/2026"."""
    if language == Language.en:
        return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"
    mark = "." if language == Language.de else "/"
    return f"{day.day:02}{mark}{day.month:02}{mark}{day.year:04}"


def number_text(number: Decimal, language: str) -> str:
    """A number without needless zeros: "1,234.5", "1.234,5"."""
    group, mark = _MARKS[language]
    plain = f"{number:,f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return plain.replace(",", "\0").replace(".", mark).replace("\0", group)


INVOICE: dict[str, dict[str, str]] = {
    "en": {
        "title": "Invoice", "bill_to": "Bill to", "number": "Invoice no.", "issued": "Issued", "due": "Due",
        "reference": "Your reference", "description": "Description", "quantity": "Quantity", "price": "Price",
        "amount": "Amount", "subtotal": "Subtotal", "discount": "Discount", "tax": "Tax", "shipping": "Shipping",
        "total": "Total", "paid": "Paid", "open": "Amount due", "notes": "Notes", "terms": "Terms", "page": "Page",
        "of": "of", "draft": "Draft", "void": "Void", "settled": "Paid", "paid_on": "Paid on",
    },
    "es": {
        "title": "Factura", "bill_to": "Facturar a", "number": "N.º de factura", "issued": "Fecha",
        "due": "Vencimiento", "reference": "Su referencia", "description": "Descripción", "quantity": "Cantidad",
        "price": "Precio", "amount": "Importe", "subtotal": "Subtotal", "discount": "Descuento", "tax": "Impuestos",
        "shipping": "Envío", "total": "Total", "paid": "Pagado", "open": "Importe pendiente", "notes": "Notas",
        "terms": "Condiciones", "page": "Página", "of": "de", "draft": "Borrador", "void": "Anulada",
        "settled": "Pagada", "paid_on": "Pagada el",
    },
    "fr": {
        "title": "Facture", "bill_to": "Facturé à", "number": "N° de facture", "issued": "Date", "due": "Échéance",
        "reference": "Votre référence", "description": "Désignation", "quantity": "Quantité", "price": "Prix",
        "amount": "Montant", "subtotal": "Sous-total", "discount": "Remise", "tax": "Taxe", "shipping": "Livraison",
        "total": "Total", "paid": "Payé", "open": "Reste à payer", "notes": "Remarques", "terms": "Conditions",
        "page": "Page", "of": "sur", "draft": "Brouillon", "void": "Annulée", "settled": "Payée", "paid_on": "Payée le",
    },
    "de": {
        "title": "Rechnung", "bill_to": "Rechnung an", "number": "Rechnungsnr.", "issued": "Datum", "due": "Fällig am",
        "reference": "Ihr Zeichen", "description": "Bezeichnung", "quantity": "Menge", "price": "Preis",
        "amount": "Betrag", "subtotal": "Zwischensumme", "discount": "Rabatt", "tax": "Steuer", "shipping": "Versand",
        "total": "Gesamtbetrag", "paid": "Bezahlt", "open": "Offener Betrag", "notes": "Hinweise",
        "terms": "Bedingungen", "page": "Seite", "of": "von", "draft": "Entwurf", "void": "Storniert",
        "settled": "Bezahlt", "paid_on": "Bezahlt am",
    },
    "pt": {
        "title": "Fatura", "bill_to": "Faturar a", "number": "N.º da fatura", "issued": "Data", "due": "Vencimento",
        "reference": "Sua referência", "description": "Descrição", "quantity": "Quantidade", "price": "Preço",
        "amount": "Valor", "subtotal": "Subtotal", "discount": "Desconto", "tax": "Imposto", "shipping": "Envio",
        "total": "Total", "paid": "Pago", "open": "Valor em aberto", "notes": "Observações", "terms": "Condições",
        "page": "Página", "of": "de", "draft": "Rascunho", "void": "Anulada", "settled": "Paga", "paid_on": "Paga em",
    },
}  # fmt: skip
