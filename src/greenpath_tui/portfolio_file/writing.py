"""Writing a portfolio file: a Portfolio in, TOML text out; what is empty is left out."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import tomli_w
from pydantic import BaseModel

from greenpath_tui.domain.money import whole_units
from greenpath_tui.portfolio_file.schema import MONEY_FIELDS, Portfolio


def write(portfolio: Portfolio) -> str:
    """The TOML text; the same portfolio always gives the same bytes."""
    return tomli_w.dumps(_table(portfolio))


def tables(portfolio: Portfolio, whole: bool = True) -> dict[str, Any]:
    """The file's tables as plain values, money in minor units; `whole` has what is empty too."""
    return _plain_table(portfolio, whole)


def _plain_table(model: BaseModel, whole: bool) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            out[name] = _plain_table(value, whole)
        elif isinstance(value, list):
            if value or whole:
                out[name] = [_plain_table(item, whole) for item in value]
        elif whole or info.is_required() or value != info.default:
            out[name] = value
    return out


def _table(model: BaseModel) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    inner: dict[str, Any] = {}
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            inner[name] = _table(value)
        elif isinstance(value, list):
            if value:
                inner[name] = [_table(item) for item in value]
        elif info.is_required() or value != info.default:
            plain[name] = _value(name, value)
    return plain | inner


def _value(name: str, value: Any) -> Any:
    if name in MONEY_FIELDS:
        return whole_units(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        return value if isinstance(exponent, int) and exponent < 0 else int(value)  # 8.0 stays 8.0
    assert isinstance(value, str | int | bool | date)
    return value
