"""The five headline programmes of 威人社字〔2023〕13号 once more, written for obviousness rather than speed.

The facts are a flat dict {path: value}; absent or None means missing. The values are validated ones
(bool, int, Decimal, date, text, a collection of texts for key_groups), and family.moving_relatives is a list
of dicts with "relation".
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Facts = Mapping[str, Any]

TRUE, FALSE, UNKNOWN, OPEN = "TRUE", "FALSE", "UNKNOWN", "OPEN"

FIRST_DAY = datetime.date(2023, 4, 10)
WAIVER_CEILING = 100_000
DETERMINED_BY_AN_AUTHORITY = {"employment.industry_concentrated"}

WEIHAI = {
    *("371000", "370620", "379006", "372102"),  # 威海市
    *("371002",),  # 环翠区
    *("371003", "371081", "379011", "371022", "370632", "372132"),  # 文登区
    *("371082", "379012", "371023", "370633", "372133"),  # 荣成市
    *("371083", "379020", "371021", "370630", "372130"),  # 乳山市
    *("371071", "371072", "371073"),  # 高区, 经区, 临港区
    *("nanhai",),  # 南海新区
}


# The algebra: a node is a truth value and the missing facts under it. A decided node hides what is under it.


@dataclass(frozen=True)
class Node:
    """A truth value, and the missing facts that still matter to it."""

    truth: str
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rule:
    """A programme for one person on one day."""

    scope: Node
    requires: Node
    best: str = "eligible"


OPEN_TERM = Node(OPEN)


def known(value: bool) -> Node:
    """What is known anyway."""
    return Node(TRUE if value else FALSE)


def undecided(truth: str, parts: Iterable[Node]) -> Node:
    """A node whose truth is UNKNOWN or OPEN, with all that its parts miss."""
    return Node(truth, frozenset(path for part in parts for path in part.missing))


def all_of(*parts: Node) -> Node:
    """FALSE, else UNKNOWN, else OPEN, else TRUE."""
    truths = {part.truth for part in parts}
    if FALSE in truths:
        return Node(FALSE)
    if UNKNOWN in truths:
        return undecided(UNKNOWN, parts)
    if OPEN in truths:
        return undecided(OPEN, parts)
    return Node(TRUE)


def any_of(*parts: Node) -> Node:
    """TRUE, else UNKNOWN, else OPEN, else FALSE."""
    truths = {part.truth for part in parts}
    if TRUE in truths:
        return Node(TRUE)
    if UNKNOWN in truths:
        return undecided(UNKNOWN, parts)
    if OPEN in truths:
        return undecided(OPEN, parts)
    return Node(FALSE)


def not_(part: Node) -> Node:
    """Swap TRUE and FALSE and keep the other two."""
    return Node({TRUE: FALSE, FALSE: TRUE}.get(part.truth, part.truth), part.missing)


# Reading one fact.


def fact(facts: Facts, path: str, test: Callable[[Any], bool]) -> Node:
    """Test the value of a fact; a missing one is UNKNOWN, or OPEN where only an authority can say."""
    value = facts.get(path)
    if value is not None:
        return known(test(value))
    if path in DETERMINED_BY_AN_AUTHORITY:
        return OPEN_TERM
    return Node(UNKNOWN, frozenset({path}))


def yes(facts: Facts, path: str) -> Node:
    """A boolean fact."""
    return fact(facts, path, lambda value: value is True)


def one_of(facts: Facts, path: str, *choices: str) -> Node:
    """A choice that is one of those named."""
    return fact(facts, path, lambda value: value in choices)


def in_weihai(facts: Facts, path: str) -> Node:
    """A place in Weihai."""
    return fact(facts, path, lambda value: value in WEIHAI)


# Terms.


def in_force(on: datetime.date) -> Node:
    """The document's first day counts; it states no last one."""
    return known(on >= FIRST_DAY)


def returnee(facts: Facts) -> Node:
    """返乡创业农民工."""
    return all_of(
        yes(facts, "is_migrant_worker"),
        yes(facts, "work_history.has_outside_work"),
        yes(facts, "work_history.returned_to_home_county"),
        yes(facts, "business.is_starting"),
    )


def widened_scope(facts: Facts) -> Node:
    """The three groups of start-up support."""
    return any_of(
        returnee(facts),
        all_of(yes(facts, "is_new_citizen"), yes(facts, "business.is_starting")),
        yes(facts, "business.has_actual_project"),
    )


def near_relative(relative: Mapping[str, Any]) -> Node:
    """近亲属 of 民法典 art. 1045."""
    return one_of(relative, "relation", "spouse", "parent", "child", "sibling", "grandparent", "grandchild")


# Programmes.


def start_up_support(facts: Facts, on: datetime.date) -> Rule:
    """二(二)2, the support scope."""
    return Rule(scope=all_of(in_force(on), in_weihai(facts, "business.location")), requires=widened_scope(facts))


def counter_guarantee_waiver(facts: Facts, on: datetime.date) -> Rule:
    """二(二)2, the waiver."""
    any_key_group = fact(facts, "key_groups", lambda groups: len(groups) > 0)
    return Rule(
        scope=all_of(
            in_force(on),
            in_weihai(facts, "business.location"),
            not_(one_of(facts, "loan.product", "none")),
        ),
        requires=all_of(
            one_of(facts, "loan.product", "entrepreneurship_guarantee_loan"),
            any_of(
                one_of(facts, "loan.borrower", "individual"),
                all_of(one_of(facts, "loan.borrower", "partnership"), OPEN_TERM),
            ),
            fact(facts, "loan.amount", lambda amount: bool(amount <= WAIVER_CEILING)),
            any_of(returnee(facts), all_of(any_of(widened_scope(facts), any_key_group), OPEN_TERM)),
            any_of(not_(yes(facts, "loan.is_split_of_larger_need")), OPEN_TERM),
            any_of(fact(facts, "loan.application_date", lambda day: bool(day >= FIRST_DAY)), OPEN_TERM),
        ),
        best="eligible_in_principle",
    )


def settlement(facts: Facts, on: datetime.date) -> Rule:
    """二(五)5."""
    return Rule(
        scope=all_of(
            in_force(on),
            yes(facts, "settlement.wants"),
            yes(facts, "is_chinese_citizen"),
            not_(yes(facts, "is_active_military")),
            not_(yes(facts, "settlement.already_settled_in_town")),
        ),
        requires=any_of(
            all_of(
                yes(facts, "employment.has_employer"),
                any_of(
                    in_weihai(facts, "employment.employer_location"),
                    all_of(in_weihai(facts, "employment.work_place"), OPEN_TERM),
                ),
            ),
            all_of(yes(facts, "housing.has_purchased_home"), OPEN_TERM),
            all_of(yes(facts, "housing.has_rented_home"), OPEN_TERM),
            all_of(not_(one_of(facts, "settlement.kin_sponsor", "none")), OPEN_TERM),
            all_of(yes(facts, "business.own_in_weihai"), OPEN_TERM),
        ),
    )


def moving_with(relative: Mapping[str, Any], principal: Rule) -> Rule:
    """二(五)5, one relative: a near relative, and the principal's own scope and conditions."""
    return Rule(scope=principal.scope, requires=all_of(near_relative(relative), principal.requires))


def rental_housing(facts: Facts, on: datetime.date) -> Rule:
    """二(五)3."""
    return Rule(
        scope=all_of(
            in_force(on),
            yes(facts, "is_migrant_worker"),
            any_of(in_weihai(facts, "residence.place"), in_weihai(facts, "employment.work_place")),
        ),
        requires=all_of(yes(facts, "residence.lives_or_works_in_town"), OPEN_TERM),
    )


def work_injury_insurance(facts: Facts, on: datetime.date) -> Rule:
    """二(四)2."""
    relation = "employment.relation"
    return Rule(
        scope=all_of(
            in_force(on),
            in_weihai(facts, "employment.work_place"),
            not_(yes(facts, "employment.already_enrolled_injury")),
            not_(yes(facts, "employment.construction_project_enrolled")),
        ),
        requires=all_of(
            any_of(
                one_of(facts, "employment.industry", "construction", "express_delivery"),
                yes(facts, "employment.industry_concentrated"),
            ),
            any_of(
                one_of(facts, relation, "labour_contract", "de_facto", "dispatch", "project_based"),
                all_of(one_of(facts, relation, "platform_partial", "civil_contract"), OPEN_TERM),
            ),
        ),
    )


PROGRAMMES: dict[str, Callable[[Facts, datetime.date], Rule]] = {
    "start-up-support": start_up_support,
    "counter-guarantee-waiver": counter_guarantee_waiver,
    "settlement": settlement,
    "rental-housing": rental_housing,
    "work-injury-insurance": work_injury_insurance,
}


# Findings.


def outcome(rule: Rule) -> str:
    """Scope FALSE rules the person out; a FALSE condition refuses; then all that is left must be TRUE."""
    if rule.scope.truth == FALSE:
        return "not_applicable"
    if rule.requires.truth == FALSE:
        return "not_eligible"
    whole = all_of(rule.scope, rule.requires)
    return {UNKNOWN: "undetermined", OPEN: "refer", TRUE: rule.best}[whole.truth]


def outcomes(facts: Facts, on: datetime.date) -> dict[str, str]:
    """The outcome of each programme."""
    return {name: outcome(programme(facts, on)) for name, programme in PROGRAMMES.items()}


def relatives(facts: Facts, on: datetime.date) -> list[str]:
    """The outcome of settlement for each moving relative; none where the list is missing."""
    principal = settlement(facts, on)
    return [outcome(moving_with(relative, principal)) for relative in facts.get("family.moving_relatives") or ()]


def missing(facts: Facts, on: datetime.date) -> dict[str, frozenset[str]]:
    """The missing facts of each undetermined finding; a decided or referred one lists none."""
    rules = {name: programme(facts, on) for name, programme in PROGRAMMES.items()}
    return {name: all_of(rule.scope, rule.requires).missing for name, rule in rules.items()}
