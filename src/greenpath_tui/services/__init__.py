"""Use cases: one method, one transaction, one undo step.

Each method returns a `Result` (what happened) or the view that was asked for. None knows a widget or
a statement of SQL.
"""

from greenpath_tui.domain.method import DEFAULT_METHOD, Method
from greenpath_tui.services.accounts import Accounts
from greenpath_tui.services.exchange import Exchange
from greenpath_tui.services.green import Green
from greenpath_tui.services.history import History
from greenpath_tui.services.people import People
from greenpath_tui.services.plans import Plans
from greenpath_tui.services.tasks import Tasks
from greenpath_tui.storage.store import Store


class Services:
    """All use cases over one database."""

    def __init__(self, store: Store, method: Method = DEFAULT_METHOD) -> None:
        self.store = store
        self.accounts = Accounts(store, method)
        self.plans = Plans(store, method)
        self.tasks = Tasks(store, method)
        self.green = Green(store, method)
        self.people = People(store, method)
        self.history = History(store, method)
        self.exchange = Exchange(store, method)

    def close(self) -> None:
        """Give the database back."""
        self.store.close()
