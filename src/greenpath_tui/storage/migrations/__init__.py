"""Alembic scripts, shipped inside the package."""
