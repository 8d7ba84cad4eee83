"""Hostile text in every field at once: each screen and sheet shows it, none obeys it."""

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

import every_field
from driving import TODAY, driven, settings_for
from greenpath_tui import bootstrap
from greenpath_tui.domain import model as m

TEXTS = {
    "written": "[/] [b] [@click=app.quit]x [link=http://x]y =1+1 {0} %s $(id) <b>x</b> `x` **b** ../..",
    "unseen": (
        "n\x1b[31m\x1b]2;owned\x07\x1b]52;c;aGk=\x07\u009b31m\x00\x7f"
        "\u202egnirts\u2066 Z\u0351\u0352 😀 👩\u200d💻 日本語 עברית \u200b"
    ),
}
WALK = (
    ("z", "z"), ("e", "escape"), ("m", "escape"), ("w", "escape"), ("s", "escape"),
    ("x", "tab", "escape"), (":", "n", "escape"), ("P", "escape"), ("enter",), ("e", "escape"),
    ("t", "escape"), ("o", "escape"), ("b", "escape"), ("!", "escape"), ("k", "enter", "escape"),
    ("l", "j", "z"), ("z", "/", "n", "escape", "escape"), ("c", "u"), ("4",), ("j", "e", "escape"),
    ("G", "m", "escape"), ("s", "escape"), ("V", "escape"), ("x", "escape"), ("?", "escape"),
)  # fmt: skip


def everywhere(text: str) -> Any:
    """A `put` that gives this text to every field that takes any text."""

    def put(kind: type[m.Entity], **given: Any) -> m.Entity:
        return kind(**{**given, **every_field.free_fields(kind, text)})

    return put


@pytest.mark.parametrize("size", [(140, 40), (60, 15)], ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
async def test_every_field_is_shown_and_not_obeyed(
    tmp_path: Path, text: str, size: tuple[int, int]
) -> None:
    services = bootstrap.open_services(settings_for(tmp_path))
    with services.store.write() as write:
        every_field.fill(write, everywhere(text), TODAY)
    services.close()
    async with driven(tmp_path, sample=False, size=size) as app:
        seen = app.screen
        for keys in WALK:
            for key in keys:
                await app.press(key)
                shown = app.screen
                bad = [c for c in shown if c != "\n" and unicodedata.category(c) == "Cc"]
                assert not bad, (keys, key)
                assert not set(shown) & set("\u202e\u2066\u200b"), (keys, key)
                assert all(cell_len(line) <= size[0] for line in shown.split("\n"))
                seen += shown
        word = "".join(c for c in text if c.isprintable()).split()[0][:8]
        assert word in seen
        assert app.app.is_running
