"""Use cases: one method, one transaction, one undo step.

Each method returns a `Result` (what happened) or the view that was asked for. None knows a widget or
a statement of SQL.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from greenpath_tui.domain.method import DEFAULT_METHOD, Method
from greenpath_tui.services.accounts import Accounts
from greenpath_tui.storage.store import Store

if TYPE_CHECKING:
    from greenpath_tui.services.exchange import Exchange
    from greenpath_tui.services.green import Green
    from greenpath_tui.services.history import History
    from greenpath_tui.services.pages import Pages
    from greenpath_tui.services.people import People
    from greenpath_tui.services.plans import Plans
    from greenpath_tui.services.tasks import Tasks


class Services:
    """All use cases over one database. Areas are imported when they are first used."""

    def __init__(self, store: Store, method: Method = DEFAULT_METHOD) -> None:
        self.store = store
        self.method = method
        self.accounts = Accounts(store, method)

    @cached_property
    def plans(self) -> "Plans":
        """Recovery plans."""
        from greenpath_tui.services.plans import Plans

        return Plans(self.store, self.method)

    @cached_property
    def tasks(self) -> "Tasks":
        """Tasks."""
        from greenpath_tui.services.tasks import Tasks

        return Tasks(self.store, self.method)

    @cached_property
    def green(self) -> "Green":
        """The definition of Green."""
        from greenpath_tui.services.green import Green

        return Green(self.store, self.method)

    @cached_property
    def people(self) -> "People":
        """Our people."""
        from greenpath_tui.services.people import People

        return People(self.store, self.method)

    @cached_property
    def history(self) -> "History":
        """Undo and redo."""
        from greenpath_tui.services.history import History

        return History(self.store, self.method)

    @cached_property
    def pages(self) -> "Pages":
        """Pages that were sent."""
        from greenpath_tui.services.pages import Pages

        return Pages(self.store, self.method)

    @cached_property
    def exchange(self) -> "Exchange":
        """Files in and out."""
        from greenpath_tui.services.exchange import Exchange

        return Exchange(self.store, self.method)

    def close(self) -> None:
        """Give the database back."""
        self.store.close()
