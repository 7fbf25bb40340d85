"""How far what is known of a person is from the limits of the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from eligibility.decide.trace import Read, Trace
from eligibility.language import tree
from eligibility.language.text import Text
from eligibility.language.types import Kind
from eligibility.pack.layout import generic_path, plain_value
from eligibility.pack.model import FactDefinition

if TYPE_CHECKING:
    from eligibility.decision import Finding, ItemFinding

__all__ = ["Distance", "distances"]


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a known number or date is from what it is compared with.

    ``path`` and ``label`` are the fact's, or of the first fact that the number is worked out from; ``value`` is what
    the rules compare, ``threshold`` with what; ``by`` is ``value`` less ``threshold`` in the unit (for dates: days).
    """

    path: str
    label: Text
    value: Any
    operator: str
    threshold: Any
    by: Decimal | int
    unit: Text
    met: bool

    def text(self, language: str = "en") -> str:
        """The distance on one line."""
        from eligibility.prove.advice_words import distance_text

        return distance_text(self, language)

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """The distance as plain JSON."""
        return {
            "fact": self.path,
            "label": self.label.in_language(language),
            "value": plain_value(self.value),
            "operator": self.operator,
            "threshold": plain_value(self.threshold),
            "by": plain_value(self.by),
            "met": self.met,
            "text": self.text(language),
        }


def distances(finding: Finding | ItemFinding) -> tuple[Distance, ...]:
    """How far the known numbers and dates of a finding are from what its conditions compare them with."""
    found: dict[tuple[str, str, Any], Distance] = {}
    pending = list(finding.traces())[::-1]
    while pending:
        trace = pending.pop()
        pending.extend(reversed(trace.children))
        one = _distance(trace, finding)
        if one is not None:
            found.setdefault((one.path, one.operator, one.threshold), one)
    return tuple(found.values())


def _distance(trace: Trace, finding: Finding | ItemFinding) -> Distance | None:
    node = trace.node
    if not isinstance(node, tree.Compare) or not node.left.type.kind.is_ordered or not trace.truth.is_decided:
        return None
    named: list[Read] = [read for read in trace.reads if isinstance(read.what, tree.Fact | tree.ItemField)]
    if not named or node.operator in ("=", "!="):
        return None
    left, right = trace.sides
    by = (left - right).days if isinstance(left, date) else left - right
    fact = finding._decision.engine.pack.fact_by_path[generic_path(named[0].path)]  # noqa: SLF001 - what it is about
    met = trace.truth.value == "true"
    return Distance(named[0].path, _label(node, fact), left, node.operator, right, by, _unit(node, fact), met)


def _label(node: tree.Compare, fact: FactDefinition) -> Text:
    """What is compared: the fact, or the day of the decision where that is measured against the fact."""
    if isinstance(node.left, tree.DecisionDate):
        return Text(f"办理之日（对照{fact.label.zh}）", f"Day of the decision (against: {fact.label.en})")
    if isinstance(node.left, tree.Count):
        return Text(f"{fact.label.zh}的数目", f"Number of: {fact.label.en}")
    return fact.label


def _unit(node: tree.Compare, fact: FactDefinition) -> Text:
    if node.left.type.kind is Kind.DATE:
        return Text("天", "days")
    if isinstance(node.left, tree.YearsBetween):
        return Text("岁", "years")
    if isinstance(node.left, tree.MonthsBetween):
        return Text("个月", "months")
    return fact.unit or Text("", "")
