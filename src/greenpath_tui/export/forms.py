"""The forms in which accounts go out: one list for the command line, the share sheet and files."""

from typing import NamedTuple


class Form(NamedTuple):
    """How a form is called, and how its files end."""

    name: str
    ending: str


FORMS: dict[str, Form] = {
    "md": Form("Markdown", "md"),
    "html": Form("HTML", "html"),
    "chat": Form("chat", "txt"),
    "csv": Form("CSV of tasks", "csv"),
    "ics": Form("calendar", "ics"),
    "toml": Form("portfolio file", "toml"),
    "json": Form("JSON", "json"),
}
