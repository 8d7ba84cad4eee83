"""Writing an export: whole or not at all, for its owner only, never over a file unasked."""

import os
from pathlib import Path

import pytest

from greenpath_tui.errors import FileRefused
from greenpath_tui.export.files import safe_name, write_file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder."""
    made = tmp_path / "exports"
    made.mkdir()
    return made


def test_a_file_is_written_for_its_owner_only(folder: Path) -> None:
    path = folder / "plan.md"
    write_file(path, "Größe\n")
    assert path.read_bytes() == "Größe\n".encode()
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(folder.iterdir()) == [path]


def test_a_file_is_never_replaced_unasked(folder: Path) -> None:
    path = folder / "plan.md"
    path.write_text("mine")
    with pytest.raises(FileRefused, match="exists already and was kept"):
        write_file(path, "new")
    assert path.read_text() == "mine"
    assert list(folder.iterdir()) == [path]
    write_file(path, "new", replace=True)
    assert path.read_text() == "new"


def test_a_link_is_replaced_and_not_followed(folder: Path) -> None:
    victim, link = folder / "victim", folder / "link.md"
    link.symlink_to(victim)
    with pytest.raises(FileRefused):
        write_file(link, "new")
    assert not victim.exists()
    victim.write_text("mine")
    write_file(link, "new", replace=True)
    assert victim.read_text() == "mine"
    assert not link.is_symlink()


def test_what_cannot_be_written_is_a_sentence_and_leaves_nothing(folder: Path) -> None:
    with pytest.raises(FileRefused, match="cannot be written"):
        write_file(folder / "none" / "plan.md", "x")
    other = folder / "folder"
    other.mkdir()
    with pytest.raises(FileRefused, match="is not a file; nothing was written"):
        write_file(other, "x", replace=True)
    assert list(folder.iterdir()) == [other]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Harbour & Main", "harbour-main"),
        ("../../etc/passwd", "etc-passwd"),
        ("Café Zürich", "cafe-zurich"),
        ("日本", "account"),
        ("", "account"),
        (".hidden", "hidden"),
        ("-rf", "rf"),
        ("x" * 500, "x" * 40),
        ("a" * 39 + " b", "a" * 39),
        ('a/b\\c:d*?"', "a-b-c-d"),
        ("\x1b[31m\u202eabc", "31mabc"),
    ],
)
def test_any_name_gives_a_file_name(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize("replace", [False, True])
def test_what_is_no_file_is_never_replaced(tmp_path: Path, replace: bool) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(FileRefused, match="pipe is not a file; nothing was written"):
        write_file(pipe, "text", replace=replace)
    assert pipe.is_fifo()


def test_a_name_too_long_is_a_sentence(folder: Path) -> None:
    with pytest.raises(FileRefused, match="cannot be written"):
        write_file(folder / ("x" * 300), "text")


def test_a_write_that_fails_at_its_end_leaves_no_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(FileRefused, match="cannot be written: Input/output error"):
        write_file(folder / "plan.md", "text")
    assert list(folder.iterdir()) == []
