"""Cleaning of text that people or files gave us, once, at the edge."""

import re
import unicodedata

_JOINERS = "\u200c\u200d"  # emoji and several scripts are written with them
_SHOWN_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2")  # number signs
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def _kept(char: str, keep: str) -> bool:
    if char in keep or char in _JOINERS:
        return True
    kind = unicodedata.category(char)
    if kind == "Cf":  # bidi controls, zero widths, tags, soft hyphens
        return char in _SHOWN_FORMATS
    return kind not in ("Cc", "Cs", "Zl", "Zp") and char not in _BLANK_LETTERS


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


WORD = re.compile(r'(?:[^\s"]*"[^"]*"?|[^\s"]+)+')  # of a typed line; quotation marks hold blanks


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


def counted(number: int, word: str) -> str:
    """`1 task`, `3 tasks`, `2 criteria`."""
    if number == 1:
        return f"1 {word}"
    return f"{number} {'criteria' if word == 'criterion' else word + 's'}"
