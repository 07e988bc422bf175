"""Taxes as QuickBooks' companies outside the United States have them: each line names a code of theirs, and QuickBooks
reckons by it. Which of their codes is ours is found by its rate, and by its name where several have the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from quintet.commerce.accounting.ports import InvoiceEntry
from quintet.kit.errors import ProviderRejected

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TaxCode:
    """`percent` is all of it together, `taxable` false for what is outside of the tax altogether."""

    id: str
    name: str
    percent: Decimal
    taxable: bool


@dataclass(frozen=True, slots=True)
class LineCodes:
    """The ids of the codes of an invoice's lines: those with tax, and those without."""

    taxed: str
    untaxed: str


def codes_of(codes: Sequence[Json], rates: Sequence[Json]) -> list[TaxCode]:
    """The codes under which something can be sold."""
    percents = {str(rate["Id"]): Decimal(str(rate.get("RateValue") or 0)) for rate in rates}
    found = []
    for code in codes:
        details = (code.get("SalesTaxRateList") or {}).get("TaxRateDetail") or []
        parts = [percents.get(str((detail.get("TaxRateRef") or {}).get("value"))) for detail in details]
        plain = all(detail.get("TaxTypeApplicable", "TaxOnAmount") == "TaxOnAmount" for detail in details)
        known = [part for part in parts if part is not None]
        if plain and known and len(known) == len(parts):
            name = str(code.get("Name") or code["Id"])
            found.append(TaxCode(str(code["Id"]), name, sum(known, Decimal(0)), code.get("Taxable") is not False))
    return found


def line_codes(codes: Sequence[TaxCode], entry: InvoiceEntry) -> LineCodes:
    """What the lines of an invoice with tax bear. ProviderRejected `no_tax_code` where it can't be told."""
    taxed = _code(codes, Decimal(repr(entry.tax_percent)), entry.tax_name)
    if all(line.taxable for line in entry.lines):
        return LineCodes(taxed, taxed)
    return LineCodes(taxed, _code([code for code in codes if not code.taxable] or codes, Decimal(0), None))


def _code(codes: Sequence[TaxCode], percent: Decimal, name: str | None) -> str:
    same = [code for code in codes if code.percent == percent]
    called = [code for code in same if name is not None and code.name.casefold() == name.strip().casefold()]
    found = called or same
    if len(found) == 1:
        return found[0].id
    rate = f"{percent.normalize():f} %"
    if not found:
        raise ProviderRejected(f"QuickBooks has no tax code of {rate} for sales.", code="no_tax_code")
    names = ", ".join(code.name for code in found[:5])
    way = "Name the tax rate here as one of them, or make" if percent else "Make"
    message = f"QuickBooks has several tax codes of {rate}: {names}. {way} all but one inactive there."
    raise ProviderRejected(message, code="no_tax_code")
