"""Indexes that hold all the portfolio list asks of the team, touchpoints, changes, measurements."""

from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"

_WIDER = (  # table, the index before, the index now, its columns
    ("team", "ix_team_account_id", "ix_team_serving",
     ["account_id", "seq", "function", "until", "deleted", "person_id"]),
    ("touchpoints", "ix_touchpoints_account", "ix_touchpoints_account",
     ["account_id", "on", "kind", "deleted"]),
    ("status_changes", "ix_status_changes_account", "ix_status_changes_account",
     ["account_id", "on", "seq", "old", "new", "deleted"]),
    ("measurements", "ix_measurements_newest", "ix_measurements_newest",
     ["criterion_id", "on", "seq", "value", "deleted"]),
)


def upgrade() -> None:
    for table, before, now, columns in _WIDER:
        op.drop_index(before, table)
        op.create_index(now, table, columns)
