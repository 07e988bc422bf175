"""The numbers that devices and SIM cards go by, as people type and scanners read them."""

import re

_SERIAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/+:#-]{0,59}\Z")
_ICCID = re.compile(r"89\d{16,20}\Z")


def serial_number(text: str) -> str:
    """A serial number as it is on the label. ValueError for what a label would not say."""
    text = text.strip()
    if not _SERIAL.match(text):
        raise ValueError("not a serial number: letters, digits and . _ / + : # - only, at most 60")
    return text


def imei(text: str) -> str:
    """An IMEI as its 15 digits. ValueError when there are others, or when the check digit says that one is wrong."""
    digits = re.sub(r"[\s./-]", "", text)
    if not re.fullmatch(r"[0-9]{15}", digits):
        raise ValueError("not an IMEI: it has 15 digits")
    if not _luhn(digits):
        raise ValueError("not an IMEI: a digit is wrong")
    return digits


def iccid(text: str) -> str:
    """The number of a SIM card as its digits. Some print an F behind it, which only fills the last byte.

    Its check digit is not looked at: of numbers with 20 digits, many have none.
    """
    digits = re.sub(r"[\s.-]", "", text).removesuffix("F").removesuffix("f")
    if not digits.isascii() or not _ICCID.match(digits):
        raise ValueError("not the number of a SIM card: it begins with 89 and has 18 to 22 digits")
    return digits


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0
