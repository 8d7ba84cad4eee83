"""The house rules that a machine can check: layers, late imports, one door for writes, no markup."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
PACKAGE = SOURCE / "greenpath_tui"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(SOURCE), "NO_COLOR": "1"}


def python(script: str) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=ENVIRONMENT,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def modules(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Path inside the package and syntax tree of each module of some folders (none: all)."""
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE)
        if not folders or place.parts[0] in folders:
            yield place.as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Each call with the last part of the called name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.func.attr, node
            elif isinstance(node.func, ast.Name):
                yield node.func.id, node


# -- imports -------------------------------------------------------------------------------------


def test_imports_point_down_only() -> None:
    script = (
        "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    )
    assert "0 broken" in python(script)


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("greenpath_tui.cli.main", ["textual", "rich", "sqlalchemy", "pydantic", "alembic"]),
        ("greenpath_tui.__main__", ["textual", "rich", "sqlalchemy", "pydantic", "alembic"]),
        ("greenpath_tui.services", ["textual", "rich", "alembic", "pydantic"]),
        ("greenpath_tui.ui.app", ["sqlalchemy", "pydantic", "alembic"]),
        ("greenpath_tui.ui.screens.portfolio", ["sqlalchemy", "pydantic", "alembic"]),
        ("greenpath_tui.views.dossier", ["textual", "rich", "sqlalchemy", "pydantic"]),
    ],
)
def test_an_import_does_not_pay_for_what_it_does_not_use(module: str, unwanted: list[str]) -> None:
    script = f"import sys, {module}; print([n for n in {unwanted!r} if n in sys.modules])"
    assert python(script).strip() == "[]"


def test_importing_any_module_has_no_effect_on_the_disk(tmp_path: Path) -> None:
    home = tmp_path / "nothing here"
    home.mkdir()
    script = (
        "import importlib, os, pathlib, pkgutil\n"
        f"home = {str(home)!r}\n"
        "for name in ('HOME', 'XDG_DATA_HOME', 'XDG_CONFIG_HOME', 'XDG_STATE_HOME'):\n"
        "    os.environ[name] = home\n"
        "os.chdir(home)\n"
        "import greenpath_tui\n"
        "for item in pkgutil.walk_packages(greenpath_tui.__path__, 'greenpath_tui.'):\n"
        "    if not item.name.endswith(('__main__', 'migrations.env')):\n"
        "        importlib.import_module(item.name)\n"
        "print(sorted(p.name for p in pathlib.Path(home).rglob('*')))\n"
    )
    assert python(script).strip() == "[]"


# -- the database --------------------------------------------------------------------------------

CONNECTING = {"connect", "create_engine", "Session", "sessionmaker", "begin", "execute", "Store"}
ALLOWED = {("bootstrap.py", "Store")}


def test_only_storage_opens_connections() -> None:
    found = {
        (place, name)
        for place, tree in modules()
        if not place.startswith("storage/")
        for name, _ in calls(tree)
        if name in CONNECTING
    }
    assert found == ALLOWED


def test_only_the_journal_writes() -> None:
    statement = re.compile(r"\bsa\.(?:insert|update|delete)\(|\b(?:INSERT INTO|DELETE FROM)\b")
    writing = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if "migrations" not in path.parts and statement.search(path.read_text(encoding="utf-8"))
    }
    assert writing == {"storage/journal.py"}


def test_only_services_begin_a_write() -> None:
    found = {
        place.split("/")[0]
        for place, tree in modules()
        for name, node in calls(tree)
        if name == "write" and "store.write" in ast.unparse(node.func)
    }
    assert found == {"services"}


# -- user text is never markup -------------------------------------------------------------------

SHOWING = {
    "notify",
    "Static",
    "Label",
    "Button",
    "OptionList",
    "Option",
    "Select",
    "TabPane",
    "Tab",
}
PLAIN = ("Content", "Text")
TITLES = {"border_title", "border_subtitle", "tooltip"}


def plain(value: ast.expr) -> bool:
    """A literal, a Content or a Text."""
    if isinstance(value, ast.Constant):
        return True
    return isinstance(value, ast.Call) and ast.unparse(value.func).split(".")[0] in PLAIN


def markup(tree: ast.Module) -> Iterator[str]:
    for name, node in calls(tree):
        if name not in SHOWING:
            continue
        off = any(
            k.arg == "markup" and isinstance(k.value, ast.Constant) and k.value.value is False
            for k in node.keywords
        )
        if not off and not all(map(plain, node.args)):
            yield f"{node.lineno}: {ast.unparse(node)}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and not plain(node.value):
            for target in node.targets:
                if isinstance(target, ast.Attribute) and target.attr in TITLES:
                    yield f"{node.lineno}: {ast.unparse(node)}"


def test_no_text_of_a_user_is_shown_as_markup() -> None:
    found = [f"{place}:{line}" for place, tree in modules("ui") for line in markup(tree)]
    assert found == []


@pytest.mark.parametrize(
    ("code", "bad"),
    [
        ("self.notify(f'Moved {name}')", True),
        ("self.notify(name, markup=True)", True),
        ("Static(title)", True),
        ("card.border_title = name", True),
        ("self.notify('Saved')", False),
        ("self.notify(name, markup=False)", False),
        ("Static(Content(title))", False),
        ("Static(Content.assemble(title))", False),
        ("card.border_title = Content(name)", False),
    ],
)
def test_the_check_for_markup_sees_what_it_should(code: str, bad: bool) -> None:
    assert bool(list(markup(ast.parse(code)))) is bad


# -- docstrings ----------------------------------------------------------------------------------


def test_every_module_and_every_public_thing_says_what_it_is() -> None:
    silent = []
    for place, tree in modules():
        if "/versions/" in place:
            continue
        if not ast.get_docstring(tree):
            silent.append(place)
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                if any(ast.unparse(base) == "Protocol" for base in node.bases):
                    continue
                if not ast.get_docstring(node):
                    silent.append(f"{place}: {node.name}")
                silent += [
                    f"{place}: {node.name}.{item.name}"
                    for item in node.body
                    if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)
                    and not item.name.startswith("_")
                    and not ast.get_docstring(item)
                ]
        silent += [
            f"{place}: {node.name}"
            for node in tree.body
            if isinstance(node, ast.FunctionDef)
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
        ]
    assert silent == []
