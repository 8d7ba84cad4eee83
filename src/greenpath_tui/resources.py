"""Where the shipped files are: inside an installed package, or at the root of a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    inside = _PACKAGE / name
    return inside if inside.exists() else _PACKAGE.parent.parent / name


def styles_dir() -> Path:
    """The folder with the style sheets."""
    return _shipped("styles")


def sample_portfolio() -> Path:
    """The sample portfolio, which is also the portfolio file explained by example."""
    return _shipped("sample_portfolio.toml")
