"""What both generators share: numbered slots and constants, and the source of values.

Generated source holds no text from a pack: facts are numbered slots, constants are numbered names.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final

from eligibility.language import tree
from eligibility.language.amounts import difference, product, total
from eligibility.language.calendar import add_months, months_between, years_between
from eligibility.language.types import Kind
from eligibility.pack.layout import Vocabulary
from eligibility.pack.model import Pack

__all__ = ["COMPARISONS", "OPPOSITE", "PYTHON", "Constants", "Values", "joined"]

_ON_MONEY: Final[dict[str, Callable[[Any, Any], Any]]] = {"+": total, "-": difference, "*": product}
PYTHON: Final = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
COMPARISONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
OPPOSITE: Final = {"=": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


class Constants:
    """The constants of one generated module, each under a numbered name."""

    def __init__(self) -> None:
        self._names: dict[tuple[type, Any], str] = {}

    def name(self, value: Any) -> str:
        """The name of a constant; equal values of one type share it."""
        return self._names.setdefault((type(value), value), f"k{len(self._names)}")

    def values(self) -> list[Any]:
        """The constants in the order of their numbers."""
        return [value for _, value in self._names]

    def assignments(self) -> list[str]:
        """Source that takes them out of a list called ``constants``."""
        return [f"    {name} = constants[{place}]" for place, name in enumerate(self._names.values())]


class Values:
    """Source for values, and for whether they are there, with the thresholds of one day.

    ``in_helper`` says that facts are to be read from the tuple instead of names; ``used`` collects the slots of the
    names that were asked for; ``records`` gives the source of the record that each variable stands for.
    """

    def __init__(self, pack: Pack, vocabulary: Vocabulary, day: date) -> None:
        self.constants = Constants()
        self.in_helper = False
        self.used: set[int] = set()
        self.records: dict[str, str] = {}
        self.authority = frozenset(fact.path for fact in pack.facts if fact.only_authority)
        self._vocabulary = vocabulary
        self._parameters = {parameter.name: parameter.timeline.on(day) for parameter in pack.parameters}
        self._leap_day = pack.leap_day

    def namespace(self) -> dict[str, Any]:
        """The functions that the source of values calls."""
        leap_day = self._leap_day
        return {
            **{function.__name__: function for function in _ON_MONEY.values()},
            "add_months": add_months,
            "months_between": months_between,
            "years_between": lambda start, end: years_between(start, end, leap_day),
        }

    def unpacking(self) -> str:
        """Source of the names of all facts, for unpacking the tuple."""
        return "".join(f"f{slot}, " for slot in range(len(self._vocabulary.slots))).rstrip()

    def bindings(self) -> list[str]:
        """Lines that take the facts in use out of the tuple."""
        return [f"f{slot} = facts[{slot}]" for slot in sorted(self.used)]

    def fact(self, path: str) -> str:
        """Source that reads a fact: ``None`` where it is missing."""
        slot = self._vocabulary.slots[path]
        self.used.add(slot)
        return f"facts[{slot}]" if self.in_helper else f"f{slot}"

    def value(self, node: tree.Value) -> str:
        """Source of a value; only good where :meth:`presence` holds."""
        match node:
            case tree.Constant(value=value) | tree.ReadingChoice(value=value):
                return self.constants.name(value)
            case tree.Fact(path=path):
                return self.fact(path)
            case tree.ItemField(variable=variable, records=records, name=name):
                return f"{self.records[variable]}[{self._vocabulary.item_slots[records][name]}]"
            case tree.Parameter(name=name):
                dated = self._parameters[name]
                return "None" if dated is None else self.constants.name(dated.value)
            case tree.DecisionDate():
                return "today"
            case tree.Arithmetic(sign, left, right, type_) if type_.kind is Kind.MONEY:
                return f"{_ON_MONEY[sign].__name__}({self.value(left)}, {self.value(right)})"
            case tree.Arithmetic(sign, left, right, _):
                return f"({self.value(left)} {sign} {self.value(right)})"
            case tree.YearsBetween(start, end, _):
                return f"years_between({self.value(start)}, {self.value(end)})"
            case tree.MonthsBetween(start, end, _):
                return f"months_between({self.value(start)}, {self.value(end)})"
            case tree.AddMonths(start, months, _):
                return f"add_months({self.value(start)}, {self.value(months)})"
            case tree.Count(of, _):
                return f"len({self.value(of)})"

    def presence(self, node: tree.Value) -> tuple[str, str]:
        """Source that says everything under a value is there; that something is missing which is not an authority's."""
        match node:
            case tree.Fact() | tree.ItemField():
                expression = self.value(node)
                missing = "False" if node.path in self.authority else f"{expression} is None"
                return f"{expression} is not None", missing
            case tree.Parameter(name=name):
                known = self._parameters[name] is not None
                return str(known), str(not known)
            case _:
                return self.all_present(*tree.children(node))  # type: ignore[arg-type]

    def all_present(self, *nodes: tree.Value) -> tuple[str, str]:
        """:meth:`presence` of several values together."""
        parts = [self.presence(node) for node in nodes]
        known = joined("and", dict.fromkeys(known for known, _ in parts))
        return known, joined("or", dict.fromkeys(unknown for _, unknown in parts))


def joined(word: str, parts: Iterable[str]) -> str:
    """``and`` or ``or`` over expressions, with constants folded away.

    >>> joined("and", ["a", "True", "b"]), joined("or", ["a", "True"]), joined("and", [])
    ('(a and b)', 'True', 'True')
    """
    neutral, absorbing = ("True", "False") if word == "and" else ("False", "True")
    kept = [part for part in parts if part != neutral]
    if absorbing in kept:
        return absorbing
    if not kept:
        return neutral
    return kept[0] if len(kept) == 1 else "(" + f" {word} ".join(kept) + ")"
