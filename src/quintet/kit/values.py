"""Values that requests give, checked and brought to the one form we store."""

import re
from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, Field

from quintet.kit.currencies import DECIMALS
from quintet.kit.ids import is_id

LANGUAGES = ("en", "es", "fr", "de", "pt")
_DOMAIN = re.compile(r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}\Z")
_EMAIL_LENGTH = 320
_WEIGHT = re.compile(r"q\s*=\s*([01](?:\.\d{0,3})?)")
_NOT_DIGITS = re.compile(r"\D")
_PLAIN_PHONE = re.compile(r"\+[1-9](?:[ .-]?(?:\([0-9]+\)|[0-9]))+\Z")
_PHONE_SIGNS = re.compile(r"[\d\s()+./x#,;ext-]+\Z", re.IGNORECASE)
_PLAIN_EMAIL = re.compile(
    r"(?=.{3,254}\Z)(?=[^@]{1,64}@)[a-z0-9_+-]+(\.[a-z0-9_+-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}\Z"
)
_ODD_EMAIL = re.compile(r"@..--|\...--|\.(local|invalid|onion|test|arpa|localhost|example)\Z")


def fold_email(text: str) -> str:
    """An e-mail address in its stored form: lower case, normalized. ValueError when it is none."""
    # Nearly all addresses are plain, and the whole of RFC 5321 takes a hundred times as long.
    plain = text.strip().lower()
    if text.isascii() and _PLAIN_EMAIL.match(plain) and not _ODD_EMAIL.search(plain):
        return plain
    try:
        return validate_email(text.strip(), check_deliverability=False, test_environment=True).normalized.casefold()
    except EmailNotValidError as error:
        raise ValueError(f"not an e-mail address: {error}") from None


def fold_phone(text: str, region: str = "US") -> str:
    """A phone number as E.164 where it can be read as one, else as written. ValueError without 3 to 20 digits."""
    text = text.strip()
    if not 3 <= len(_NOT_DIGITS.sub("", text)) <= 20 or not _PHONE_SIGNS.match(text):
        raise ValueError("not a phone number")
    if text.startswith("+"):
        plain = _plain_international(text)
        if plain is not None:
            return plain
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return text
    if not phonenumbers.is_possible_number(number):
        return text
    formatted: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{formatted};ext={number.extension}" if number.extension else formatted


def _plain_international(text: str) -> str | None:
    """E.164 of a number with its country in which nothing has to be understood; None leaves it to the library.

    The library takes forty times as long, most of it for prefixes and extensions, which these numbers have not.
    """
    if not _PLAIN_PHONE.match(text):
        return None
    digits = _NOT_DIGITS.sub("", text)
    for length in (1, 2, 3):
        plan = _numbering_plan(digits[:length])
        if plan is not None:
            lengths, prefix = plan
            national = digits[length:]
            if len(national) in lengths and (prefix is None or not prefix.match(national)):
                return f"+{digits}"
            return None
    return None


@cache
def _numbering_plan(code: str) -> tuple[frozenset[int], re.Pattern[str] | None] | None:
    """How long national numbers of a country code are, and what has to be taken off some of them."""
    if code.startswith("0") or int(code) not in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
        return None
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE[int(code)]
    if regions[0] == "001":
        found = phonenumbers.PhoneMetadata.metadata_for_nongeo_region(int(code))
    else:
        found = phonenumbers.PhoneMetadata.metadata_for_region(regions[0])
    if found is None or found.general_desc is None:
        return None
    prefix = re.compile(found.national_prefix_for_parsing) if found.national_prefix_for_parsing else None
    return frozenset(found.general_desc.possible_length), prefix


def fold_domain(text: str) -> str:
    """A domain name from a name or address as people paste it. ValueError when there is none in it."""
    host = re.sub(r"^[a-z]+://", "", text.strip().casefold()).split("/")[0].split("@")[-1].split(":")[0].rstrip(".")
    host = host.removeprefix("www.")
    if not host.isascii():
        try:
            host = host.encode("idna").decode()
        except UnicodeError:
            raise ValueError("not a domain name") from None
    if not _DOMAIN.match(host):
        raise ValueError("not a domain name")
    return host


def web_address(text: str) -> str:
    """A web address; https is assumed when no scheme is given. ValueError for anything a browser wouldn't open."""
    text = text.strip()
    if not re.match(r"[a-z][a-z0-9+.-]*:", text, re.IGNORECASE) or re.match(r"[^/:]+:\d", text):
        text = f"https://{text}"
    if not re.fullmatch(r"https?://[^\s/?#.@]+\.[^\s/?#@]+([/?#]\S*)?|https?://localhost(:\d+)?(/\S*)?", text, re.I):
        raise ValueError("not a web address")
    return text


def _id(text: str) -> str:
    if not is_id(text):
        raise ValueError("not an id")
    return text


def _currency(text: str) -> str:
    code = text.strip().upper()
    if code not in DECIMALS:
        raise ValueError("not an ISO 4217 currency code")
    return code


@cache
def _timezones() -> frozenset[str]:
    return frozenset(available_timezones())


def timezone(text: str) -> str:
    """The IANA name of a time zone, such as `Europe/Madrid`. ValueError when there is none such."""
    if text not in _timezones():
        raise ValueError("not an IANA time zone name, such as Europe/Berlin")
    return text


def _language(text: str) -> str:
    code = text.casefold()
    if code not in LANGUAGES:
        raise ValueError(f"must be one of {', '.join(LANGUAGES)}")
    return code


def language_asked(header: str) -> str:
    """Of the languages we speak, the one that an `Accept-Language` header likes best; English when it likes none."""
    liked: list[tuple[float, str]] = []
    for part in header.split(","):
        tag, _, weight = part.partition(";")
        found = _WEIGHT.fullmatch(weight.strip())
        code = tag.strip().casefold().partition("-")[0]
        if code in LANGUAGES and (found is not None or not weight):
            liked.append((float(found[1]) if found is not None else 1.0, code))
    best = max(liked, key=lambda each: each[0], default=(0.0, "en"))
    return best[1] if best[0] > 0 else "en"


EmailAddress = Annotated[str, Field(max_length=_EMAIL_LENGTH), AfterValidator(fold_email)]
Phone = Annotated[str, Field(max_length=40), AfterValidator(fold_phone)]
DomainName = Annotated[str, Field(max_length=2000), AfterValidator(fold_domain)]
WebAddress = Annotated[str, Field(max_length=2000), AfterValidator(web_address)]
RecordId = Annotated[str, Field(max_length=36), AfterValidator(_id)]
Currency = Annotated[str, Field(min_length=3, max_length=3), AfterValidator(_currency)]
Timezone = Annotated[str, Field(max_length=60), AfterValidator(timezone)]
Language = Annotated[str, Field(min_length=2, max_length=5), AfterValidator(_language)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
