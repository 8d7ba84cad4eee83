"""Tasks: dates that keep their past, places with an edge, owners, blocks and help."""

from datetime import date, timedelta
from typing import Any

import pytest
from service_world import state

from builders import TODAY
from greenpath_tui.domain import model as m
from greenpath_tui.domain.people import Named
from greenpath_tui.domain.quickadd import TaskLine
from greenpath_tui.errors import Conflict, InvalidInput, NotFound, Refused
from greenpath_tui.services import Services
from greenpath_tui.services.base import NewPerson
from greenpath_tui.services.tasks import HelpAsk
from greenpath_tui.views.dossier import Card

DAY = date(2026, 12, 3)


def card(services: Services, id: str, account: str = "acme") -> Card:
    return services.accounts.dossier(account).cards[id]


# -- dates ---------------------------------------------------------------------------------------


def test_a_running_plan_keeps_who_moved_a_date_and_why(dana: Services, omar: Services) -> None:
    dana.tasks.set_due(["fix"], DAY, "They are on holiday")
    omar.tasks.shift(["fix"], 2)
    moves = [(x.old, x.new, x.on, x.by, x.why) for x in card(dana, "fix").moves]
    assert moves == [
        (date(2026, 11, 30), DAY, TODAY, "Dana Reyes", "They are on holiday"),
        (DAY, DAY + timedelta(days=2), TODAY, "Omar Haddad", ""),
    ]


@pytest.mark.parametrize("way", ["set_due", "shift", "edit", "shift_all"])
def test_the_first_date_stays_however_the_date_is_moved(dana: Services, way: str) -> None:
    if way == "set_due":
        dana.tasks.set_due(["fix"], DAY)
    elif way == "shift":
        dana.tasks.shift(["fix"], 3)
    elif way == "edit":
        dana.tasks.edit("fix", {"due": DAY})
    else:
        dana.tasks.shift_all("acme", 3)
    found = card(dana, "fix")
    assert found.due == DAY
    assert found.item.first_due == date(2026, 11, 20)
    assert [move.new for move in found.moves] == [DAY]


def test_a_paused_plan_still_records_moves(dana: Services) -> None:
    dana.plans.set_state("acme", m.PlanState.PAUSED)
    dana.tasks.set_due(["fix"], DAY)
    assert len(card(dana, "fix").moves) == 1


@pytest.mark.parametrize(("account", "id"), [("beta", "beta-task"), ("acme", "loose")])
def test_a_draft_and_a_task_without_a_plan_move_freely(
    dana: Services, account: str, id: str
) -> None:
    for day in (DAY, DAY + timedelta(days=5)):
        dana.tasks.set_due([id], day)
        found = card(dana, id, account)
        assert (found.due, found.item.first_due, found.moves) == (day, day, ())


def test_the_first_date_of_an_undated_task_is_no_move(dana: Services) -> None:
    dana.tasks.add("acme", TaskLine(title="New"))
    new = next(c for c in dana.accounts.dossier("acme").cards.values() if c.title == "New")
    assert new.moves == ()
    assert new.item.first_due == new.due


def test_a_task_of_a_plan_that_runs_keeps_a_date(dana: Services) -> None:
    for take_away in (
        lambda: dana.tasks.set_due(["fix"], None, "unknown"),
        lambda: dana.tasks.edit("fix", {"due": None, "title": "Other"}),
    ):
        with pytest.raises(InvalidInput, match=r"due: a task of a plan that runs keeps a date\."):
            take_away()
        assert (card(dana, "fix").due, card(dana, "fix").moves) == (date(2026, 11, 30), ())
    dana.tasks.complete(["fix"])
    with pytest.raises(InvalidInput, match="keeps a date"):  # it may be reopened
        dana.tasks.set_due(["fix"], None)


def test_the_same_date_again_is_refused(dana: Services) -> None:
    with pytest.raises(Refused, match="The date is the same"):
        dana.tasks.set_due(["fix"], date(2026, 11, 30))


def test_what_has_no_date_cannot_be_shifted(dana: Services) -> None:
    with pytest.raises(Refused, match="no due date to shift; t sets one"):
        dana.tasks.shift(["loose"], 1)


def test_a_shift_of_all_moves_the_open_tasks_of_the_plan(dana: Services) -> None:
    before = {c.item.id: c.due for c in dana.accounts.dossier("acme").cards.values()}
    result = dana.tasks.shift_all("acme", -2)
    after = {c.item.id: c.due for c in dana.accounts.dossier("acme").cards.values()}
    assert result.sentence == "shifted 3 open tasks 2 d sooner"
    assert after["call"] == before["call"]  # done
    assert after["loose"] is None
    for id in ("fix", "train", "stuck"):
        assert after[id] == before[id] - timedelta(days=2)
    for account, days in (("acme", 0), ("delta", 3), ("gamma", 3)):
        with pytest.raises(Refused, match="no open task with a date"):
            dana.tasks.shift_all(account, days)


def test_each_task_is_shifted_from_its_own_date(dana: Services) -> None:
    dana.tasks.shift(["fix", "train", "loose"], 1)
    assert card(dana, "fix").due == date(2026, 12, 1)
    assert card(dana, "train").due == date(2026, 12, 21)
    assert card(dana, "loose").due is None


# -- places --------------------------------------------------------------------------------------


def test_a_task_moves_to_the_next_phase_and_keeps_its_date(dana: Services) -> None:
    assert dana.tasks.move(["fix"], 1).sentence == "moved “Fix the order sync” to Optimization"
    found = card(dana, "fix")
    assert (found.item.phase_id, found.due) == ("acme-3", date(2026, 11, 30))
    assert found.outside


@pytest.mark.parametrize(
    ("id", "step", "said"),
    [
        ("train", 1, "This is the last phase"),
        ("stuck", -1, "This is the first phase"),
        ("loose", 1, "not in a plan; P takes them into one"),
    ],
)
def test_at_the_edge_a_move_is_refused(dana: Services, id: str, step: int, said: str) -> None:
    before = state(dana)
    with pytest.raises(Refused, match=said):
        dana.tasks.move([id], step)
    assert state(dana) == before


def test_of_many_those_that_can_move_do(dana: Services) -> None:
    assert dana.tasks.move(["stuck", "train"], 1).sentence == "moved “Move the data” to Execution"
    assert card(dana, "train").item.phase_id == "acme-3"


def item(services: Services, id: str) -> m.Task:
    return next(t for t in services.accounts.dossier("acme").tasks if t.id == id)


@pytest.mark.parametrize(
    "verb",
    [
        lambda tasks, seen: tasks.complete(seen),
        lambda tasks, seen: tasks.set_due(seen, date(2027, 1, 4)),
        lambda tasks, seen: tasks.shift(seen, 3),
        lambda tasks, seen: tasks.set_owner(seen, None),
        lambda tasks, seen: tasks.move(seen, 1),
        lambda tasks, seen: tasks.block(seen, "the vendor"),
        lambda tasks, seen: tasks.delete(seen),
    ],
    ids=["complete", "due", "shift", "owner", "move", "block", "delete"],
)
def test_what_somebody_changed_meanwhile_is_not_overwritten(
    dana: Services, omar: Services, verb: Any
) -> None:
    seen = {"fix": item(dana, "fix").version}
    omar.tasks.set_due(["fix"], date(2026, 12, 24), "the freeze")
    with pytest.raises(
        Conflict,
        match=r"Meanwhile omar \(at .*\) moved “Fix the order sync” to .*; nothing was saved",
    ):
        verb(dana.tasks, seen)
    assert item(dana, "fix").due == date(2026, 12, 24)
    verb(dana.tasks, {"fix": item(dana, "fix").version})


def test_keys_may_be_faster_than_the_screen(dana: Services) -> None:
    seen = {"fix": item(dana, "fix").version}
    dana.tasks.shift(seen, 1)
    before = item(dana, "fix").due
    assert before is not None
    dana.tasks.shift(seen, 1)
    assert item(dana, "fix").due == before + timedelta(days=1)


def test_cards_of_one_rank_are_parted(dana: Services, omar: Services) -> None:
    ids = [t.id for t in dana.accounts.dossier("acme").tasks][:3]
    dana.tasks.place([ids[2]], before_id=ids[1], after_id=ids[0])
    dana.tasks.delete([ids[2]])
    new = omar.tasks.add("acme", TaskLine(title="Wedged in")).saved[0].id
    omar.tasks.place([new], before_id=ids[1], after_id=ids[0])
    dana.history.undo()
    twins = sorted((new, ids[2]))
    assert item(dana, new).rank == item(dana, ids[2]).rank
    third = omar.tasks.add("acme", TaskLine(title="Between twins")).saved[0].id
    omar.tasks.place([third], before_id=twins[1], after_id=twins[0])
    order = [t.id for t in dana.accounts.dossier("acme").tasks]
    assert order[:5] == [ids[0], twins[0], third, twins[1], ids[1]]


def test_cards_are_put_between_others_with_one_row_written(dana: Services) -> None:
    def order() -> list[str]:
        return [t.id for t in dana.accounts.dossier("acme").tasks]

    first, second, third, *_ = order()
    result = dana.tasks.place([third], before_id=second, after_id=first)
    assert order()[:3] == [first, third, second]
    assert [e.id for e in result.saved] == [third]
    dana.tasks.place([third], before_id=first, after_id=None)
    assert order()[0] == third
    dana.tasks.place([third], before_id=None, after_id=order()[-1])
    assert order()[-1] == third


def test_a_phase_that_is_not_there_is_refused(dana: Services) -> None:
    with pytest.raises(InvalidInput, match="p:4: the plan has no such phase"):
        dana.tasks.add("acme", TaskLine(title="New", phase=4))
    with pytest.raises(InvalidInput, match="p:1: there is no plan yet"):
        dana.tasks.add("delta", TaskLine(title="New", phase=1))


def test_a_dated_task_goes_into_the_phase_of_its_date(dana: Services) -> None:
    dana.tasks.add("acme", TaskLine(title="New", due=date(2027, 1, 2)))
    new = next(c for c in dana.accounts.dossier("acme").cards.values() if c.title == "New")
    assert (new.item.phase_id, new.owner) == ("acme-3", "dana")


# -- owners --------------------------------------------------------------------------------------


def test_open_work_is_handed_over_in_one_account_or_in_all(dana: Services) -> None:
    to = Named("dana", "Dana Reyes")
    result = dana.tasks.hand_over("beta", "priya", to)
    assert result.sentence == "handed 1 open task of Priya Nair to Dana Reyes"
    assert card(dana, "stuck").item.owner_id == "priya"
    dana.tasks.hand_over(None, "priya", to)
    assert {card(dana, id).item.owner_id for id in ("stuck", "loose")} == {"dana"}
    with pytest.raises(Refused, match="Priya Nair has no open tasks here"):
        dana.tasks.hand_over(None, "priya", to)


def test_done_work_stays_with_who_did_it(dana: Services) -> None:
    dana.tasks.hand_over("acme", "dana", Named("priya", "Priya Nair"))
    assert card(dana, "call").item.owner_id == "dana"
    assert card(dana, "fix").item.owner_id == "priya"


def test_an_owner_is_ours_or_theirs_never_both(dana: Services) -> None:
    dana.tasks.set_owner(["fix"], Named("moss", "Ellen Moss", ours=False))
    assert (card(dana, "fix").item.owner_id, card(dana, "fix").owner_name) == (None, "Ellen Moss")
    dana.tasks.set_owner(["train"], Named("dana", "Dana Reyes"))
    assert card(dana, "train").item.customer_owner_id is None
    dana.tasks.set_owner(["train"], None)
    assert card(dana, "train").owner_name == ""


def test_an_unknown_owner_is_asked_about_first(dana: Services) -> None:
    line = TaskLine(title="New", new_owner="Kim Fox")
    with pytest.raises(NotFound, match="Nobody is called Kim Fox"):
        dana.tasks.add("acme", line)
    dana.tasks.add("acme", line, NewPerson("Kim Fox"))
    assert "Kim Fox" in [p.name for p in dana.people.all()]
    dana.history.undo()
    assert "Kim Fox" not in [p.name for p in dana.people.all()]


def test_owners_are_offered_last_used_first(dana: Services) -> None:
    dana.tasks.set_owner(["fix"], Named("omar", "Omar Haddad"))
    dana.tasks.set_owner(["fix"], Named("moss", "Ellen Moss", ours=False))
    assert dana.tasks.recent_owners()[:2] == ["moss", "omar"]
    dana.store.user = "Dana Reyes"  # the same person, told to the program by her name
    assert dana.tasks.recent_owners()[:2] == ["moss", "omar"]


def test_what_is_handed_over_in_all_accounts_is_changed_in_each(dana: Services) -> None:
    assert card(dana, "loose").changed_on is None
    dana.tasks.hand_over(None, "priya", Named("dana", "Dana Reyes"))
    assert card(dana, "loose").changed_on is not None
    assert card(dana, "fix").changed_on is None


# -- state ---------------------------------------------------------------------------------------


def test_completing_unblocks_and_completing_again_reopens(dana: Services) -> None:
    dana.tasks.complete(["stuck"])
    done = card(dana, "stuck").item
    assert (done.status, done.done_on, done.blocked_by_id, done.blocked_since) == (
        m.TaskStatus.DONE,
        TODAY,
        None,
        None,
    )
    assert dana.tasks.complete(["stuck"]).sentence == "reopened “Move the data”"
    again = card(dana, "stuck").item
    assert (again.status, again.done_on) == (m.TaskStatus.TODO, None)


def test_of_many_the_open_ones_are_completed_first(dana: Services) -> None:
    assert dana.tasks.complete(["call", "fix"]).sentence == "completed “Fix the order sync”"
    assert card(dana, "call").item.done_on == date(2026, 11, 2)


def test_a_block_says_by_what_and_keeps_since_when(dana: Services) -> None:
    with pytest.raises(InvalidInput, match="Say what blocks it"):
        dana.tasks.block(["fix"], " ")
    with pytest.raises(Refused, match="cannot block itself"):
        dana.tasks.block(["fix"], by_task="fix")
    with pytest.raises(Refused, match="“Move the data” waits for this task already"):
        dana.tasks.block(["fix"], by_task="stuck")
    dana.tasks.block(["train"], by_task="stuck")
    with pytest.raises(Refused, match="waits for this task already"):
        dana.tasks.block(["fix"], by_task="train")
    dana.tasks.block(["fix", "stuck"], "Waiting for the API key")
    assert card(dana, "fix").item.blocked_since == TODAY
    assert card(dana, "stuck").item.blocked_since == date(2026, 11, 1)
    assert card(dana, "stuck").blocked_words == "Waiting for the API key"
    dana.tasks.unblock(["fix"])
    assert card(dana, "fix").item.status is m.TaskStatus.DOING


def test_a_blocker_whose_own_blocker_is_gone_still_blocks(dana: Services) -> None:
    dana.tasks.delete(["fix"])  # which "stuck" waits for
    dana.tasks.block(["train"], by_task="stuck")
    assert card(dana, "train").item.blocked_by_id == "stuck"


def test_a_done_task_is_not_blocked_unasked(dana: Services) -> None:
    with pytest.raises(Refused, match="is done; reopen it first"):
        dana.tasks.block(["call", "fix"], "Waiting")
    assert card(dana, "call").item.done


def test_help_is_asked_for_answered_and_asked_for_again(dana: Services) -> None:
    assert card(dana, "fix").help_open
    dana.tasks.answer_help(["fix"])
    assert not card(dana, "fix").help_open
    with pytest.raises(Refused, match="No help was asked for"):
        dana.tasks.answer_help(["fix"])
    with pytest.raises(InvalidInput, match="Say what help is needed"):
        dana.tasks.ask_help(["fix"], HelpAsk("Product", ""))
    dana.tasks.ask_help(["fix"], HelpAsk("Product", "A date", DAY))
    assert (card(dana, "fix").help_open, card(dana, "fix").item.help_since) == (True, TODAY)


def test_other_words_do_not_make_an_old_question_a_new_one(dana: Services) -> None:
    dana.tasks.ask_help(["fix"], HelpAsk("Product", "A date", DAY))
    fix = card(dana, "fix").item
    assert (fix.help_ask, fix.help_since) == ("A date", date(2026, 11, 10))


def test_two_editors_of_one_task(dana: Services, omar: Services) -> None:
    opened = card(dana, "fix").item
    omar.tasks.complete(["fix"])
    with pytest.raises(Conflict, match=r"omar .* changed this while you were typing"):
        dana.tasks.edit("fix", {"title": "Fix it"}, opened.version)
    assert card(dana, "fix").title == "Fix the order sync"
    dana.tasks.edit("fix", {"title": "Fix it"}, card(dana, "fix").item.version)
    assert card(dana, "fix").title == "Fix it"


def test_what_somebody_deleted_is_said_to_be_deleted(dana: Services, omar: Services) -> None:
    omar.tasks.delete(["fix"])
    with pytest.raises(NotFound, match="This task was deleted"):
        dana.tasks.complete(["fix"])
    with pytest.raises(NotFound, match="This task was deleted"):
        dana.tasks.edit("fix", {"title": "Fix it"})


@pytest.mark.parametrize("title", ["", "  ", "x" * 201])
def test_a_title_has_to_fit(dana: Services, title: str) -> None:
    with pytest.raises(InvalidInput, match="title"):
        dana.tasks.edit("fix", {"title": title})
    assert card(dana, "fix").title == "Fix the order sync"
