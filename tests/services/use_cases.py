"""One example of every writing use case, on the small book."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from service_world import write_file

from greenpath_tui.domain import model as m
from greenpath_tui.domain.people import Named
from greenpath_tui.domain.quickadd import AccountLine, CriterionLine, TaskLine
from greenpath_tui.services import Services
from greenpath_tui.services.accounts import UpdateInput
from greenpath_tui.services.base import NewPerson
from greenpath_tui.services.green import Agreeing
from greenpath_tui.services.pages import Sending
from greenpath_tui.services.plans import Closing
from greenpath_tui.services.tasks import HelpAsk

DAY = date(2026, 12, 3)
UseCase = Callable[[Services, Path], object]

SHEET = "Account Name,ARR,CSM\nAcme,500000,Priya Nair\nOmega,1000,New Person\n"
PORTFOLIO = """\
[[people]]
name = "Dana Reyes"
role = "Senior"
[[people]]
name = "Kim Fox"
[[accounts]]
name = "ACME"
status = "yellow"
[[accounts.team]]
person = "Kim Fox"
function = "Support"
[[accounts.plans]]
number = 1
state = "active"
[[accounts.plans.tasks]]
title = "Fix the order sync"
due = 2026-12-24
[[accounts.plans.tasks]]
title = "Measure again"
phase = 3
blocked_by_task = "Fix the order sync"
[accounts.plans.definition]
requirements = "No manual fixes"
[[accounts.plans.definition.criteria]]
metric = "Order errors"
[[accounts.plans.definition.criteria.measurements]]
on = 2026-11-22
value = 5.5
[[accounts]]
name = "Epsilon"
[[accounts.plans]]
number = 1
"""


def _import(name: str, text: str) -> UseCase:
    return lambda s, folder: s.exchange.import_file(write_file(folder, name, text))


USE_CASES: dict[str, UseCase] = {
    "accounts.add": lambda s, _: s.accounts.add(
        AccountLine(name="Zeta", arr=5_000_00, new_csm="Kim Fox", tags=("new",))
    ),
    "accounts.add by its csm": lambda s, _: s.accounts.add(AccountLine(name="Zeta")),
    "accounts.set_status": lambda s, _: s.accounts.set_status(
        ["acme", "delta"], m.Status.YELLOW, "better"
    ),
    "accounts.edit": lambda s, _: s.accounts.edit(
        "acme", {"name": "Acme Ltd", "arr": 1, "renewal_date": None, "tags": ("a", "b")}
    ),
    "accounts.edit the csm": lambda s, _: s.accounts.edit("acme", {}, csm="Kim Fox"),
    "accounts.delete": lambda s, _: s.accounts.delete(["acme", "beta"]),
    "accounts.log": lambda s, _: s.accounts.log(["acme", "delta"], "They called", kind="call"),
    "accounts.weekly_update": lambda s, _: s.accounts.weekly_update(
        "acme", UpdateInput(changed="Fixed", confidence=4, sponsor_confidence=2)
    ),
    "plans.draft": lambda s, _: s.plans.draft("delta", [10, 20, 30]),
    "plans.reshape": lambda s, _: s.plans.reshape("beta", 60),
    "plans.edit": lambda s, _: s.plans.edit("acme", {"strategy": "Talk\nmore", "owner_id": None}),
    "plans.activate": lambda s, _: s.plans.activate("beta", DAY),
    "plans.set_state": lambda s, _: s.plans.set_state("acme", m.PlanState.PAUSED),
    "plans.close": lambda s, _: s.plans.close(
        "acme", Closing(m.Outcome.SAVED, "It worked", 500_000_00, DAY)
    ),
    "plans.decide_gate": lambda s, _: s.plans.decide_gate(
        "acme-1", ["Pains are fixed"], m.GateState.OVERRIDDEN, "Omar Haddad", "Good enough"
    ),
    "tasks.add": lambda s, _: s.tasks.add("acme", TaskLine(title="New", tags=("x",))),
    "tasks.add to a new stakeholder": lambda s, _: s.tasks.add(
        "acme", TaskLine(title="New", new_owner="Bo"), NewPerson("Bo", ours=False)
    ),
    "tasks.edit": lambda s, _: s.tasks.edit(
        "fix", {"title": "Fix it", "notes": "now\nplease", "due": DAY, "criterion_id": None}
    ),
    "tasks.move": lambda s, _: s.tasks.move(["fix", "stuck", "train"], 1),
    "tasks.place": lambda s, _: s.tasks.place(["call"], None, "train"),
    "tasks.drop": lambda s, _: s.tasks.drop(["fix"], "acme-2", None, "train"),
    "tasks.complete": lambda s, _: s.tasks.complete(["fix", "stuck"]),
    "tasks.complete again": lambda s, _: s.tasks.complete(["call"]),
    "tasks.set_status": lambda s, _: s.tasks.set_status(["stuck"], m.TaskStatus.DOING),
    "tasks.block": lambda s, _: s.tasks.block(["train"], by_task="stuck"),
    "tasks.unblock": lambda s, _: s.tasks.unblock(["stuck"]),
    "tasks.ask_help": lambda s, _: s.tasks.ask_help(
        ["stuck", "loose"], HelpAsk("Product", "A date", DAY)
    ),
    "tasks.answer_help": lambda s, _: s.tasks.answer_help(["fix"]),
    "tasks.set_due": lambda s, _: s.tasks.set_due(["fix", "stuck", "loose"], DAY, "Later"),
    "tasks.set_due to nothing": lambda s, _: s.tasks.set_due(["beta-task"], None),
    "tasks.shift": lambda s, _: s.tasks.shift(["fix", "train"], -3),
    "tasks.shift_all": lambda s, _: s.tasks.shift_all("acme", 7, "Holidays"),
    "tasks.set_owner": lambda s, _: s.tasks.set_owner(["fix"], Named("moss", "Ellen Moss", False)),
    "tasks.set_owner to somebody new": lambda s, _: s.tasks.set_owner(
        ["fix", "stuck"], NewPerson("Kim Fox")
    ),
    "tasks.hand_over": lambda s, _: s.tasks.hand_over(None, "priya", Named("dana", "Dana Reyes")),
    "tasks.delete": lambda s, _: s.tasks.delete(["fix", "call"]),
    "green.write_texts": lambda s, _: s.green.write_texts(
        "acme", {"customer_words": "All of it", "said_by": "Ellen Moss", "said_on": DAY}
    ),
    "green.add_criterion": lambda s, _: s.green.add_criterion(
        "acme", CriterionLine(metric="Late orders", target=Decimal("0.50"))
    ),
    "green.edit_criterion": lambda s, _: s.green.edit_criterion(
        "acme", "errors", {"target": Decimal("1.5"), "must_have": False}
    ),
    "green.delete_criterion": lambda s, _: s.green.delete_criterion("acme", "errors"),
    "green.move_criterion": lambda s, _: s.green.move_criterion("acme", "score", -1),
    "green.measure": lambda s, _: s.green.measure("acme", "errors", Decimal("4.20")),
    "green.agree": lambda s, _: s.green.agree(
        "acme", Agreeing(m.Side.CUSTOMER, "Ellen Moss", "mail", "mail of today")
    ),
    "green.take_back": lambda s, _: s.green.take_back(
        "beta", m.Side.CUSTOMER, m.AgreementState.DISPUTED, "Mo Lane", "the number"
    ),
    "people.rename": lambda s, _: s.people.rename("dana", "Dana Reyes-Fox"),
    "people.merge": lambda s, _: s.people.merge("priya", "dana"),
    "people.mark_left": lambda s, _: s.people.mark_left("priya"),
    "pages.record": lambda s, _: s.pages.record(
        "acme", Sending(m.Audience.CUSTOMER, "md", "Ellen Moss", "# Acme")
    ),
    "pages.confirm": lambda s, _: s.pages.confirm("acme"),
    "exchange.import_file": _import("more.toml", PORTFOLIO),
    "exchange.import_file of a sheet": _import("more.csv", SHEET),
}
