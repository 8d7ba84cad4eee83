"""The palette (every action, account and view) and the help (the keys of one screen)."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from greenpath_tui.ui import actions
from greenpath_tui.ui.actions import Action
from greenpath_tui.ui.glyphs import STATUS_INK, Glyphs
from greenpath_tui.ui.ink import Part
from greenpath_tui.ui.modals.pick import Choice, PickSheet
from greenpath_tui.ui.state import SHIPPED_VIEWS

if TYPE_CHECKING:
    from greenpath_tui.ui.screens.base import AppScreen


def _keys(screen: "AppScreen", action: Action) -> str:
    remapped = screen.host.settings.keys.get(actions.binding_id(action))
    keys = (remapped or action.keys).split(",")
    return " ".join(actions.key_words(key.strip()) for key in keys)


def legend(g: Glyphs) -> list[list[Part]]:
    """What the signs mean."""
    return [
        [
            (g.red, "red"), (" Red  ", "muted"), (g.yellow, "warning"), (" Yellow  ", "muted"),
            (g.green, "success"), (" Green   ", "muted"),
            (f"{g.worse} {g.same} {g.better}", "text"), (" worse, same, better", "muted"),
        ],
        [
            (g.milestone, "text"), (" milestone  ", "muted"), (g.commitment, "text"),
            (" promised  ", "muted"), (g.blocked, "text"), (" blocked  ", "muted"),
            (g.help, "text"), (" help  ", "muted"), (g.outside, "text"),
            (" outside phase  ", "muted"), (g.mark, "accent"), (" marked", "muted"),
        ],
    ]  # fmt: skip


def open_help(screen: "AppScreen") -> None:
    """The keys of this screen, by group: type to filter, Enter runs."""
    groups: dict[str, list[Action]] = {}
    for action in actions.of_screen(screen.KIND):
        groups.setdefault(action.group, []).append(action)
    choices: list[Choice] = []
    for group, members in groups.items():
        choices.append(Choice(None, group, heading=True))
        choices += [
            Choice(("action", a.id), a.help, right=((_keys(screen, a), "bold"),), word=a.label)
            for a in members
        ]
    sheet = PickSheet(
        f"Keys of {actions.NAMES[screen.KIND]}",
        choices,
        f"{sum(1 for c in choices if not c.heading)} keys",
        verb="run",
        legend=legend(screen.glyphs) if screen.app.size.height >= 20 else (),
    )
    _run_picked(screen, sheet)


def open_palette(screen: "AppScreen") -> None:
    """Every action with its key, every account, every view."""
    choices: list[Choice] = []
    seen: set[str] = set()
    for action in actions.of_screen(screen.KIND):
        if action.group == "Move" or action.id in seen:
            continue
        seen.add(action.id)
        text = action.help[0].upper() + action.help[1:]
        right = ((_keys(screen, action), "bold"),)
        choices.append(Choice(("action", action.id), text, "action", right, word=action.label))
    for command in actions.COMMANDS:
        if screen.KIND in command.screens:
            choices.append(Choice(("action", command.id), command.help, "action"))
    g = screen.glyphs
    for row in screen.host.portfolio.all_rows:
        sign: tuple[Part, ...] = (
            (f"{g.status(row.status)} {row.status.word}", STATUS_INK[row.status]),
        )
        choices.append(Choice(("account", row.id), row.name, "account", sign))
    for digit, view in enumerate((*SHIPPED_VIEWS, *screen.host.state.views), 1):
        key = f"f {digit}" if digit < 10 else ""
        choices.append(Choice(("view", view), view.name, "view", ((key, "bold"),)))
    count = f"{len(choices)} to choose from"
    _run_picked(screen, PickSheet("Go to or do", choices, count, verb="run"))


def _run_picked(screen: "AppScreen", sheet: PickSheet) -> None:
    host = screen.host

    def run(value: Any) -> None:
        if value is None:
            return
        kind, what = value
        if kind == "account":
            host.walk = host.portfolio.walk_list()
            target = screen.KIND if screen.KIND != actions.PORTFOLIO else actions.BOARD
            host.open_account(what, target)
        elif kind == "view":
            host.show_view(what)
        else:
            screen.call_later(_runner(screen, what))

    screen.app.push_screen(sheet, run)


def _runner(screen: "AppScreen", action: str) -> Callable[[], Any]:
    async def run() -> None:
        await screen.run_action(action)

    return run
