"""kill -9 in a loop of writes: every acknowledged one is there, the journal agrees with the tables."""

import os
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from greenpath_tui.domain.quickadd import AccountLine
from greenpath_tui.services import Services
from greenpath_tui.storage import schema
from greenpath_tui.storage.mapping import to_json
from greenpath_tui.storage.store import Store

KILLS = int(os.environ.get("GREENPATH_TEST_KILLS", "200"))


def killed(database: Path, kills: int) -> list[int]:
    """The operations that writers had acknowledged before they were killed."""
    script = Path(__file__).with_name("killing.py")
    argv = [sys.executable, str(script), str(database), str(kills)]
    ran = subprocess.run(argv, capture_output=True, text=True, timeout=900, check=True)
    return [int(line) for line in ran.stdout.split()]


def assert_whole(database: Path, acknowledged: list[int]) -> None:
    """Nothing acknowledged is lost, nothing is torn, the newest change of every row is its value."""
    store = Store(str(database), lambda: date(2026, 11, 23), "reader")
    with closing(store), store.read() as reader:
        assert reader.conn.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        ids = set(reader.conn.scalars(sa.select(schema.operations.c.id)))
        assert set(acknowledged) <= ids
        assert (
            len(ids) - len(set(acknowledged)) <= KILLS + 1
        )  # saved, and killed before it was said
        newest: dict[tuple[str, str], dict[str, object]] = {}
        changes = reader.conn.execute(sa.select(schema.changes).order_by(schema.changes.c.id))
        for change in changes:
            assert change.operation_id in ids
            newest.setdefault((change.kind, change.row_id), {}).update(change.after)
        rows = 0
        for table in schema.TABLES.values():
            for row in reader.conn.execute(sa.select(table)).mappings():
                rows += 1
                for name, value in newest[table.name, row["id"]].items():
                    assert to_json(row[name]) == value
        assert rows == len(newest)


@pytest.mark.long
def test_nothing_acknowledged_is_lost_when_writers_are_killed(tmp_path: Path) -> None:
    database = tmp_path / "book.db"
    services = Services(Store(str(database), lambda: date(2026, 11, 23), "setup"))
    services.accounts.add(AccountLine(name="Acme", new_csm="Dana Reyes"))
    services.close()
    acknowledged = killed(database, KILLS)
    assert len(acknowledged) >= KILLS
    assert_whole(database, acknowledged)
