"""When the next weekly update is due."""

from typing import Any

import pytest
from domain_makers import TODAY, day

from greenpath_tui.domain import model as m
from greenpath_tui.domain.cadence import proposed_update


@pytest.mark.parametrize(
    ("values", "days"),
    [
        ({"status": m.Status.RED}, 7),
        ({"status": m.Status.RED, "tier": 3}, 1),
        ({"status": m.Status.YELLOW, "tier": 3}, 7),
        ({"status": m.Status.GREEN}, 30),
        ({"status": m.Status.RED, "tier": 3, "update_days": 14}, 14),
    ],
)
def test_the_next_update_is_proposed_by_status_and_tier(values: dict[str, Any], days: int) -> None:
    account = m.Account(id="a1", name="Acme", **values)
    assert proposed_update(account, TODAY) == day(days)
