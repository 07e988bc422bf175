"""ISO 4217: the active currencies, how many decimals each has, and the signs people write for them."""

_BY_DECIMALS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: (
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF "
        "CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL "
        "HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU "
        "MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR "
        "SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED "
        "VES WST XAD XCD XCG YER ZAR ZMW ZWG"
    ),
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
# Withdrawn a short while ago: invoices of those years still carry them.
_WITHDRAWN = {2: "ANG BGN CUC HRK SLL ZWL"}

DECIMALS: dict[str, int] = {
    code: decimals
    for table in (_BY_DECIMALS, _WITHDRAWN)
    for decimals, codes in table.items()
    for code in codes.split()
}
"""Currency code → number of decimals of its minor unit."""

SIGNS: dict[str, tuple[str, ...]] = {
    "us$": ("USD",),
    "a$": ("AUD",),
    "au$": ("AUD",),
    "c$": ("CAD",),
    "ca$": ("CAD",),
    "nz$": ("NZD",),
    "hk$": ("HKD",),
    "s$": ("SGD",),
    "mx$": ("MXN",),
    "nt$": ("TWD",),
    "r$": ("BRL",),
    "$": ("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN", "ARS", "CLP", "COP", "TWD", "UYU"),
    "€": ("EUR",),
    "£": ("GBP", "EGP", "GIP", "FKP", "SHP", "SSP", "SYP", "LBP"),
    "¥": ("JPY", "CNY"),
    "cn¥": ("CNY",),
    "円": ("JPY",),
    "元": ("CNY",),
    "₹": ("INR",),
    "rs.": ("INR", "PKR", "LKR", "NPR", "MUR"),
    "rs": ("INR", "PKR", "LKR", "NPR", "MUR"),
    "₩": ("KRW", "KPW"),
    "₽": ("RUB",),
    "₺": ("TRY",),
    "₴": ("UAH",),
    "₪": ("ILS",),
    "₫": ("VND",),
    "฿": ("THB",),
    "₦": ("NGN",),
    "₱": ("PHP",),
    "₲": ("PYG",),
    "₡": ("CRC",),
    "₸": ("KZT",),
    "₾": ("GEL",),
    "₼": ("AZN",),
    "zł": ("PLN",),
    "kč": ("CZK",),
    "ft": ("HUF",),
    "lei": ("RON", "MDL"),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "fr.": ("CHF",),
    "fr": ("CHF",),
}
"""Sign, lower case, → the currencies it may mean; the first unless the caller's own currency is among them."""

SYMBOL: dict[str, str] = {
    "USD": "$", "CAD": "CA$", "AUD": "A$", "NZD": "NZ$", "HKD": "HK$", "MXN": "MX$", "BRL": "R$", "EUR": "€",
    "GBP": "£", "JPY": "¥", "CNY": "CN¥", "INR": "₹", "KRW": "₩", "ILS": "₪", "VND": "₫", "PHP": "₱", "TWD": "NT$",
}  # fmt: skip
"""Currency → the sign to print; the code itself where there is none that everybody reads the same way."""
