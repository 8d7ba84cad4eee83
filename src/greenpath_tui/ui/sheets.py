"""The sheets, imported when the first one opens: the first frame does not pay for them."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from greenpath_tui.ui.modals.compare import CompareSheet
    from greenpath_tui.ui.modals.date import DateAnswer, DateAsk, DateSheet
    from greenpath_tui.ui.modals.fields import Field
    from greenpath_tui.ui.modals.form import FormSheet
    from greenpath_tui.ui.modals.gate import GateAnswer, GateSheet
    from greenpath_tui.ui.modals.line import LineAsk, LineReading, LineSheet
    from greenpath_tui.ui.modals.pick import Choice, PickSheet
    from greenpath_tui.ui.modals.progress import ProgressSheet
    from greenpath_tui.ui.modals.reader import AskSheet, ReadSheet
    from greenpath_tui.ui.modals.share import Shared, ShareSheet

_PLACES = {
    "CompareSheet": "compare",
    "DateAnswer": "date",
    "DateAsk": "date",
    "DateSheet": "date",
    "Field": "fields",
    "FormSheet": "form",
    "GateAnswer": "gate",
    "GateSheet": "gate",
    "LineAsk": "line",
    "LineReading": "line",
    "LineSheet": "line",
    "Choice": "pick",
    "PickSheet": "pick",
    "ProgressSheet": "progress",
    "AskSheet": "reader",
    "ReadSheet": "reader",
    "Shared": "share",
    "ShareSheet": "share",
}
__all__ = [
    "AskSheet",
    "Choice",
    "CompareSheet",
    "DateAnswer",
    "DateAsk",
    "DateSheet",
    "Field",
    "FormSheet",
    "GateAnswer",
    "GateSheet",
    "LineAsk",
    "LineReading",
    "LineSheet",
    "PickSheet",
    "ProgressSheet",
    "ReadSheet",
    "ShareSheet",
    "Shared",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(name)
    return getattr(import_module(f"greenpath_tui.ui.modals.{_PLACES[name]}"), name)
