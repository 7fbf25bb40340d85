"""Persons in the words of the Weihai pack: some inside every programme, and ways to draw others around them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from eligibility import Decision, Outcome, Rulebook
from strategies import DAY, FIRST_DAY, Flat, nest, persons, value

SUPPORT = "start-up-support"
WAIVER = "counter-guarantee-waiver"
SETTLEMENT = "settlement"
RENTAL = "rental-housing"
INJURY = "work-injury-insurance"
HEADLINE = (SUPPORT, WAIVER, SETTLEMENT, RENTAL, INJURY)
CLAUSES = {SUPPORT: "二(二)2", WAIVER: "二(二)2", SETTLEMENT: "二(五)5", RENTAL: "二(五)3", INJURY: "二(四)2"}

# Every code of dossier §2.1, former ones included, and the functional area that has none.
WEIHAI = (
    *("371000", "370620", "379006", "372102", "371002", "371003", "371081", "379011", "371022", "370632", "372132"),
    *("371082", "379012", "371023", "370633", "372133", "371083", "379020", "371021", "370630", "372130"),
    *("371071", "371072", "371073", "nanhai"),
)
ELSEWHERE = ("370602", "370684", "110101", "000000", "371001", "999999")
PLACES = ("business.location", "employment.employer_location", "employment.work_place", "residence.place")
NEAR = ("spouse", "parent", "child", "sibling", "grandparent", "grandchild")

INSIDE: Flat = {
    "birth_date": date(1985, 5, 17),
    "is_migrant_worker": True,
    "is_new_citizen": True,
    "is_chinese_citizen": True,
    "is_active_military": False,
    "work_history.has_outside_work": True,
    "work_history.returned_to_home_county": True,
    "business.is_starting": True,
    "business.has_actual_project": True,
    "business.location": "371083",
    "business.own_in_weihai": False,
    "key_groups": ("returning_migrant_entrepreneur",),
    "loan.product": "entrepreneurship_guarantee_loan",
    "loan.borrower": "individual",
    "loan.amount": Decimal(80_000),
    "loan.is_split_of_larger_need": False,
    "loan.application_date": date(2023, 5, 10),
    "employment.has_employer": True,
    "employment.employer_location": "371002",
    "employment.work_place": "371002",
    "employment.industry": "construction",
    "employment.relation": "labour_contract",
    "employment.already_enrolled_injury": False,
    "employment.construction_project_enrolled": False,
    "settlement.wants": True,
    "settlement.already_settled_in_town": False,
    "settlement.kin_sponsor": "none",
    "housing.has_purchased_home": False,
    "housing.has_rented_home": False,
    "residence.place": "371002",
    "residence.lives_or_works_in_town": True,
    "family.moving_relatives": [{"relation": "spouse"}, {"relation": "other"}],
}
"""Inside every programme at once."""
NEWCOMER: Flat = {
    **INSIDE,
    "is_migrant_worker": False,
    "business.has_actual_project": False,
    "key_groups": (),
    "employment.employer_location": "110101",
    "employment.industry": "catering",
    "employment.relation": "platform_partial",
    "family.moving_relatives": [{"relation": "child"}, {}],
}
"""A new citizen and no migrant worker: the open routes."""
TENANT: Flat = {
    **INSIDE,
    "is_new_citizen": False,
    "business.is_starting": False,
    "business.has_actual_project": False,
    "loan.borrower": "partnership",
    "employment.has_employer": False,
    "employment.relation": "self_employed",
    "housing.has_rented_home": True,
    "family.moving_relatives": [],
}
"""A tenant without an employer."""
OUTSIDER: Flat = {
    **INSIDE,
    "is_new_citizen": False,
    "is_migrant_worker": True,
    "work_history.has_outside_work": False,
    "business.has_actual_project": False,
    "key_groups": (),
    "employment.employer_location": "110101",
    "employment.work_place": "110101",
    "employment.industry_concentrated": False,
    "residence.lives_or_works_in_town": False,
}
"""Certainly refused nearly everywhere."""
LIKE = (INSIDE, NEWCOMER, TENANT, OUTSIDER)

BEFORE = (FIRST_DAY - DAY, date(2023, 1, 1), date(2020, 4, 15), date(2012, 2, 29))
AFTER = (
    *(FIRST_DAY, FIRST_DAY + DAY, date(2023, 6, 1), date(2023, 9, 30), date(2023, 10, 1), date(2023, 12, 31)),
    *(date(2024, 1, 1), date(2024, 2, 29), date(2030, 6, 1)),
)


def before() -> SearchStrategy[date]:
    """Days before the first."""
    return st.sampled_from(BEFORE) | st.dates(date(2012, 1, 1), FIRST_DAY - DAY)


def after() -> SearchStrategy[date]:
    """The first day and later ones."""
    return st.sampled_from(AFTER) | st.dates(FIRST_DAY, date(2035, 12, 31))


def people(rules: Rulebook) -> SearchStrategy[Flat]:
    """Persons, most of them near one who is inside."""
    return persons(rules.facts, LIKE)


def changes(rules: Rulebook, paths: Iterable[str]) -> SearchStrategy[Flat]:
    """Other values, or none, for some facts."""
    facts = {fact.path: fact for fact in rules.facts}
    return st.fixed_dictionaries({path: st.none() | value(facts[path], rules.facts) for path in paths})


def decide(rules: Rulebook, flat: Flat, on: date) -> Decision:
    """The decision for a flat person."""
    return rules.decide(nest(flat), on=on)


def outcome(rules: Rulebook, programme: str, flat: Flat, on: date) -> Outcome:
    """The outcome of one programme for a flat person."""
    return decide(rules, flat, on)[programme].outcome


def said(decision: Decision, programme: str) -> Any:
    """All that a finding says about the person: outcome, missing facts, open terms, and the same of its items."""
    finding = decision[programme]
    own = [
        (one.outcome, tuple(fact.path for fact in one.missing), tuple(term.id for term in one.open))
        for one in (finding, *finding.items)
    ]
    return programme, own
