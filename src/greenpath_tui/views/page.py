"""The page that goes out, as every renderer (Markdown, HTML, chat) shows it."""

from dataclasses import dataclass

from greenpath_tui.domain.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Item:
    """A line: who or what in bold, then the words."""

    text: str
    lead: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """A criterion as the page shows it."""

    metric: str
    baseline: str
    now: str
    target: str  # with its unit
    way: int | None  # per cent, 0-100
    words: str  # `met`, `57 %, on course`
    due: str
    met: bool
    behind: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page; empty parts are left out of it."""

    title: str
    items: tuple[Item, ...] = ()
    quote: tuple[str, ...] = ()
    criteria: tuple[CriterionLine, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Everything one page says, in order."""

    account: str
    status: str  # in short; empty for the customer
    facts: tuple[tuple[str, str], ...]
    verdict: Verdict
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """An account in the table before several pages; for our own people only."""

    account: str
    status: str
    plan: str
    met: str
    late: str
    next_update: str
    verdict: str
