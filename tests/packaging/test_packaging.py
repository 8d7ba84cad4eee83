"""The wheel: built, installed elsewhere, and used from another folder."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ("pyproject.toml", "README.md", "CHANGELOG.md", "sample_portfolio.toml", "src", "styles")

RESOURCES = """
import greenpath_tui
from pathlib import Path
from greenpath_tui.resources import sample_portfolio, styles_dir
package = Path(greenpath_tui.__file__).parent
print(package)
assert styles_dir() == package / "styles", styles_dir()
assert (styles_dir() / "base.tcss").is_file()
assert sample_portfolio() == package / "sample_portfolio.toml"
assert sample_portfolio().is_file()
"""

MOUNT = """
import asyncio, dataclasses, pathlib, sys
from greenpath_tui import bootstrap, settings
from greenpath_tui.ui.app import GreenpathApp, Opening
here = pathlib.Path.cwd()
given = settings.load({"database": str(here / "d.db"), "today": "2026-11-23", "user": "dana"}, {})
given = dataclasses.replace(given, state_dir=here / "state")
opener = lambda: bootstrap.open_demo(given)
app = GreenpathApp(Opening(given, opener, opener, True))
async def main():
    async with app.run_test(size=(120, 40)) as pilot:
        for _ in range(200):
            await app.workers.wait_for_complete()
            await pilot.pause(0.02)
            if app.services is not None:
                break
        await app.workers.wait_for_complete()
        await pilot.pause()
        shown = "".join(
            segment.text for line in app.screen._compositor.render_strips() for segment in line
        )
        assert "Harbour & Main" in shown, shown
        print(type(app.screen).__name__, len(app.services.accounts.rows()))
asyncio.run(main())
"""


@pytest.fixture(scope="module")
def built_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of a copy of the checkout, built with what is installed."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in SHIPPED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, copy / name)
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "out", "."],
        cwd=copy,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = (copy / "out").glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(built_wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the installed wheel; its dependencies come from this environment."""
    target = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--no-deps", "--no-index", "--target", str(target), str(built_wheel)),
        ],
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return target


@pytest.fixture
def elsewhere(installed: Path, tmp_path: Path) -> Callable[..., str]:
    """Run the installed package from another folder, in an empty home."""
    keep = {"PATH", "LANG", "LC_ALL", "TMPDIR"}
    environment = {name: value for name, value in os.environ.items() if name in keep}
    environment |= {"PYTHONPATH": str(installed), "HOME": str(tmp_path), "TERM": "xterm-256color"}

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    return run


def test_the_wheel_holds_everything_that_is_shipped(built_wheel: Path) -> None:
    names = set(zipfile.ZipFile(built_wheel).namelist())
    wanted = {
        path.relative_to(ROOT / "src").as_posix()
        for path in (ROOT / "src" / "greenpath_tui").rglob("*")
        if path.suffix in (".py", ".mako")
    }
    wanted |= {
        f"greenpath_tui/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / "styles").rglob("*.tcss")
    }
    wanted.add("greenpath_tui/sample_portfolio.toml")
    assert wanted <= names
    assert [n for n in names if "__pycache__" in n or n.startswith("tests")] == []


def test_the_wheel_names_the_command(built_wheel: Path) -> None:
    with zipfile.ZipFile(built_wheel) as wheel:
        (entry,) = (n for n in wheel.namelist() if n.endswith("entry_points.txt"))
        assert "greenpath = greenpath_tui.__main__:main" in wheel.read(entry).decode()


def test_styles_and_sample_are_inside_the_installed_package(
    elsewhere: Callable[..., str], installed: Path
) -> None:
    assert elsewhere("-c", RESOURCES) == str(installed / "greenpath_tui")


def test_the_installed_command_tells_its_version(elsewhere: Callable[..., str]) -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] in elsewhere("-m", "greenpath_tui", "--version")


def test_the_installed_command_fills_a_database(
    elsewhere: Callable[..., str], tmp_path: Path
) -> None:
    where = ("--database", str(tmp_path / "book.db"), "--today", "2026-11-23")
    sample = elsewhere(
        "-c", "from greenpath_tui.resources import sample_portfolio as s; print(s())"
    )
    elsewhere("-m", "greenpath_tui", "import", sample, *where)
    assert "Harbour & Main" in elsewhere("-m", "greenpath_tui", "accounts", *where)


def test_the_installed_app_opens(elsewhere: Callable[..., str]) -> None:
    screen, accounts = elsewhere("-c", MOUNT).split()
    assert screen == "PortfolioScreen"
    assert int(accounts) > 5
