"""Which account first: status, then rank (content section 2, Top-10 rank; checklist S3-9)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from greenpath_tui.domain.method import DEFAULT_METHOD, Method
from greenpath_tui.domain.money import money

_STRATEGIC, _CHURNING = 125, 30  # hundredths


@dataclass(frozen=True, slots=True)
class Rank:
    """A rank in minor units and the arithmetic behind it."""

    value: int
    sum: str  # `2.00M × (1 − 40 %) × 1.25 (renews in 118 d) × 1.2 (tier 2)`


def rank_value(
    at_risk: int | None,
    likelihood: int | None,
    renewal: date | None,
    tier: int,
    strategic: bool,
    churning: bool,
    today: date,
    method: Method = DEFAULT_METHOD,
) -> int:
    """ARR at risk × (1 − likelihood) × time × tier × strategic × churning, in minor units."""
    chance = method.assumed_likelihood if likelihood is None else likelihood
    value = (at_risk or 0) * (100 - chance)  # in hundredths of a minor unit
    value *= _time_factor(renewal, today) * _tier_factor(tier)  # each factor is in hundredths
    value *= _STRATEGIC if strategic else 100
    value *= _CHURNING if churning else 100
    return value // 10**10


def _time_factor(renewal: date | None, today: date) -> int:
    if renewal is None:
        return 100
    days = (renewal - today).days
    return 150 if days <= 90 else 125 if days <= 180 else 100


def _tier_factor(tier: int) -> int:
    return {1: 100, 2: 120, 3: 140}[tier]


def rank(
    at_risk: int | None,
    likelihood: int | None,
    renewal: date | None,
    tier: int,
    strategic: bool,
    churning: bool,
    today: date,
    method: Method = DEFAULT_METHOD,
) -> Rank:
    """The rank with the arithmetic as people read it; an assumed likelihood is said."""
    assumed = " assumed" if likelihood is None else ""
    chance = method.assumed_likelihood if likelihood is None else likelihood
    words = [f"{money(at_risk or 0)} × (1 − {chance} %{assumed})"]
    if (time := _time_factor(renewal, today)) != 100 and renewal is not None:
        days = (renewal - today).days
        said = f"renews in {days} d" if days >= 0 else f"renewal {-days} d ago"
        words.append(f"{_factor(time)} ({said})")
    if tier > 1:
        words.append(f"{_factor(_tier_factor(tier))} (tier {tier})")
    if strategic:
        words.append(f"{_factor(_STRATEGIC)} (strategic)")
    if churning:
        words.append(f"{_factor(_CHURNING)} (churning)")
    value = rank_value(at_risk, likelihood, renewal, tier, strategic, churning, today, method)
    return Rank(value, " × ".join(words))


def _factor(hundredths: int) -> str:
    return str((Decimal(hundredths) / 100).normalize())
