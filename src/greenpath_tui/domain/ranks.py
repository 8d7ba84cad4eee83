"""Order of cards as fractional ranks: a move writes one row only."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def between(low: str, high: str) -> str:
    """A rank strictly between two ranks; "" stands for the open end on either side.

    Ranks are compared as plain text and never end in the digit 0.
    """
    if high and low >= high:
        raise ValueError(f"no rank lies between {low!r} and {high!r}")
    out = ""
    index = 0
    while True:
        a = _DIGITS.index(low[index]) if index < len(low) else 0
        b = _DIGITS.index(high[index]) if high and index < len(high) else len(_DIGITS)
        if b - a > 1:
            return out + _DIGITS[(a + b) // 2]
        out += _DIGITS[a]
        if b > a:
            high = ""
        index += 1


def after(last: str) -> str:
    """The next rank at the end of a list: four digits that count up, and a middle one."""
    value = int(last[:4].ljust(4, "0"), 36) + 1
    if value >= 36**4:
        return between(last, "")
    digits = ""
    for _ in range(4):
        value, rest = divmod(value, 36)
        digits = _DIGITS[rest] + digits
    return digits + "i"
