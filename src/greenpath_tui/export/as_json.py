"""A portfolio file's tables as JSON: its field names, money in minor units, ISO dates."""

import json
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any


def render(tables: dict[str, Any]) -> str:
    """Indented, so that a person can read it too; ends with a newline."""
    return json.dumps(plain(tables), ensure_ascii=False, indent=1) + "\n"


def plain(value: Any) -> Any:
    """A value as JSON has it: figures as numbers (`3`, `4.6`), days as ISO dates."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return value
