"""The one registry of actions: bindings, footer, help list, palette and key remapping read it.

One verb is one key on every screen. An action `x` runs `action_x` of the screen it is on, else of
the app.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from textual.binding import Binding, BindingType

from greenpath_tui.errors import UsageError

PORTFOLIO, BOARD, GREEN = "portfolio", "board", "green"
ALL = (PORTFOLIO, BOARD, GREEN)
NAMES = {PORTFOLIO: "Portfolio", BOARD: "Board", GREEN: "Green"}


@dataclass(frozen=True, slots=True)
class Action:
    """A thing one can do: its id, keys, a word for the footer, a line for the help."""

    id: str
    keys: str
    label: str
    help: str
    group: str
    screens: tuple[str, ...] = ALL
    bulk: bool = False  # acts on the marked set
    show: str = ""  # how the keys are written
    needs_plan: bool = False  # there is nothing to do without an open plan


_NAMES = {
    "exclamation_mark": "!", "plus": "+", "minus": "-", "full_stop": ".", "comma": ",",
    "left_square_bracket": "[", "right_square_bracket": "]", "colon": ":", "asterisk": "*",
    "slash": "/", "question_mark": "?", "space": "Space", "enter": "Enter", "escape": "Esc",
    "pagedown": "PgDn", "pageup": "PgUp", "home": "Home", "end": "End", "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "up": "Up", "down": "Down", "left": "Left", "right": "Right",
}  # fmt: skip


def key_words(key: str) -> str:
    """A key as people write it: `?`, `Space`, `^p`."""
    if key.startswith("ctrl+"):
        return "^" + key[5:]
    return _NAMES.get(key, key)


_P, _B, _G = (PORTFOLIO,), (BOARD,), (GREEN,)
_BG = (BOARD, GREEN)

ACTIONS: tuple[Action, ...] = (
    # Task / account / criterion: what one does
    Action("open", "enter", "open", "open the board of the account; where there is none, a sample", "Account", _P),
    Action("add", "a", "account", "add an account in one line", "Account", _P),
    Action("add", "a", "add", "add a task in one line", "Task", _B),
    Action("add", "a", "criterion", "add a criterion in one line", "Green", _G, needs_plan=True),
    Action("open", "enter", "open", "open the card; on a column's head its gate", "Task", _B),
    Action("open", "enter", "edit", "edit the text or criterion under the cursor", "Green", _G, needs_plan=True),
    Action("plan", "P", "plan", "start a recovery plan, or its state", "Plan", ALL),
    Action("status", "s", "status", "Red, Yellow or Green, with the reason", "Account", _P, True),
    Action("status", "s", "status", "todo, doing, blocked or done", "Task", _B, True),
    Action("agree", "s", "sign", "sign: who has agreed", "Green", _G, needs_plan=True),
    Action("move_phase(-1)", "H", "phase", "to the previous phase", "Task", _B, True, "H L", needs_plan=True),
    Action("move_phase(1)", "L", "", "to the next phase", "Task", _B, True),
    Action("reorder(1)", "J", "", "further down", "Task", _B),
    Action("reorder(1)", "J", "", "the criterion further down", "Green", _G),
    Action("reorder(-1)", "K", "", "further up", "Task", _B),
    Action("reorder(-1)", "K", "", "the criterion further up", "Green", _G),
    Action("due", "t", "due", "due date", "Task", _B, True),
    Action("shift(1)", "plus", "", "a day later", "Task", _B, True),
    Action("shift(-1)", "minus", "", "a day sooner", "Task", _B, True),
    Action("owner", "o", "owner", "owner", "Task", _B, True),
    Action("complete", "c", "done", "complete, or reopen", "Task", _B, True),
    Action("block", "b", "blocked", "blocked: by what; again: unblocked", "Task", _B, True),
    Action("help_needed", "exclamation_mark", "help needed", "help needed: from whom, what, by when",
           "Task", _B, True),
    Action("log", "m", "measure", "record a measurement", "Green", _G, needs_plan=True),
    Action("log", "m", "note", "a note or touchpoint into the timeline", "Account", (PORTFOLIO, BOARD), True),
    Action("edit", "e", "edit", "edit in a form", "Account", _P),
    Action("edit", "e", "edit", "edit in a form", "Task", _B),
    Action("edit", "e", "edit", "edit the text or criterion", "Green", _G, needs_plan=True),
    Action("long_text", "E", "", "long text in $EDITOR", "Account", ALL),
    Action("update", "w", "update", "weekly update and next update date", "Account", ALL),
    Action("delete", "d", "delete", "delete the account (u brings it back)", "Account", _P, True),
    Action("delete", "d", "delete", "delete the task (u brings it back)", "Task", _B, True),
    Action("delete", "d", "delete", "delete the criterion (u brings it back)", "Green", _G, needs_plan=True),
    Action("versions", "V", "versions", "versions of the definition", "Green", _G),
    # Find and mark
    Action("filter", "slash", "filter", "filter while typing", "Find and mark", (PORTFOLIO, BOARD)),
    Action("views", "f", "views", "saved views", "Find and mark", _P),
    Action("sort", "S", "sort", "sort; the same column again reverses", "Find and mark", _P),
    Action("mark", "space", "mark", "mark and go on", "Find and mark", (PORTFOLIO, BOARD)),
    Action("mark_range", "v", "range", "mark from the last mark to here", "Find and mark",
           (PORTFOLIO, BOARD)),
    Action("mark_all", "asterisk", "all", "mark all that is shown", "Find and mark",
           (PORTFOLIO, BOARD)),
    # Out and back
    Action("export", "x", "export", "export: preview, copy, save, record as sent", "Out and back", ALL),
    Action("copy", "y", "copy", "copy as Markdown", "Out and back", ALL),
    Action("import_file", "I", "import", "import a file", "Out and back", _P),
    Action("undo", "u", "undo", "undo", "Out and back", ALL),
    Action("redo", "U", "redo", "redo", "Out and back", ALL),
    # Move
    Action("cursor(0, 1)", "j,down", "", "down", "Move", ALL, show="j"),
    Action("cursor(0, -1)", "k,up", "", "up", "Move", ALL, show="k"),
    Action("cursor(-1, 0)", "h,left", "", "left", "Move", _BG, show="h"),
    Action("cursor(1, 0)", "l,right", "", "right", "Move", _BG, show="l"),
    Action("next(1)", "tab", "", "the first account of the next status", "Move", _P),
    Action("next(1)", "tab", "", "the next column", "Move", _B),
    Action("next(1)", "tab", "", "the next text, criterion or tab", "Move", _G),
    Action("next(-1)", "shift+tab", "", "the previous one", "Move", ALL),
    Action("top", "g,home", "", "top", "Move", ALL, show="g"),
    Action("bottom", "G,end", "", "bottom", "Move", ALL, show="G"),
    Action("page(1)", "pagedown", "", "a page down", "Move", ALL),
    Action("page(-1)", "pageup", "", "a page up", "Move", ALL),
    Action("half_page(1)", "ctrl+d", "", "half a page down", "Move", ALL),
    Action("half_page(-1)", "ctrl+u", "", "half a page up", "Move", ALL),
    Action("walk(-1)", "left_square_bracket,comma", "account", "previous account", "Screens", _BG,
           False, "[ ]"),
    Action("walk(1)", "right_square_bracket,full_stop", "", "next account", "Screens", _BG),
    Action("pane", "z", "pane", "detail pane", "Screens", ALL),
    Action("reload", "ctrl+r", "", "reload (it also happens by itself)", "Screens", ALL),
    Action("back", "escape", "", "back: filter, marks, then the screen", "Move", ALL),
    Action("go('portfolio')", "1", "", "Portfolio", "Screens", ALL),
    Action("go('board')", "3", "", "Board", "Screens", ALL),
    Action("go('green')", "4", "green", "Green", "Screens", ALL),
    Action("palette", "colon,ctrl+p", "", "everything else", "Screens", ALL, show=":"),
    Action("quit_or_back", "q", "quit", "back to the portfolio; from there quit", "Screens", ALL),
    Action("quit", "ctrl+q", "", "quit from anywhere; nothing is lost", "Screens", ALL),
    Action("help", "question_mark", "help", "the keys of this screen", "Screens", ALL),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Command:
    """An action of the palette that has no key."""

    id: str
    help: str
    screens: tuple[str, ...] = ALL


COMMANDS: tuple[Command, ...] = (
    Command("gate", "Decide the gate of this phase", _B),
    Command("shift_all", "Shift all open tasks of the plan by n days", _B),
    Command("hand_over", "Hand all open tasks of one person to another"),
    Command("show_list('orphans')", "List tasks that serve no criterion", _B),
    Command("show_list('unserved')", "List criteria that no task serves", _BG),
    Command("show_list('outside')", "List tasks dated outside their phase", _B),
    Command("show_list('left')", "List open work of people who have left"),
    Command("answer_help", "The help that was asked for has come", _B),
    Command("confirm_page", "The page that was sent last was read"),
    Command("rename_person", "Rename one of our people"),
    Command("merge_people", "Merge two entries of one person"),
    Command("person_left", "Mark one of our people as left"),
    Command("edit_plan", "Edit the plan: issue summary, root cause, strategy", _BG),
    Command("theme('dark')", "Theme: dark"),
    Command("theme('light')", "Theme: light"),
    Command("theme('colour-blind')", "Theme: colour-blind safe"),
    Command("sample", "Look around in a sample, kept apart", _P),
)


FOOTER: dict[str, tuple[str, ...]] = {
    PORTFOLIO: (
        "open", "add", "plan", "status", "filter", "views", "export", "sort", "go.green", "log",
        "update", "edit", "mark", "copy", "pane", "undo",
    ),
    BOARD: (
        "add", "move_phase.previous", "due", "owner", "complete", "block", "filter", "undo",
        "walk.previous", "go.green", "help_needed", "status", "edit", "mark", "export", "log",
        "update", "pane", "delete",
    ),
    GREEN: (
        "add", "log", "edit", "agree", "versions", "export", "undo", "walk.previous", "plan",
        "delete", "copy", "pane",
    ),
}  # fmt: skip
"""The actions of each screen's footer, most used first; `? help` is always there."""


def footer(screen: str, marked: bool, planned: bool = True) -> list[Action]:
    """The actions a footer offers; with marks only those that act on the set.

    Where no plan is open (not `planned`) the one that starts one comes first.
    """
    known = {binding_id(a): a for a in of_screen(screen)}
    if not planned:
        offered = [known[i] for i in FOOTER[screen] if i in known and not known[i].needs_plan]
        return [known["plan"], *(a for a in offered if a.id != "plan")]
    if marked:
        first = [known[i] for i in FOOTER[screen] if i in known and known[i].bulk]
        return [*first, *(known[i] for i in ("mark_all", "mark_range") if i in known)]
    return [known[i] for i in FOOTER[screen] if i in known]


def binding_id(action: Action) -> str:
    """The id under which a key can be remapped: `due`, `move_phase.next`."""
    name, _, argument = action.id.partition("(")
    argument = argument.rstrip(")").replace("'", "").replace(" ", "")
    word = {
        "-1": "previous",
        "1": "next",
        "0,1": "down",
        "0,-1": "up",
        "-1,0": "left",
        "1,0": "right",
    }.get(argument, argument)
    return f"{name}.{word}" if word else name


def of_screen(screen: str) -> list[Action]:
    """The actions of one screen."""
    return [a for a in ACTIONS if screen in a.screens]


def bindings(screen: str) -> list[BindingType]:
    """Textual's bindings of one screen."""
    return [Binding(a.keys, a.id, a.help, show=False, id=binding_id(a)) for a in of_screen(screen)]


def keymap(given: Mapping[str, str], place: str) -> dict[str, str]:
    """Checked remappings of the config file: action id to keys, separated by commas.

    Raises UsageError with the place of an unknown action, an unknown key or a clash.
    """
    known = {binding_id(a): a for a in ACTIONS}
    for name, keys in given.items():
        if name not in known:
            raise UsageError(f"{place}: keys.{name}: there is no such action.")
        for key in keys.split(","):
            if not _is_key(key.strip()):
                raise UsageError(f"{place}: keys.{name}: {key.strip()!r} is not the name of a key.")
    for screen in ALL:
        taken: dict[str, str] = {}
        for action in of_screen(screen):
            own = binding_id(action)
            for key in given.get(own, action.keys).split(","):
                other = taken.setdefault(key.strip(), own)
                if other != own:
                    culprit = own if own in given else other
                    rival = other if culprit == own else own
                    raise UsageError(
                        f"{place}: keys.{culprit}: {key.strip()} is the key of {rival} "
                        f"on {NAMES[screen]}."
                    )
    return {name: ",".join(k.strip() for k in keys.split(",")) for name, keys in given.items()}


def _is_key(key: str) -> bool:
    from textual.keys import Keys

    base = key.removeprefix("ctrl+").removeprefix("shift+")
    if len(base) == 1:
        return base.isalnum()
    return base in _NAMES or base in {k.value for k in Keys}
