"""A page as plain text, for a terminal or a log: nothing in it is markup."""

from greenpath_tui.views.page import Item, Page


def render(page: Page) -> str:
    """The page; ends with a newline."""
    out = [page.account, page.verdict.sentence, ""]
    widest = max((len(label) for label, _ in page.facts), default=0)
    out += [f"{label:<{widest}}  {value}" for label, value in page.facts]
    for section in page.sections:
        out += ["", section.title]
        out += [f"  {text}" for text in section.quote]
        width = max((len(c.metric) for c in section.criteria), default=0)
        for c in section.criteria:
            figures = f"{c.baseline:>8} {c.now:>8} {c.target:>12}"
            out.append(f"  {c.metric:<{width}} {figures}  {c.words}")
        out += [f"  {_line(item)}" for item in section.items]
        if section.note:
            out.append(f"  {section.note}")
    return "\n".join(out) + "\n"


def _line(item: Item) -> str:
    return f"{item.lead}: {item.text}" if item.lead else item.text
