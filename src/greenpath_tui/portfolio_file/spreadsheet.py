"""A plain CSV of accounts: name, arr, renewal date, status, csm, segment.

Headings in any order, case and with `_` or spaces; `,` `;` or tab; UTF-8 with or without BOM, UTF-16
or cp1252.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from greenpath_tui.domain.days import Anchor, read_date
from greenpath_tui.domain.model import Status
from greenpath_tui.domain.money import SIGNS, currency_of, read_money
from greenpath_tui.domain.text import clean_line, fold, from_cell
from greenpath_tui.errors import FileRefused
from greenpath_tui.portfolio_file.reading import shown

MOST_ROWS = 100_000
_SPELLINGS = {
    "name": "name account accountname company companyname customer customername",
    "arr": "arr contractvalue annualvalue",  # annual revenue is the customer's own turnover
    "renewal_date": "renewaldate renewal renews nextrenewaldate contractrenewaldate",
    "status": "status rag ragstatus",
    "csm": "csm csmname successmanager customersuccessmanager accountowner",
    "segment": "segment",
    "external_id": "externalid accountid",
}
_HEALTH = frozenset(["health", "healthstatus", "healthscore", "currentscore", "accounthealth"])
_HEADINGS = {word: key for key, words in _SPELLINGS.items() for word in words.split()}
_GUESSED = {"owner": "csm"}  # headings that give way to plain ones
_WORDS = re.compile(r"[^\s_()\[\]]+")
_STATUS = {word: s for s in Status for word in (s.value, s.value[0])}
_STATUS |= {"amber": Status.YELLOW, "a": Status.YELLOW}  # red, amber, green


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
        lines: list[tuple[int, list[str]]] = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(lines) >= MOST_ROWS:
                raise FileRefused(f"{name} has more than {MOST_ROWS} rows.")
            lines.append((reader.line_num, cells))
        _take_health(headings, columns, left_out, [cells for _, cells in lines])
        currency = next(
            (_heading_currency(headings[i]) for i, k in columns.items() if k == "arr"), ""
        )
        dated = [index for index, key in columns.items() if key == "renewal_date"]
        order = _slash_order(cells[i] for _, cells in lines for i in dated if i < len(cells))
        rows: list[Row] = []
        refused: list[str] = []
        for line, cells in lines:
            read = _row(cells, columns, len(headings), line, today, order)
            if isinstance(read, Row):
                if currency and "arr" in read.values:
                    read.values.setdefault("currency", currency)
                rows.append(read)
            else:
                refused.append(read)
    except csv.Error as error:
        raise FileRefused(f"{name}, line {reader.line_num}: {error}.") from error
    return Sheet(tuple(rows), tuple(refused), tuple(left_out))


def _plain(heading: str) -> str:
    return re.sub(r"[\s_]", "", heading).casefold()


def _guessed(heading: str) -> str | None:
    """What a column holds by its heading without a currency (`ARR (€)`), or by two words for one
    thing (`CSM / Owner`); a plain heading comes before it.
    """
    named = {_HEADINGS.get(_plain(word), _GUESSED.get(_plain(word))) for word in heading.split("/")}
    if len(named) == 1 and None not in named:
        return named.pop()
    words = _WORDS.findall(heading)
    rest = [word for word in words if not _code(word) and word != "in"]
    return (
        "arr" if len(rest) < len(words) and _HEADINGS.get(_plain(" ".join(rest))) == "arr" else None
    )


def _code(word: str) -> str:
    """The currency a word is: `EUR` of `€` and `EUR`; empty for another word."""
    named = currency_of(f"{word} 1") if word == word.upper() else ""
    return named if word in (named, *SIGNS) else ""


def _heading_currency(heading: str) -> str:
    """The currency that a heading names: `EUR` of `ARR (€)`; empty without."""
    return next((code for word in _WORDS.findall(heading) if (code := _code(word))), "")


def _columns(headings: list[str], name: str) -> tuple[dict[int, str], list[str]]:
    columns: dict[int, str] = {}
    for index, heading in enumerate(headings):
        if (key := _HEADINGS.get(_plain(heading))) is None:
            continue
        if key in columns.values():
            raise FileRefused(f"{name}: two columns are {key.replace('_', ' ')}.")
        columns[index] = key
    for index, heading in enumerate(headings):
        key = _guessed(heading)
        if index not in columns and key is not None and key not in columns.values():
            columns[index] = key
    left_out = [clean_line(h) for index, h in enumerate(headings) if index not in columns]
    if "name" not in columns.values():
        found = ", ".join(left_out[:6]) or "nothing that is known"
        raise FileRefused(
            f"{name}: no column is called name. It has {found}; a sheet takes name, arr, "
            "renewal date, status, csm and segment."
        )
    return columns, left_out


def _take_health(
    headings: list[str], columns: dict[int, str], left_out: list[str], rows: list[list[str]]
) -> None:
    """Where there is no status, a column of health that holds nothing but its colours is one."""
    if "status" in columns.values():
        return
    for index, heading in enumerate(headings):
        if _plain(heading) not in _HEALTH:
            continue
        cells = {fold(cells[index].strip()) for cells in rows if index < len(cells)} - {""}
        if cells and all(len(cell) > 1 and cell in _STATUS for cell in cells):  # `A` is a grade
            columns[index] = "status"
            left_out.remove(clean_line(heading))
            return


_DOTTED = re.compile(r"\s*(\d{1,2})\.(\d{1,2})\.(\d{2})\s*")
_SLASHED = re.compile(r"\s*(\d{1,2})/(\d{1,2})/(\d{2}|\d{4})\s*")
_NAMED_MONTH = re.compile(r"(\d{1,2})[-. ]([A-Za-z]{3,9})[-. ](\d{2})")  # `31-Jan-27`


def _slash_order(cells: Iterable[str]) -> str:
    """Whether a column writes `26/12/2027` (dmy) or `12/26/2027` (mdy); empty where none tells."""
    found = [match for cell in cells if (match := _SLASHED.fullmatch(cell))]
    days_first = any(int(match[1]) > 12 for match in found)
    months_first = any(int(match[2]) > 12 for match in found)
    if days_first == months_first:
        return ""
    return "dmy" if days_first else "mdy"


def _date(cell: str, today: date, order: str) -> date | None:
    """A date of the column; `3/4/2027` is read as the others of the column are."""
    if match := _NAMED_MONTH.fullmatch(cell.strip()):
        cell = f"{match[1]} {match[2]} 20{match[3]}"
    if match := _DOTTED.fullmatch(cell):
        cell, order = f"{match[1]}/{match[2]}/{match[3]}", "dmy"
    if (match := _SLASHED.fullmatch(cell)) is None:
        return None if cell.strip().endswith(".") else read_date(cell, Anchor(today))
    if not order:
        return None
    day, month = (match[1], match[2]) if order == "dmy" else (match[2], match[1])
    year = match[3] if len(match[3]) == 4 else f"20{match[3]}"
    found = read_date(f"{year}-{int(month):02}-{int(day):02}", Anchor(today))
    if found and len(match[3]) == 2 and not -2 <= found.year - today.year <= 20:
        return None  # `26/12/01` begins with its year
    return found


def _row(
    cells: list[str], columns: dict[int, str], width: int, line: int, today: date, order: str
) -> Row | str:
    if len(cells) != width:
        return f"line {line}: {len(cells)} cells, the heading has {width}"
    values: dict[str, object] = {}
    wrong: list[str] = []
    csm: str | None = None
    for index, key in columns.items():
        cell = from_cell(cells[index]).strip()
        if key == "csm":
            csm = clean_line(cell)
            continue
        if not cell:
            continue
        value, problem = _value(key, cell, today, order)
        if problem:
            wrong.append(problem)
            continue
        values[key] = value
        if key == "arr" and (currency := currency_of(cell)):
            values["currency"] = currency
    if not values.get("name"):
        wrong.append("no name")
    for key, limit in (("name", 120), ("segment", 60), ("external_id", 80), ("csm", 120)):
        text = csm if key == "csm" else values.get(key, "")
        if len(str(text or "")) > limit:
            wrong.append(f"{key.replace('_', ' ')} has more than {limit} characters")
    return f"line {line}: {'; '.join(wrong)}" if wrong else Row(line, values, csm)


def _value(key: str, cell: str, today: date, order: str) -> tuple[object, str]:
    """(value, problem) of a cell that is not empty."""
    if key == "arr":
        amount = read_money(cell)
        return amount, "" if amount is not None else f"arr is not an amount: {shown(cell)}"
    if key == "renewal_date":
        day = _date(cell, today, order)
        if day is not None:
            return day, ""
        match = _SLASHED.fullmatch(cell)
        if match and not order and int(match[1]) <= 12 and int(match[2]) <= 12:
            return None, f"renewal date may be read two ways (write 2027-03-01): {shown(cell)}"
        return None, f"renewal date is not a date (2027-03-01): {shown(cell)}"
    if key == "status":
        status = _STATUS.get(fold(cell))
        return status, "" if status else f"status is not red, yellow or green: {shown(cell)}"
    return clean_line(cell), ""
