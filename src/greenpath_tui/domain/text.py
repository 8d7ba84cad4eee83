"""Cleaning of text that people or files gave us, once, at the edge."""

import re
import unicodedata

_UNSEEN = frozenset("\u200b\u200e\u200f\ufeff")


def _kept(char: str, keep: str) -> bool:
    return char in keep or (
        unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp")
        and char not in _UNSEEN
        and not "\u202a" <= char <= "\u202e"
        and not "\u2066" <= char <= "\u2069"
    )


def clean_line(text: str) -> str:
    """One line: NFC, no control, bidi-override or invisible character, spaces folded."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split()) if "  " in text or text != text.strip() else text
    spaced = text.replace("\n", " ").replace("\t", " ").replace("\r", " ")
    kept = "".join(c for c in spaced if _kept(c, ""))
    return " ".join(unicodedata.normalize("NFC", kept).split())


def clean_block(text: str) -> str:
    """Several lines: as `clean_line`, but newlines and tabs stay."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = unicodedata.normalize("NFC", "".join(c for c in unified if _kept(c, "\n\t")))
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip("\n")


def fold(text: str) -> str:
    """The form in which names are compared: trimmed, case ignored."""
    return " ".join(text.split()).casefold()


_FORMULA = re.compile(r"^\s*[=+\-@\t\r\n＝＋－＠]")
_MARKED = re.compile(r"^'(?='*\s*[=+\-@\t\r\n＝＋－＠])")


def to_cell(text: str) -> str:
    """A text that a spreadsheet does not run: one that begins like a formula gets a `'` before it."""
    return "'" + text if _FORMULA.match(text) or _MARKED.match(text) else text


def from_cell(cell: str) -> str:
    """The text that `to_cell` was given."""
    return _MARKED.sub("", cell)
