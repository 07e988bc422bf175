"""First guesses at a mapping: from what columns are called, and from what is in them."""

import re
from collections.abc import Callable, Collection, Sequence

from rapidfuzz import fuzz

from quintet.foundation.objects import FieldType
from quintet.foundation.objects.custom_fields import key_of
from quintet.kit.ids import is_id
from quintet.kit.values import fold_email
from quintet.stewardship.imports.mapping import REJECTS_HEADER, Column, NewField, headers_of
from quintet.stewardship.imports.targets import ID, Target
from quintet.stewardship.imports.values import Habits, guess_date_order, to_boolean, to_date, to_number

SAMPLE_ROWS = 500
PLACEHOLDERS = frozenset({"select", "n/a", "#n/a", "na", "null", "none", "nil", "-", "--", "?", "keine angabe"})
_NAMING = {"full_name", "first_name", "last_name", "business_name", "email", "phone", "contact_id", "company_id"}
"""What a contact or lead can be known by."""
_SAMPLES = 5
_FUZZY = 88
_FEW_CHOICES = 25
_PHONE = re.compile(r"(?=.*[+() ./-])[+(]?[\d\s().\-/]{6,20}(\s*(x|ext\.?)\s*\d+)?\Z", re.IGNORECASE)
_URL = re.compile(r"(https?://|www\.)\S+\Z", re.IGNORECASE)

SYNONYMS: dict[str, str] = {
    "first_name": "first name, given name, forename, firstname, vorname, prénom, nombre, primeiro nome",
    "last_name": "last name, surname, family name, lastname, nachname, nom de famille, apellido, apellidos, sobrenome",
    "full_name": "full name, contact name, person name, name",
    "name": "company name, account name, organisation, organization, account, business name, firm, firma, empresa",
    "email": "e-mail, mail, e-mail address, email address, primary email, work email, correo, courriel",
    "phone": "phone number, telephone, tel, mobile, mobile phone, cell, cell phone, work phone, telefon, téléphone",
    "stage_id": "stage, deal stage, lead stage, pipeline stage, opportunity stage, phase, etapa",
    "pipeline_id": "pipeline, sales pipeline, deal pipeline",
    "value_minor": "amount, value, deal value, close value, deal amount, opportunity value, betrag, montant, importe",
    "title": "job title, position, role, jobtitle, función, funktion, deal, deal name, opportunity, opportunity name, "
    "opportunity id",
    "website": "url, web, homepage, web site, company domain name, webseite",
    "domain": "domain name, company domain, web domain",
    "industry": "sector, branch, vertical, branche",
    "employees": "number of employees, employee count, headcount, company size, staff",
    "annual_revenue_minor": "annual revenue, revenue, turnover, umsatz",
    "company_id": "company, company name, account, account name, employer, organisation, organization, firma, empresa",
    "parent_id": "parent, parent company, parent account, subsidiary of, belongs to, mother company",
    "owner_id": "owner, account owner, contact owner, record owner, assigned to, sales agent, sales rep, responsible",
    "source": "lead source, original source, origin",
    "tag_ids": "tag, labels, label, keywords",
    "description": "notes, note, comment, comments, about",
    "linkedin_url": "linkedin, linkedin profile, linkedin url",
    "addresses.line1": "address, street, street address, address 1, address line 1, straße, strasse, rue, dirección",
    "addresses.line2": "address 2, address line 2, street 2",
    "addresses.city": "city, town, suburb, ort, stadt, ville, ciudad, cidade",
    "addresses.region": "state, province, region, county, bundesland",
    "addresses.postal_code": "zip, zip code, postcode, postal code, plz, code postal, código postal",
    "addresses.country": "country, country/region, land, pays, país",
    "currency": "currency code",
    "created_at": "created, create date, date created",
}


def guess_columns(
    header: Sequence[str], rows: Sequence[Sequence[str]], targets: dict[str, Target], *, may_make_fields: bool
) -> list[Column]:
    """A column for each header: the surest match gets a target first, each target goes once."""
    columns = [_describe(place, name, rows) for place, name in enumerate(headers_of(list(header)))]
    sure = [
        (score, -column.index, name) for column in columns for name, score in _by_header(column.header, targets).items()
    ]
    given: set[str] = set()
    for score, negative, name in sorted(sure, reverse=True):
        column = columns[-negative]
        # A header that is the field's own name is believed, unless its cells are choices that the field has not.
        meant = score == 1 and targets[name].type is not FieldType.select
        fits = meant or _fits(targets[name], _values(rows, column.index))
        if column.target is None and name not in given and fits:
            given.add(name)
            column.target, column.confidence = name, round(score, 2)
    for column in columns:
        values = _values(rows, column.index)
        if column.target is None and column.header != REJECTS_HEADER and values:
            _by_content(column, values, targets, given)
    _name_people(columns, rows, targets, given)
    for column in columns:
        values = _values(rows, column.index)
        if column.target is None and column.header != REJECTS_HEADER and values and may_make_fields:
            _as_new_field(column, values, targets)
        target = targets.get(column.target or "")
        if target is not None and target.relation is not None:
            column.by = _way(target, values)
    return columns


def guess_empty_tokens(rows: Sequence[Sequence[str]]) -> list[str]:
    """Placeholders in the file that stand for nothing."""
    found = {
        cell.casefold(): cell for row in rows for cell in row if len(cell) <= 12 and cell.casefold() in PLACEHOLDERS
    }
    return sorted(found.values())


def without_empty(rows: Sequence[Sequence[str]], tokens: Sequence[str]) -> list[list[str]]:
    """The rows with placeholders blanked."""
    empty = {token.casefold() for token in tokens}
    return [["" if cell.casefold() in empty else cell for cell in row] for row in rows]


def _describe(place: int, header: str, rows: Sequence[Sequence[str]]) -> Column:
    values = _values(rows, place)
    samples = [value[:200] for value in dict.fromkeys(values)][:_SAMPLES]
    return Column(place, header, samples=samples, filled=round(len(values) / len(rows), 2) if rows else 0.0)


def _values(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    return [row[place] for row in rows if place < len(row) and row[place]]


def _bare(text: str) -> str:
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return re.sub(r"[\W_]+", " ", split.casefold()).strip()


def _by_header(header: str, targets: dict[str, Target]) -> dict[str, float]:
    wanted = _bare(header)
    found: dict[str, float] = {}
    for name, target in targets.items():
        plain = name.removeprefix("custom.").removesuffix("_minor")
        if wanted in (_bare(name), _bare(plain), _bare(target.label)):
            found[name] = 1.0
            continue
        known = [_bare(word) for word in SYNONYMS.get(name, "").split(",") if word]
        if wanted in known:
            # Earlier synonyms are meant more often.
            found[name] = 0.95 - 0.01 * known.index(wanted)
            continue
        if name == ID:
            continue
        best = max(fuzz.token_sort_ratio(wanted, word) for word in (_bare(target.label), *known))
        if best >= _FUZZY and len(wanted) > 3:
            found[name] = best / 125
    return found


def _fits(target: Target, values: Sequence[str]) -> bool:
    """Whether the cells look as if they could go there: a column `State` full of cities is no status."""
    if not values:
        return True
    habits = Habits()
    match target.type:
        case FieldType.select:
            options = {_bare(option) for option in target.options}
            return _share(values, lambda value: _bare(value) in options) >= 0.5
        case FieldType.integer | FieldType.number | FieldType.money:
            return _share(values, lambda value: any(char.isdigit() for char in value)) >= 0.5
        case FieldType.boolean:
            return _share(values, _reads(to_boolean)) >= 0.5
        case FieldType.date | FieldType.datetime:
            return _share(values, _reads(lambda value: to_date(value, habits))) >= 0.3
        case FieldType.email:
            return _share(values, lambda value: "@" in value) >= 0.5
    return True


def _by_content(column: Column, values: Sequence[str], targets: dict[str, Target], given: set[str]) -> None:
    """Unknown headers over cells that speak for themselves."""
    for name, looks in (("email", _is_email), ("phone", _is_phone), ("website", _is_url)):
        if name in targets and name not in given and _share(values, looks) >= 0.8:
            column.target, column.confidence = name, 0.5
            given.add(name)
            return


def _name_people(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], targets: dict[str, Target], given: set[str]
) -> None:
    """People of whom no column tells a name are called by the first one that tells them apart, such as a number."""
    if "last_name" not in targets or not _NAMING.isdisjoint(given):
        return
    for column in columns:
        values = _values(rows, column.index)
        if column.target is None and column.header != REJECTS_HEADER and len(set(values)) == len(rows) > 1:
            column.target, column.confidence = "last_name", 0.2
            given.add("last_name")
            return


def _as_new_field(column: Column, values: Sequence[str], targets: dict[str, Target]) -> None:
    taken = {target.key for target in targets.values() if target.is_custom}
    key = _free(key_of(column.header) or f"column_{column.index + 1}", taken)
    type_ = _type_of(values)
    column.new_field = NewField(key, column.header, type_)
    column.target, column.confidence = f"custom.{key}", 0.3
    targets[column.target] = Target(column.target, column.header, type_)


def _free(key: str, taken: set[str]) -> str:
    number, found = 2, key
    while found in taken:
        found = f"{key[:58]}_{number}"
        number += 1
    return found


def _type_of(values: Sequence[str]) -> FieldType:
    """The narrowest type that all sampled values are of."""
    distinct = set(values)
    # Ids and codes are digits too, but a leading zero shows that they are no numbers.
    coded = any(re.match(r"0\d", value) for value in distinct)
    habits = Habits(date_order=guess_date_order(sorted(distinct)) or "dmy")
    if len(distinct) <= 2 and _share(distinct, _reads(to_boolean)) == 1:
        return FieldType.boolean
    if not coded and all(re.fullmatch(r"[+-]?\d{1,15}", value) for value in distinct):
        return FieldType.integer
    if not coded and _share(distinct, _reads(lambda value: to_number(value, habits))) == 1:
        return FieldType.number
    if _share(distinct, _reads(lambda value: to_date(value, habits))) == 1:
        return FieldType.datetime if any(":" in value for value in distinct) else FieldType.date
    if _share(distinct, _is_email) == 1:
        return FieldType.email
    if _share(distinct, _is_url) == 1:
        return FieldType.url
    longest = max(map(len, distinct))
    if len(distinct) <= _FEW_CHOICES and len(values) >= 4 * len(distinct) and longest <= 100:
        return FieldType.select
    return FieldType.long_text if longest > 500 else FieldType.text


def _way(target: Target, values: Sequence[str]) -> str:
    if _share(values, is_id) > 0.8:
        return "id"
    if _share(values, lambda value: "@" in value) > 0.8:
        return "email"
    return "name" if target.relation == "user" else "title"


def _share(values: Collection[str], holds: Callable[[str], bool]) -> float:
    if not values:
        return 0.0
    good = 0
    for value in values:
        try:
            good += bool(holds(value))
        except ValueError:
            continue
    return good / len(values)


def _reads(read: Callable[[str], object]) -> Callable[[str], bool]:
    """Holds for what can be read; what can't raises, which `_share` takes for no."""

    def holds(value: str) -> bool:
        read(value)
        return True

    return holds


def _is_email(value: str) -> bool:
    return bool(fold_email(value))


def _is_phone(value: str) -> bool:
    if _PHONE.match(value) is None or sum(char.isdigit() for char in value) < 7:
        return False
    try:
        to_date(value, Habits())
    except ValueError:
        return True
    return False


def _is_url(value: str) -> bool:
    return _URL.match(value) is not None
