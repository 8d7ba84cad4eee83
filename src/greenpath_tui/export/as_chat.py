"""A page as at most 12 lines for a channel; nobody is called by a name in it."""

import re
from collections.abc import Sequence

from greenpath_tui.views.page import Item, Page

MOST_LINES = 12
_LIKE = str.maketrans(
    {"*": "∗", "`": "ˋ", "~": "∼", "<": "‹", ">": "›", "[": "［", "]": "］", "#": "＃"}
)
_LONG = 160  # characters of a line


def plain(text: str) -> str:
    """User text that a chat shows as it is: no mention, no link, no formatting of its own."""
    flat = " ".join(text.split()).translate(_LIKE)
    flat = re.sub(r"(?<![^\W_])_|_(?![^\W_])", "＿", flat)
    flat = re.sub(r":(?=[\w+-]+:)", "∶", flat)
    flat = flat.replace("@", "＠").replace("://", ":⁄⁄").replace("www.", "www․")
    return flat if len(flat) <= _LONG else flat[: _LONG - 1] + "…"


def render(pages: Sequence[Page]) -> str:
    """One block of at most 12 lines for each page."""
    return "\n\n".join(_page(page) for page in pages) + "\n"


def _page(page: Page) -> str:
    facts = dict(page.facts)
    parts = {section.title: section for section in page.sections}
    head = f"{page.account}, {page.status}" if page.status else page.account
    where = f" ({facts['Plan']})" if "Plan" in facts else ""
    out = [plain(head + where), plain(page.verdict.sentence)]
    for title, lead, most in (
        ("What we need from you", "From you", 3),
        ("What we need", "Need", 3),
        ("What is next", "Next", 3),
        ("Late, blocked or moved", "Late", 2),
    ):
        section = parts.get(title)
        items: Sequence[Item] = section.items if section else ()
        out += [plain(f"{lead}: {_words(item)}") for item in items[:most]]
        if len(items) > most:
            out[-1] += f" (and {len(items) - most} more)"
    if "Next update" in facts:
        out.append(plain(f"Next update: {facts['Next update']}"))
    return "\n".join(out[:MOST_LINES])


def _words(item: Item) -> str:
    return f"{item.lead}: {item.text}" if item.lead else item.text
