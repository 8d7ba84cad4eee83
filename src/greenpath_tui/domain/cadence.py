"""When the next weekly update is due (PRODUCT rule "Next update")."""

from datetime import date, timedelta

from greenpath_tui.domain.method import DEFAULT_METHOD, Method
from greenpath_tui.domain.model import Account, Status


def next_update_days(status: Status, tier: int, own: int | None, method: Method) -> int:
    """Days between weekly updates: the account's own, else by status and tier."""
    if own:
        return own
    if status is Status.RED and tier == 3:
        return method.crisis_update_days
    return method.update_days[status]


def proposed_update(account: Account, today: date, method: Method = DEFAULT_METHOD) -> date:
    """The next update date proposed when an update is written."""
    days = next_update_days(account.status, account.tier, account.update_days, method)
    return today + timedelta(days=days)
