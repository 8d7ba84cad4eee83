"""Indexes that hold all the portfolio list asks of the team, touchpoints, changes, measurements."""

from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"


def upgrade() -> None:
    op.drop_index("ix_team_account_id", "team")
    op.create_index(
        "ix_team_serving",
        "team",
        ["account_id", "seq", "function", "until", "deleted", "person_id"],
    )
    op.drop_index("ix_touchpoints_account", "touchpoints")
    op.create_index(
        "ix_touchpoints_account", "touchpoints", ["account_id", "on", "kind", "deleted"]
    )
    op.drop_index("ix_status_changes_account", "status_changes")
    op.create_index(
        "ix_status_changes_account",
        "status_changes",
        ["account_id", "on", "seq", "old", "new", "deleted"],
    )
    op.drop_index("ix_measurements_newest", "measurements")
    op.create_index(
        "ix_measurements_newest",
        "measurements",
        ["criterion_id", "on", "seq", "value", "deleted"],
    )
