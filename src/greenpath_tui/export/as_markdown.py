"""A page as Markdown: what user text says stays text, never markup."""

import re
from collections.abc import Sequence

from greenpath_tui.views.page import Item, OverviewRow, Page, Section

_SPECIAL = re.compile(
    r"[\\`*_\[\]<>|~$@]|&(?=#?\w+;)|:(?=//)|(?<=\bwww)\.|:(?=(?:[A-Za-z_+-][\w+-]*|100|1234):)|(?<=\w)\.(?=[A-Za-z]{2,})|/(?=/)"
)
_LEADING = re.compile(r"^([#+\-=>!]|\d+(?=[.)]))")


def inline(text: str) -> str:
    """User text that Markdown shows as it is, inside a line or a cell."""
    return _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))


def literal(text: str) -> str:
    """User text that Markdown shows as it is, also at the beginning of a line."""
    escaped = inline(text)
    first = _LEADING.match(escaped)
    if first is None:
        return escaped
    end = first.end()
    if escaped[0].isdigit():  # `1.` would begin a numbered list
        return f"{escaped[:end]}\\{escaped[end:]}"
    return "\\" + escaped


def render(pages: Sequence[Page], overview: Sequence[OverviewRow] = ()) -> str:
    """The pages one after another, a table of all accounts first; ends with a newline."""
    parts = [_overview(overview)] if overview else []
    return "\n\n".join([*parts, *(_page(page) for page in pages)]) + "\n"


def _page(page: Page) -> str:
    out = [
        f"# {inline(page.account)}: the way to Green",
        "",
        f"**{inline(page.verdict.sentence)}**",
        "",
    ]
    out += [f"- {label}: {inline(value)}" for label, value in page.facts]
    for section in page.sections:
        out += ["", f"## {literal(section.title)}", "", *_section(section)]
    return "\n".join(out)


def _section(section: Section) -> list[str]:
    out: list[str] = []
    if section.quote:
        for number, text in enumerate(section.quote):
            out += [">"] if number else []
            out.append(f"> {literal(text)}")
    if section.criteria:
        out += [
            f"{section.note}",
            "",
            "| Criterion | From | Now | Target | Way there | Due |",
            "| --- | ---: | ---: | ---: | --- | --- |",
        ]
        for c in section.criteria:
            cells = (c.metric, c.baseline, c.now, c.target, c.words, c.due)
            out.append("| " + " | ".join(inline(cell) for cell in cells) + " |")
        return out
    if section.items:
        out += [""] if out else []
        out += [_item(item) for item in section.items]
    if section.note:
        out += ["", section.note] if out else [section.note]
    return out


def _item(item: Item) -> str:
    if not item.lead:
        return f"- {literal(item.text)}"
    return f"- **{inline(item.lead)}**: {inline(item.text)}"


def _overview(rows: Sequence[OverviewRow]) -> str:
    out = [
        f"# {len(rows)} accounts",
        "",
        "| Account | Status | Plan | Met | Late | Next update | Verdict |",
        "| --- | --- | --- | ---: | ---: | --- | --- |",
    ]
    for row in rows:
        cells = (row.account, row.status, row.plan, row.met, row.late, row.next_update, row.verdict)
        out.append("| " + " | ".join(inline(cell) for cell in cells) + " |")
    return "\n".join(out)
