"""Frozen read models: what a screen or a report shows."""
