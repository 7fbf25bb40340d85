"""What a pack's worked examples cover: every condition on both sides, every fact, every clause.

A condition is looked at wherever a case expects something of its programme. Where a side cannot be reached at all the
report says why, from the rules themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from eligibility.decide.gathering import facts_read
from eligibility.language import tree
from eligibility.pack.model import ClauseDefinition, FactDefinition
from eligibility.rulebook import Rulebook
from eligibility.testing.books import Books, deciding_conditions
from eligibility.testing.coverage_model import (
    ClauseCoverage,
    ConditionCoverage,
    CoverageReport,
    FactCoverage,
    SideCoverage,
)
from eligibility.testing.coverage_of_conditions import condition_coverage

__all__ = [
    "ClauseCoverage",
    "ConditionCoverage",
    "CoverageReport",
    "FactCoverage",
    "SideCoverage",
    "clause_coverage",
    "condition_coverage",
    "coverage_report",
    "fact_coverage",
]


def coverage_report(rules: Rulebook) -> CoverageReport:
    """Everything that a pack's cases and register cover.

    Args:
        rules: the rulebook; its own readings do not matter, each case is run under those that it names.

    Raises:
        PackError: a file of cases is wrong.

    >>> import eligibility
    >>> report = coverage_report(eligibility.load("weihai-2023-13"))
    >>> report.text("en").splitlines()[0]
    'weihai-2023-13: what the cases cover'
    """
    books = Books(rules)
    return CoverageReport(
        rules.id, condition_coverage(rules, books), fact_coverage(rules, books), clause_coverage(rules)
    )


def clause_coverage(rules: Rulebook) -> tuple[ClauseCoverage, ...]:
    """What accounts for every clause of the document, in its order.

    >>> import eligibility
    >>> clause_coverage(eligibility.load("weihai-2023-13"))[0].clause
    '序言'
    """
    return tuple(_clause(clause) for clause in rules.clauses)


def _clause(one: ClauseDefinition) -> ClauseCoverage:
    return ClauseCoverage(one.clause, one.gist, one.programmes, one.targets, one.why_nothing, one.later)


def fact_coverage(rules: Rulebook, books: Books | None = None) -> tuple[FactCoverage, ...]:
    """What reads every fact, under any reading that can be chosen.

    Args:
        rules: the rulebook.
        books: the rulebook under its readings, where somebody has them already.

    >>> import eligibility
    >>> facts = {fact.path: fact for fact in fact_coverage(eligibility.load("weihai-2023-13"))}
    >>> facts["loan.amount"].decides, facts["contributions.tax_paid"].never is not None
    (('counter-guarantee-waiver',), True)
    """
    decides: dict[str, dict[str, None]] = {}
    notes: dict[str, dict[str, None]] = {}
    checks: dict[str, dict[str, None]] = {}
    for book in (books or Books(rules)).all():
        for text in book.programmes:
            _note(decides, deciding_conditions(text), text.id)
            _note(notes, [note.when for note in text.notes if note.when is not None], text.id)
        for check in book.pack.checks:
            _note(checks, [check.when], check.id)
    return tuple(_fact(fact, decides, notes, checks) for fact in rules.facts)


def _fact(fact: FactDefinition, *readers: Mapping[str, dict[str, None]]) -> FactCoverage:
    decides, notes, checks = (tuple(reader.get(fact.path, ())) for reader in readers)
    return FactCoverage(fact.path, fact.label, decides, notes, checks, fact.decides_never)


def _note(readers: dict[str, dict[str, None]], conditions: Iterable[tree.Condition], name: str) -> None:
    for path in facts_read(conditions):
        readers.setdefault(path, {})[name] = None
