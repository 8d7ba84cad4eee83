"""Numbers as people write and read them."""

import re
from decimal import Decimal, InvalidOperation


def figure(value: Decimal | None) -> str:
    """A number of a criterion as people read it: `4.6`, `97`, `4800`, `48,000`."""
    if value is None:
        return ""
    return format(value, ",f" if abs(value) >= 10_000 else "f")


def read_figure(text: str) -> Decimal | None:
    """A number as people type it: `4.6`, `4,6`, `48k`, `1,200`."""
    raw = text.strip().replace(" ", "")
    times = {"k": 1000, "M": 1_000_000}.get(raw[-1:], 1)
    raw = raw.rstrip("kM") if times > 1 else raw
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", raw):
        raw = raw.replace(",", "")
    raw = raw.replace(",", ".")
    if not re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,6})?", raw):
        return None
    try:
        return (
            Decimal(format((Decimal(raw) * times).normalize(), "f")) if times > 1 else Decimal(raw)
        )
    except InvalidOperation:
        return None


def read_whole(text: str) -> int | None:
    """A whole number, such as `7` or `-3`; None when it is not one."""
    return int(text) if re.fullmatch(r"[+-]?[0-9]{1,9}", text) else None
