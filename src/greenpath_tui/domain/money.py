"""Money: whole minor units inside, short words outside."""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

_TYPED = re.compile(r"(\d+(?:[.,]\d+)?)\s*([kmb]?)", re.IGNORECASE)
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000, "b": 1_000_000_000}


def money(minor: int | None) -> str:
    """`2.00M`, `77.7M`, `420k`, `1.5k`, `96`: minor units in at most five signs. Empty for None."""
    if minor is None:
        return ""
    units = Decimal(minor) / 100
    if units >= 999_500_000:
        return f"{_three(units / 1_000_000_000)}B"
    if units >= 999_500:
        return f"{_three(units / 1_000_000)}M"
    if units >= 9_950:
        return f"{_rounded(units / 1_000, 0)}k"
    if units >= Decimal("999.5"):
        short = _rounded(units / 1_000, 1)
        return f"{short.removesuffix('.0')}k"
    return _rounded(units, 0)


def _three(value: Decimal) -> str:
    """Three digits: `2.00`, `77.7`, `420`."""
    return _rounded(value, 2 if value < Decimal("9.995") else 1 if value < Decimal("99.95") else 0)


def _rounded(value: Decimal, places: int) -> str:
    return str(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


SIGNS = {"€": "EUR", "$": "USD", "£": "GBP"}
_CODES = [
    "EUR",
    "USD",
    "GBP",
    "CHF",
    "SEK",
    "NOK",
    "DKK",
    "PLN",
    "CZK",
    "HUF",
    "RON",
    "CAD",
    "AUD",
    "NZD",
    "JPY",
    "CNY",
    "INR",
    "BRL",
    "MXN",
    "ZAR",
    "SGD",
    "HKD",
    "KRW",
    "TRY",
    "ILS",
    "AED",
    "SAR",
]
_CURRENCY = rf"[{''.join(SIGNS)}]|{'|'.join(_CODES)}"
_NAMED = re.compile(
    rf"(?P<before>{_CURRENCY})?(?P<amount>.*?)(?P<after>{_CURRENCY})?", re.IGNORECASE | re.DOTALL
)
DEFAULT_CURRENCY = "EUR"


def currency_of(text: str) -> str:
    """The currency that an amount names by a sign or a code, before or after it; empty without."""
    match = _NAMED.fullmatch(text.strip())
    named = (match["before"] or match["after"] or "").upper() if match else ""
    return SIGNS.get(named, named)


def main_currency(used: Mapping[str, int]) -> str:
    """The one currency of a database: the one of most accounts (PRODUCT rule "Money")."""
    if not used:
        return DEFAULT_CURRENCY
    return max(used, key=lambda code: (used[code], code == DEFAULT_CURRENCY, code))


def foreign(minor: int | None, currency: str, main: str) -> str:
    """`$420k`, `¤420k`: an amount in another currency than the `main` one (empty: not known)."""
    text = money(minor)
    if not text or not main or currency == main:
        return text
    sign = next((sign for sign, code in SIGNS.items() if code == currency), "¤")
    return f"{sign}{text}"


def read_money(text: str) -> int | None:
    """Minor units of `420k`, `2.5M`, `1,250,000`, `80.000` or `96000.50`; None when not readable.

    Three digits after a separator are thousands: a sheet that means 80 and writes `80.000` is rare,
    one that loses a factor of 1,000 is not.
    """
    named = _NAMED.fullmatch(text.strip())
    plain = named["amount"].strip() if named else text.strip()
    for thousands, point in (("[ ,'’]", "."), ("[ .'’]", ",")):
        grouped = rf"\d{{1,3}}(?:{thousands}\d{{3}})+(?:\{point}\d{{1,2}})?"
        if re.fullmatch(grouped, plain):  # `1,250,000.50` and `1.250.000,50`; `80.000` is 80 000
            plain = re.sub(thousands, "", plain)
            break
    match = _TYPED.fullmatch(plain)
    if not match:
        return None
    figure = match[1]
    units = Decimal(figure.replace(",", ".")) * _TIMES[match[2].lower()]
    minor = int((units * 100).to_integral_value(ROUND_HALF_UP))
    return minor if minor <= 10**15 else None


def whole_units(minor: int) -> int | Decimal:
    """The amount as a file writes it: whole units, decimals only where there are any."""
    units, cents = divmod(minor, 100)
    return units if not cents else Decimal(minor).scaleb(-2)


def minor_units(value: int | float | Decimal) -> int:
    """Minor units of an amount in whole units."""
    return int((Decimal(str(value)) * 100).to_integral_value(ROUND_HALF_UP))
