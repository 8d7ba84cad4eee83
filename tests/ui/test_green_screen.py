"""The Green editor: from a rejected definition to a running plan."""

from datetime import date
from pathlib import Path

import pytest

from driving import Driver, driven
from greenpath_tui.domain.model import Agreement, PlanState, Side
from greenpath_tui.domain.quickadd import read_criterion


async def the_draft(d: Driver) -> None:
    await d.press("/")
    await d.type("lumen")
    await d.press("enter", "4")


async def test_a_definition_that_says_the_customer_renews_cannot_be_agreed(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_draft(d)
        assert "names the renewal" in d.screen
        await d.press("s", "enter")
        assert "This cannot be agreed" in d.screen
        assert "what would make them want" in d.screen
        await d.press("enter")
        assert not d.app.dossier.agreements


async def test_made_measurable_measured_agreed_and_started(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_draft(d)
        while d.app.dossier.criteria:
            await d.press("G", "d")
        await d.press("g", "j", "e")
        d.app.screen.query_one("#field-statement").text = "Invoices are right the first time"
        await d.press("ctrl+s")
        for line in (
            "Wrong invoices 12 -> 2 % due:+60d by:Finance",
            "Buyer's score 2 -> 4 points due:+80d by:Priya about:perception",
            "Open terms 6 -> 1 count due:+30d by:Legal",
        ):
            await d.press("a")
            await d.type(line)
            await d.press("enter")
        assert "measurable, every one" in d.screen or "has no task" in d.screen
        await d.press("G", "m")
        await d.type("4 after the second call")
        await d.press("enter")
        assert d.app.dossier.criteria_views[-1].standing.way == 40
        for answer in ("Jo Park", "Omar Haddad"):
            await d.press("s", "enter")  # the side that is missing stands first
            d.app.screen.query_one("#field-person").value = answer
            await d.press("enter")
        assert d.app.dossier.agreed(Side.CUSTOMER)
        assert d.app.dossier.agreed(Side.US)
        assert "The plan cannot start yet" in d.screen
        await d.press("o")
        d.app.screen.query_one("#field-by").value = "Omar Haddad"
        d.app.screen.query_one("#field-why").value = "the cause is checked this week"
        await d.press("enter")
        assert "Day 1 of the plan" in d.screen
        await d.press("enter")
        plan = d.app.dossier.plan
        assert (plan.state, plan.start) == (PlanState.ACTIVE, date(2026, 11, 23))
        assert plan.override_by == "Omar Haddad"
        assert "Day 1/90" in d.screen


async def test_changing_an_agreed_definition_makes_a_new_version(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("4", "G", "e")
        assert "Version 2 was agreed to: a change makes version 3" in d.screen
        d.app.screen.query_one("#field-target").value = "1000"
        await d.press("enter")
        assert "version 3: both sides sign anew" in d.message
        await d.press("j")
        await d.pilot.pause(0.1)  # a message lingers for a moment
        assert "Version 3 is not agreed by either side yet" in d.screen
        assert not d.app.dossier.agreed(Side.US)
        await d.press("V")
        assert "version 3, present" in d.screen
        await d.press("tab")
        assert "agreed by" in d.screen
        await d.press("escape", "u", "g")
        assert "Definition of Green   v2" in d.screen
        assert d.app.dossier.agreed(Side.US)


async def test_an_agreement_can_be_disputed_and_the_header_says_so(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("4", "s", "down", "down", "enter")
        d.app.screen.query_one("#field-by").value = "Ian Moss"
        d.app.screen.query_one("#field-why").value = "the hubs were left out"
        await d.press("enter", "3")
        assert "disputed by them" in d.screen


async def test_a_text_form_asks_before_typed_text_is_lost(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("4", "g", "e")
        d.app.screen.query_one("#field-customer_words").text = "Something new"
        await d.press("escape")
        assert "Not saved" in d.screen
        await d.press("escape")
        assert d.app.dossier.definition.customer_words != "Something new"


async def test_narrow_it_is_three_tabs(tmp_path: Path) -> None:
    async with driven(tmp_path, size=(60, 15)) as d:
        await d.press("4")
        assert "They say" in d.screen
        await d.press("l")
        assert "Order errors" in d.screen
        await d.press("l")
        assert "has no task" in d.screen


async def test_versions_are_compared_beside_each_other(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("4", "G", "d")
        await d.press("V")
        assert "c compare" in d.screen
        await d.press("c")
        assert "Compare versions" in d.screen
        names = next(line for line in d.screen.splitlines() if "version 2" in line)
        assert names.index("version 2") < names.index("version 3, present")
        gone = next(line for line in d.screen.splitlines() if "Invoices" in line)
        assert gone.count("Invoices") == 1  # only on the side of version 2
        assert "≠" in gone
        await d.press("escape")
        assert "Compare" not in d.screen


def test_of_lines_that_differ_only_the_words_that_differ_are_bold() -> None:
    from greenpath_tui.ui.modals.compare import marked

    old, new = "Order errors 8 to 2 % by 1 Dec", "Order errors 8 to 1.5 % by 1 Dec, in July"
    assert marked(old, new, 30) == [
        [("Order errors 8 to ", "text"), ("2 ", "bold"), ("% by 1 ", "text"), ("Dec", "bold")]
    ]
    assert marked(new, old, 20) == [
        [("Order errors 8 to", "text")],
        [("1.5 ", "bold"), ("% by 1 ", "text"), ("Dec, in", "bold")],
        [("July", "bold")],
    ]
    assert marked("", new, 20) == [[]]


async def test_the_list_of_agreements_keeps_its_order(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("4", "s", *"dispute")
        lines = [x for x in d.screen.splitlines() if "dispute it" in x]
        assert ["They" in x for x in lines] == [True, False]


async def test_a_criterion_that_is_deleted_leaves_the_cursor_there(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("4", "G", "k")
        names = [c.metric for c in d.app.dossier.criteria]
        assert d.app.screen.page.criterion.item.metric == names[-2]
        await d.press("d")
        assert d.app.screen.page.criterion.item.metric == names[-1]


async def test_figures_in_the_form_tell_the_direction(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("4", "a")
        await d.type("Tickets a week")
        await d.press("enter", "G", "e", "tab", *"30", "tab", *"15", "ctrl+s")
        last = d.app.dossier.criteria[-1]
        assert (last.baseline, last.target, last.better) == (30, 15, "down")


async def test_whoever_agrees_is_named_in_full_and_on_a_day_gone_by(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("4", "enter", "!", "ctrl+s", "s", "enter")
        await app.press(*"ian", "tab", "tab", "tab")
        app.app.focused.value = "tomorrow"
        await app.press("enter")
        assert "On: not today or before" in app.screen
        app.app.focused.value = "fri"
        await app.press("enter")
        account = app.services.accounts.find("Harbour")
        given = app.services.accounts.dossier(account.id).agreements[-1]
        assert (given.person, given.on) == ("Ian Moss", date(2026, 11, 20))


async def test_tab_goes_round_the_texts_and_criteria(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("4", "tab")
        assert d.app.screen.page.target == "requirements"
        await d.press("shift+tab", "shift+tab")
        assert d.app.screen.page.on_advice


async def test_up_goes_back_to_the_text_that_was_left(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("4", "g")
        for side, text in (("h", "customer_words"), ("l", "requirements")):
            await d.press(side, "j")
            assert d.app.screen.page.target == "statement"
            await d.press("k")
            assert d.app.screen.page.target == text


@pytest.mark.parametrize(
    ("size", "keys"), [((80, 24), ["G", "j", "j"]), ((60, 15), ["tab", "tab", "j"])]
)
async def test_the_keys_of_an_advice_act_on_what_it_is_about(
    tmp_path: Path, size: tuple[int, int], keys: list[str]
) -> None:
    async with driven(tmp_path, size=size) as d:
        await d.press("4", *keys)
        said = " ".join(d.screen.replace("▌", " ").split())
        assert "“Invoices over 90 days” has not been measured for 3 weeks" in said
        await d.press("m")
        await d.type("30000")
        await d.press("enter")
        view = next(c for c in d.app.dossier.criteria_views if c.item.unit == "EUR")
        assert view.standing.current == 30_000


async def test_an_advice_about_all_criteria_says_so(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_draft(d)
        await d.press("G", *["j"] * 9)
        assert d.app.screen.page.about == ""
        await d.press("e")
        assert "This advice is not about one criterion" in d.message


async def test_what_changes_the_table_does_not_act_from_an_advice(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("4", "G", "d")
        assert d.app.screen.page.criterion.item.metric == "Stores’ score"  # not the advice below
        await d.press("u", "j")
        assert d.app.screen.page.criterion.item.metric == "Invoices over 90 days"
        for key in ("d", "J", "K"):
            await d.press(key)
            assert "The cursor is on an advice" in d.message
        assert len(d.app.dossier.criteria) == 5


async def test_the_tab_is_that_of_the_cursor_when_the_window_shrinks(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("4", "G")
        await d.pilot.resize_terminal(60, 15)
        await d.pilot.pause(0.2)
        assert "▌ Invoices over 90 days" in d.screen


async def test_undo_goes_to_the_criterion_it_brings_back(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("4", "G", "d", "g", "u")
        assert d.app.screen.page.criterion.item.metric == "Invoices over 90 days"


async def test_a_name_nobody_knows_is_shown_as_new(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_draft(d)
        while d.app.dossier.criteria:
            await d.press("G", "d")
        d.services.green.write_texts(d.app.dossier.account.id, {"statement": "Bills are right"})
        line = read_criterion("Wrong bills 12 -> 2 % due:+60d by:Finance", d.app.dossier.anchor)
        d.services.green.add_criterion(d.app.dossier.account.id, line)
        await d.press("ctrl+r", "s", "down", "enter")  # we agree
        assert "Dana Reyes" in d.screen
        await d.press(*"theo b")
        assert "Theo Brandt" in d.screen
        assert "Dana Reyestheo" not in d.screen
        await d.press("x")
        assert "a new name" in d.screen


async def test_narrow_the_tabs_say_who_agreed(tmp_path: Path) -> None:
    async with driven(tmp_path, size=(60, 15)) as d:
        await d.press("4")
        assert "v2 agreed" in d.screen
        await d.press("tab")
        assert "Order errors" in d.screen
        await d.press(
            "s", "down", "enter", "tab", *"the price", "enter"
        )  # whoever agreed stands there
        assert "v2 withdrawn" in d.screen


async def test_an_agreed_copy_from_elsewhere_is_compared_whole(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        account = d.services.accounts.find("Harbour")
        with d.services.store.write() as write:
            write.about("changed")
            for copy in write.all(Agreement):
                if copy.number == 1:
                    write.change(copy, full_text="Orders arrive complete.\n\nInvoices are current.")
        d.services.accounts.dossier(account.id)
        await d.press("ctrl+r", "4", "V", "c", "g")
        assert "Orders arrive complete." in d.screen
        assert "Invoices are current." in d.screen
