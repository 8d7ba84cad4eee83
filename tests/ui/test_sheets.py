"""What every sheet does: says what a field takes, where it goes on, and all of its keys."""

import asyncio
from pathlib import Path

import pytest
from textual.events import Key
from textual.widgets import TextArea

from driving import TODAY, driven
from greenpath_tui.domain import model as m
from greenpath_tui.domain.days import Anchor
from greenpath_tui.errors import StorageError
from greenpath_tui.services.tasks import Tasks
from greenpath_tui.ui.modals import fields

LUMEN = ("/", *"Lumen", "enter", "enter")  # a draft that cannot start yet


async def test_a_field_says_what_it_takes_and_holds_nothing_else(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("P", "3")
        assert "Outcome" in app.screen
        assert "saved, expanded, contracted, churned" in app.screen
        await app.press("tab", "tab", "tab")
        assert "saved, expanded" not in app.screen
        assert "+6m" in app.screen
        await app.press("x")
        assert "not a date" in app.screen


async def test_a_form_says_that_it_goes_on_below(tmp_path: Path) -> None:
    async with driven(tmp_path, size=(60, 15)) as app:
        await app.press("e")
        assert "Contract end" not in app.screen
        assert "more below" in app.screen
        await app.press(*["tab"] * 17)
        assert "Notes" in app.screen
        assert "more below" not in app.screen


async def test_every_key_and_item_of_a_gate_is_read_in_a_narrow_window(tmp_path: Path) -> None:
    async with driven(tmp_path, size=(60, 15)) as app:
        await app.press("enter", *["up"] * 12, "enter")
        for words in ("customer's word", "o override", "s save", "Esc close"):
            assert words in app.screen
        await app.press("j", " ", "s", "enter")
        assert "2 of 3 met" in app.screen


async def test_a_plan_that_cannot_start_leads_to_what_it_lacks(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press(*LUMEN, "P", "1", "e")
        assert app.app.focused is not None
        assert app.app.focused.id == "field-root_cause"  # the summary is there
        await app.press("escape", "P", "1", "3")
        assert "is:incomplete" in app.screen
        shown = [c for lane in app.app.screen.board.lanes for c in lane.cards]  # type: ignore[attr-defined]
        assert len(shown) == 7
        assert all(c.item.due is None or not c.owner for c in shown)
        await app.press("escape")
        assert "is:incomplete" not in app.screen


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (140, 40), (140, 60)])
async def test_a_long_list_leaves_its_keys_in_sight(tmp_path: Path, size: tuple[int, int]) -> None:
    async with driven(tmp_path, size=size) as app:
        await app.press("?")
        assert "Esc close" in app.screen


async def test_a_list_where_nothing_matches_says_so(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("?", *"zzz")
        assert "nothing matches" in app.screen
        await app.press("enter")
        assert "nothing matches" in app.screen


async def test_keys_on_an_empty_list_say_why_they_do_nothing(tmp_path: Path) -> None:
    async with driven(tmp_path, sample=False) as app:
        for key in ("space", "v", "*", "/", "j", "G", "pagedown", "e", "s"):
            await app.press(key)
            assert app.message == "No accounts yet", key
    async with driven(tmp_path / "other") as app:
        await app.press("/", *"zzz", "enter")
        for key in ("space", "v", "*", "k", "g", "w", "4"):
            await app.press(key)
            assert app.message == "No account matches the filter", key


@pytest.mark.parametrize(
    ("keys", "field", "text"),
    [
        (("e",), "notes", "half a note"),
        (("w",), "changed", "half an update"),
        (("P", "3"), "why", "half a reason"),
        (("enter", "e"), "title", "Half a title"),
        (("4", "e"), "customer_words", "Half of their words"),
    ],
)
async def test_what_was_typed_into_a_form_outlives_the_program(
    tmp_path: Path, keys: tuple[str, ...], field: str, text: str
) -> None:
    async with driven(tmp_path) as app:
        await app.press(*keys)
        box = app.app.screen.query_one(f"#field-{field}")
        setattr(box, "text" if isinstance(box, TextArea) else "value", text)
        await app.press("ctrl+q")
    async with driven(tmp_path) as app:
        await app.press(*keys)
        assert text in app.screen
        assert "What you had typed is here again" in app.screen
        await app.press("escape", "escape", *keys)
        assert text not in app.screen


async def test_the_next_start_offers_what_was_being_typed(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter", "a", *"Call them", "ctrl+q")
    async with driven(tmp_path) as app:
        assert app.message == "Kept as you typed it: Add, “Call them”, Harbour & Main"
        await app.press("enter", "a")
        assert "Call them" in app.screen
        await app.press("escape", "ctrl+q")
    async with driven(tmp_path) as app:
        assert "Kept as you typed it" not in app.screen


async def test_a_line_that_was_refused_outlives_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StorageError("The disk is full; nothing was changed.")

    async with driven(tmp_path) as app:
        with monkeypatch.context() as patched:
            patched.setattr(Tasks, "add", full)
            await app.press("enter", "a", *"Call them", "enter")
            assert "The disk is full" in app.screen
            await app.press("ctrl+q")
    async with driven(tmp_path) as app:
        await app.press("enter", "a")
        assert "Call them" in app.screen


async def test_a_note_for_one_customer_is_not_offered_for_another(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("m", *"She called", "escape", "j", "m")
        assert "She called" not in app.screen
        await app.press("escape", "k", "m")
        assert "She called" in app.screen


async def test_a_status_that_is_there_already_asks_for_no_reason(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("s", "1")
        assert app.message == "Already Red: Harbour & Main"


async def test_what_was_typed_for_one_customer_is_not_offered_for_another(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter", "space", "space", "!")
        await app.press(*"Harbour", "ctrl+q")
    async with driven(tmp_path) as app:
        await app.press("j", "enter", "space", "space", "!")
        assert "2 tasks" in app.screen
        assert "Harbour" not in app.app.screen.texts.values()  # type: ignore[attr-defined]
        assert "is here again" not in app.screen
    async with driven(tmp_path) as app:
        await app.press("enter", "space", "space", "!")
        assert "is here again" in app.screen


async def test_a_long_mistake_pushes_no_key_out(tmp_path: Path) -> None:
    async with driven(tmp_path, size=(60, 15)) as app:
        await app.press("enter", "e")
        app.app.screen.query_one("#field-due").value = "soonish"  # type: ignore[attr-defined]
        await app.press("enter")
        assert "Due: not a date" in app.screen
        assert "2026-12-01" in app.screen
        assert "Enter save" in app.screen


@pytest.mark.parametrize("items", [0, 9])
async def test_a_gate_of_any_length_shows_its_keys_and_lines(tmp_path: Path, items: int) -> None:
    async with driven(tmp_path, size=(60, 15)) as app:
        checklist = tuple(
            f"Item {n} that is longer than one line of a small screen" for n in range(items)
        )
        account = app.services.accounts.find("Harbour")
        with app.services.store.write() as write:
            write.about("changed")
            for phase in write.all(
                m.Phase, plan_id=app.services.accounts.dossier(account.id).plan.id
            ):  # type: ignore[union-attr]
                write.change(phase, checklist=checklist)
        await app.press("enter", *["up"] * 12, "enter")
        assert "Esc close" in app.screen
        assert ("this phase has no checklist" in app.screen) is not bool(items)
        await app.press(*["j"] * 8, "o")
        assert "Who decides" in app.screen
        assert "Esc close" in app.screen


async def test_what_was_typed_before_another_change_says_so(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("e")
        app.app.screen.query_one("#field-segment").value = "Mine"  # type: ignore[attr-defined]
        await app.press("ctrl+q")
    async with driven(tmp_path) as app:
        account = app.services.accounts.find("Harbour")
        app.services.accounts.edit(account.id, {"segment": "Theirs"}, account.version)
        await app.press("e")
        assert "You had typed this before Segment was changed" in app.screen


async def test_a_form_keeps_title_and_keys_when_the_terminal_shrinks(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter", "e")
        await app.pilot.resize_terminal(60, 15)
        await app.pilot.pause(0.2)
        assert "Enter save" in app.screen
        assert "│  Task " in app.screen
        assert "more below" in app.screen


async def test_typing_into_a_text_adds_to_it_and_a_date_is_typed_anew(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter", "e", *" now", "tab", "tab", *"fri")
        texts = {f: app.app.screen.query_one(f"#field-{f}").value for f in ("title", "due")}  # type: ignore[attr-defined]
        assert texts["title"].endswith("order system now")
        assert texts["due"] == "fri"


async def test_an_amount_in_a_form_names_no_currency(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("e")
        app.app.screen.query_one("#field-arr").value = "420k USD"  # type: ignore[attr-defined]
        await app.press("enter")
        assert "ARR: the amount alone (420k)" in app.screen


async def test_what_was_typed_for_many_is_not_offered_for_others(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press(*["space"] * 6, "m", *"All six", "escape")
        await app.press("space", "m")
        assert "All six" not in app.screen


@pytest.mark.parametrize(
    ("keys", "field"),
    [
        (["enter", "e"], "promised_to"),
        (["4", "g", "e"], "said_by"),
        (["4", "g", "l", "e"], "required_by"),
        (["e"], "csm"),
    ],
)
async def test_a_name_is_typed_and_taken_away_again(
    tmp_path: Path, keys: list[str], field: str
) -> None:
    async with driven(tmp_path) as app:
        for name in ("Priya Nair", ""):
            await app.press(*keys)
            app.app.screen.query_one(f"#field-{field}").value = name  # type: ignore[attr-defined]
            await app.press("ctrl+s")
            assert app.app.screen.KIND  # type: ignore[attr-defined]  # no sheet is left
            await app.press(*keys)
            box = app.app.screen.query_one(f"#field-{field}")
            assert box.value == name  # type: ignore[attr-defined]
            await app.press("escape")


async def test_a_form_is_whole_as_soon_as_it_is_seen(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        app.app.post_message(Key("e", "e"))
        while "Likelihood %" not in (frame := app.screen):
            await asyncio.sleep(0)
        for words in ("3 more below", "Enter save", "Esc close", "Sun 21 Mar 2027"):
            assert words in frame
        assert "External id" not in frame


@pytest.mark.parametrize("keys", [["s", "2", "enter"], ["a", "enter"]])
async def test_enter_on_an_empty_line_says_so(tmp_path: Path, keys: list[str]) -> None:
    async with driven(tmp_path) as app:
        await app.press(*keys)
        assert "Nothing is typed yet" in app.screen
        await app.press("x")
        assert "Nothing is typed yet" not in app.screen


def test_a_name_in_a_form_is_understood_by_a_part_or_a_handle() -> None:
    field = fields.Field("by", "By whom", "person", choices=("Dana Reyes", "Dana Park", "Theo Lee"))
    for typed, meant in (("theo", "Theo Lee"), ("dana.p", "Dana Park"), ("dana", "dana")):
        assert fields.read_field(field, typed, Anchor(TODAY)) == (meant, "")
    assert fields.people_meant(field, "dana") == ["Dana Reyes", "Dana Park"]
    assert fields.people_meant(field, "Zoe") == []
