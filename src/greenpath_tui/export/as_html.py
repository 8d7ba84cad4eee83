"""A page as one self-contained HTML file: no script, nothing fetched, prints on A4 and Letter."""

from collections.abc import Sequence
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from greenpath_tui.views.page import OverviewRow, Page


def render(pages: Sequence[Page], overview: Sequence[OverviewRow] = ()) -> str:
    """The pages one after another, a table of all accounts first; user text is escaped."""
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    source = files("greenpath_tui.export").joinpath("page.html.j2").read_text(encoding="utf-8")
    one = pages[0].account if len(pages) == 1 else f"{len(pages)} accounts"
    return (
        environment.from_string(source).render(
            title=f"{one}: the way to Green", pages=pages, overview=overview
        )
        + "\n"
    )
