"""For every claim of a pack the same pack with one rule broken, so that the claim no longer holds.

The breaks are made on the tree: one more condition for a programme, or one that is taken out. Which one follows from
what the claim says.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from eligibility.language import tree
from eligibility.language.types import BOOLEAN, DATE, INTEGER, Kind
from eligibility.logic import Outcome
from eligibility.pack.layout import ITEM
from eligibility.pack.model import Pack, Programme
from eligibility.pack.schema import ClaimModel

DAY = date(2000, 5, 5)
TRUE, FALSE = (tree.Holds(tree.Constant(value, BOOLEAN)) for value in (True, False))


def broken_pack(pack: Pack, claim: ClaimModel) -> Pack:
    """The pack with one rule changed against a claim."""
    first = str(claim.programmes[0])
    programmes = tuple(broken(text, pack, claim) if text.id == first else text for text in pack.programmes)
    if claim.never_together is not None:
        programmes = tuple(met(text) if text.id in claim.programmes else text for text in programmes)
    return replace(pack, programmes=programmes)


def broken(text: Programme, pack: Pack, claim: ClaimModel) -> Programme:
    """One text of a programme, broken."""
    match claim.kind:
        case "independent_of":
            name = str((claim.independent_of or ())[-1])
            return also(text, reads(pack, name))
        case "depends_only_on":
            kept = {str(path) for path in claim.depends_only_on or ()}
            return also(text, reads(pack, next(path for path in pack.fact_by_path if path not in kept)))
        case "items_depend_only_on":
            assert text.item is not None
            own = tree.AllOf((text.item.requires, reads(pack, "birth_date")))
            return replace(text, item=replace(text.item, requires=own))
        case "at_best":
            return met(text)
        case "outcome_in" | "only_if":
            return against(text, claim)
        case "boundary":
            return also(text, tree.Not(reads(pack, str(claim.boundary.fact if claim.boundary else ""))))
        case "monotone":
            assert claim.monotone is not None
            name, increasing = str(claim.monotone.fact), claim.monotone.direction == "increasing"
            small = reads(pack, name)
            if pack.fact_by_path[name].type.kind is Kind.BOOLEAN:
                small = tree.Not(small)
            return also(text, small if increasing else tree.Not(small))
        case "adding_never_worsens":
            tests = next(one for one in pack.claim_tests if one.claim == claim.claim)
            return also(text, tree.Not(tests.tests[-1]))
        case "same_for":
            assert claim.same_for is not None
            path, value = str(claim.same_for.fact), str(claim.same_for.values[-1])
            type_ = pack.fact_by_path[path].type
            return also(text, tree.Compare("!=", tree.Fact(path, type_), tree.Constant(value, type_)))
        case "knowledge_never_flips":
            return text  # holds for every pack; see the test of the encoding's own doing
        case "constant_from":
            last = tree.Constant(pack.document_date.replace(year=pack.document_date.year + 7), DATE)
            return also(text, tree.Compare("<", tree.DecisionDate(DATE), last))
        case _:
            return text


def also(text: Programme, condition: tree.Condition) -> Programme:
    """One more condition in the scope."""
    return replace(text, scope=tree.AllOf((*text.scope.parts, condition)))


def met(text: Programme) -> Programme:
    """No condition and no scope at all."""
    return replace(text, scope=tree.AllOf(()), requires=TRUE, strength="unconditional")


def against(text: Programme, claim: ClaimModel) -> Programme:
    """Whatever outcome the claim does not allow."""
    listed = [Outcome(name) for name in (claim.only_if.outcome if claim.only_if else claim.outcome_in or ())]
    wrong = Outcome.NOT_ELIGIBLE if (Outcome.NOT_ELIGIBLE in listed) is (claim.only_if is not None) else text.when_met
    if claim.of_items:
        assert text.item is not None
        text = replace(text, item=replace(text.item, requires=TRUE))
    if wrong is Outcome.NOT_ELIGIBLE:
        return replace(text, scope=tree.AllOf(()), requires=FALSE)
    return met(text)


def reads(pack: Pack, name: str) -> tree.Condition:
    """A test of a fact or a threshold, false for large values."""
    if name in pack.parameter_by_name:
        parameter = tree.Parameter(name, pack.parameter_by_name[name].type)
        loan = tree.Fact("loan.amount", parameter.type)
        return tree.Compare("<=", loan, parameter)
    type_ = pack.fact_by_path[name].type
    if ITEM in name:
        records, _, field = name.partition(ITEM)
        listed = tree.Fact(records, pack.fact_by_path[records].type)
        body = _test(tree.ItemField("r", records, field, type_))
        return tree.Quantified(False, "r", listed, body)
    if type_.kind is Kind.RECORDS:
        return tree.Compare("<", tree.Count(tree.Fact(name, type_), INTEGER), tree.Constant(2, INTEGER))
    return _test(tree.Fact(name, type_))


def _test(value: Any) -> tree.Condition:
    type_ = value.type
    match type_.kind:
        case Kind.BOOLEAN:
            return tree.Holds(value)
        case Kind.CHOICE:
            return tree.Compare("=", value, tree.Constant(type_.choices[0], type_))
        case Kind.CHOICES:
            return tree.Contains(value, type_.choices[0])
        case Kind.REGION:
            return tree.Compare("=", value, tree.Constant("371082", type_))
        case Kind.DATE:
            return tree.Compare("<", value, tree.Constant(DAY, type_))
        case _:
            return tree.Compare("<", value, tree.Constant(3, INTEGER))
