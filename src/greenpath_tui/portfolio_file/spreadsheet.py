"""A plain CSV of accounts: name, arr, renewal date, status, csm, segment.

Headings in any order, case and with `_` or spaces; `,` `;` or tab; UTF-8 with or without BOM, UTF-16
or cp1252.
"""

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import date

from greenpath_tui.domain.days import Anchor, read_date
from greenpath_tui.domain.model import Status
from greenpath_tui.domain.money import read_money
from greenpath_tui.domain.text import clean_line, fold, from_cell
from greenpath_tui.errors import FileRefused
from greenpath_tui.portfolio_file.reading import shown

MOST_ROWS = 100_000
_HEADINGS = {
    "name": "name",
    "account": "name",
    "accountname": "name",
    "companyname": "name",
    "arr": "arr",
    "renewaldate": "renewal_date",
    "renewal": "renewal_date",
    "renews": "renewal_date",
    "status": "status",
    "csm": "csm",
    "csmname": "csm",
    "segment": "segment",
    "externalid": "external_id",
    "accountid": "external_id",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One account of the sheet; only what the sheet has is in `values`."""

    line: int
    values: dict[str, object] = field(default_factory=dict)
    csm: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The accounts of a sheet, the rows that were refused, the columns left out."""

    rows: tuple[Row, ...]
    refused: tuple[str, ...]
    left_out: tuple[str, ...]


def decode(data: bytes, name: str) -> str:
    """The text of a sheet, whatever a spreadsheet program saved it as."""
    for start, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if data.startswith(start):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                break
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise FileRefused(f"{name} is not text (byte {error.start}).") from error


def read_sheet(data: bytes, name: str, today: date) -> Sheet:
    """Read a CSV of accounts; a wrong cell refuses its row, a wrong sheet is refused whole."""
    text = decode(data, name)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        headings = next(reader, [])
        columns, left_out = _columns(headings, name)
        rows: list[Row] = []
        refused: list[str] = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(rows) >= MOST_ROWS:
                raise FileRefused(f"{name} has more than {MOST_ROWS} rows.")
            read = _row(cells, columns, len(headings), reader.line_num, today)
            if isinstance(read, Row):
                rows.append(read)
            else:
                refused.append(read)
    except csv.Error as error:
        raise FileRefused(f"{name}, line {reader.line_num}: {error}.") from error
    return Sheet(tuple(rows), tuple(refused), tuple(left_out))


def _columns(headings: list[str], name: str) -> tuple[dict[int, str], list[str]]:
    columns: dict[int, str] = {}
    left_out: list[str] = []
    for index, heading in enumerate(headings):
        key = _HEADINGS.get(re.sub(r"[\s_]", "", heading).casefold())
        if key is None:
            left_out.append(clean_line(heading))
        elif key in columns.values():
            raise FileRefused(f"{name}: two columns are {key.replace('_', ' ')}.")
        else:
            columns[index] = key
    if "name" not in columns.values():
        found = ", ".join(left_out[:6]) or "nothing that is known"
        raise FileRefused(
            f"{name}: no column is called name. It has {found}; a sheet takes name, arr, "
            "renewal date, status, csm and segment."
        )
    return columns, left_out


def _row(
    cells: list[str], columns: dict[int, str], width: int, line: int, today: date
) -> Row | str:
    if len(cells) != width:
        return f"line {line}: {len(cells)} cells, the heading has {width}"
    values: dict[str, object] = {}
    csm: str | None = None
    for index, key in columns.items():
        cell = from_cell(cells[index]).strip()
        if key == "csm":
            csm = clean_line(cell)
        elif not cell:
            continue
        elif key == "arr":
            values[key] = read_money(cell)
            if values[key] is None:
                return f"line {line}: arr is not an amount: {shown(cell)}"
        elif key == "renewal_date":
            values[key] = read_date(cell, Anchor(today))
            if values[key] is None:
                return f"line {line}: renewal date is not a date (2027-03-01): {shown(cell)}"
        elif key == "status":
            found = [s for s in Status if fold(cell) in (s.value, s.value[0])]
            if not found:
                return f"line {line}: status is not red, yellow or green: {shown(cell)}"
            values[key] = found[0]
        else:
            values[key] = clean_line(cell)
    if not values.get("name"):
        return f"line {line}: no name"
    for key, limit in (("name", 120), ("segment", 60), ("external_id", 80)):
        if len(str(values.get(key, ""))) > limit:
            return f"line {line}: {key.replace('_', ' ')} has more than {limit} characters"
    if csm and len(csm) > 120:
        return f"line {line}: csm has more than 120 characters"
    return Row(line, values, csm)
