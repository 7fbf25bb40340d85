"""The explanation's way: source that evaluates every condition and keeps what it saw.

Nothing is skipped: a condition that no longer matters is evaluated too, so that the explanation is whole. A
condition that occurs more than once (the same object) is evaluated once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from eligibility.decide.source import PYTHON, Values
from eligibility.decide.trace import Plan, RawTrace
from eligibility.language import tree
from eligibility.logic import Truth, at_least
from eligibility.pack.layout import Vocabulary
from eligibility.pack.model import Pack

__all__ = ["TraceFunction", "compile_traces", "generate_trace_source"]

TraceFunction = Callable[[tuple[Any, ...], date], tuple[RawTrace, ...]]


def compile_traces(
    conditions: tuple[tree.Condition, ...],
    pack: Pack,
    vocabulary: Vocabulary,
    day: date,
    record: tuple[str, tree.Fact] | None = None,
) -> TraceFunction:
    """A function from facts and date to the raw trace of each condition, with the thresholds of a day.

    Args:
        conditions: the conditions, in order.
        pack: their pack.
        vocabulary: the layout of the facts.
        day: a day of the stretch of time that the function is for.
        record: a variable and its list, for conditions about one record; the function then takes the record as
            its third argument.
    """
    source, names = generate_trace_source(conditions, pack, vocabulary, day, record)
    exec(compile(source, "<generated traces>", "exec"), names)  # noqa: S102 - our own source, no text of a pack in it
    made: TraceFunction = names["make"]()
    return made


def generate_trace_source(
    conditions: tuple[tree.Condition, ...],
    pack: Pack,
    vocabulary: Vocabulary,
    day: date,
    record: tuple[str, tree.Fact] | None = None,
) -> tuple[str, dict[str, Any]]:
    """The source of :func:`compile_traces`, and the namespace it needs."""
    return _Generator(pack, vocabulary, day).source(conditions, record)


class _Generator:
    def __init__(self, pack: Pack, vocabulary: Vocabulary, day: date) -> None:
        self._values = Values(pack, vocabulary, day)
        self._plans: list[Plan] = []
        self._helpers: list[str] = []
        self._lines: list[str] = []
        self._made: dict[int, str] = {}
        self._count = 0

    def source(
        self, conditions: tuple[tree.Condition, ...], record: tuple[str, tree.Fact] | None
    ) -> tuple[str, dict[str, Any]]:
        if record is not None:
            self._values.records[record[0]] = "record"
        results = [self._condition(condition) for condition in conditions]
        constants = self._values.constants
        lines = [
            "def make():",
            *constants.assignments(),
            *(f"    p{place} = plans[{place}]" for place in range(len(self._plans))),
            *self._helpers,
            f"    def traces(facts, today{'' if record is None else ', record'}):",
            f"        {self._values.unpacking()} = facts",
            *(f"        {line}" for line in self._lines),
            f"        return ({''.join(f'x{name}, ' for name in results)})",
            "    return traces",
            "",
        ]
        names = {truth.name: truth for truth in Truth}
        functions = {**self._values.namespace(), "at_least": at_least}
        return "\n".join(lines), {**names, **functions, "constants": constants.values(), "plans": self._plans}

    # --- conditions: each gives the number n of its variables tn (truth) and xn (raw trace) ---

    def _condition(self, node: tree.Condition) -> str:
        made = self._made.get(id(node))
        if made is None:
            body, label = (node.body, node) if isinstance(node, tree.Labelled) else (node, None)
            made = self._made[id(node)] = self._bare(body, label)
        return made

    def _bare(self, node: tree.Condition, label: tree.Labelled | None) -> str:
        match node:
            case tree.Term(body=body) | tree.Labelled(body=body):
                part = self._condition(body)
                return self._emit(node, label, f"t{part}", [part])
            case tree.AllOf(parts):
                return self._group(node, label, parts, "FALSE", "TRUE")
            case tree.AnyOf(parts):
                return self._group(node, label, parts, "TRUE", "FALSE")
            case tree.AtLeast(count, parts):
                numbers = [self._condition(part) for part in parts]
                truths = "".join(f"t{number}, " for number in numbers)
                return self._emit(node, label, f"at_least({count}, ({truths}))", numbers)
            case tree.Not(part):
                number = self._condition(part)
                truth = f"FALSE if t{number} is TRUE else TRUE if t{number} is FALSE else t{number}"
                return self._emit(node, label, truth, [number])
            case tree.Open():
                return self._emit(node, label, "OPEN", [])
            case tree.Quantified():
                return self._quantified(node, label)
            case _:
                return self._leaf(node, label)

    def _group(
        self,
        node: tree.Condition,
        label: tree.Labelled | None,
        parts: tuple[tree.Condition, ...],
        decisive: str,
        otherwise: str,
    ) -> str:
        numbers = [self._condition(part) for part in parts]
        if len(numbers) < 2:
            return self._emit(node, label, f"t{numbers[0]}" if numbers else otherwise, numbers)
        tests = [" or ".join(f"t{number} is {value}" for number in numbers) for value in (decisive, "UNKNOWN", "OPEN")]
        truth = f"{decisive} if {tests[0]} else UNKNOWN if {tests[1]} else OPEN if {tests[2]} else {otherwise}"
        return self._emit(node, label, truth, numbers)

    def _emit(
        self, node: tree.Condition, label: tree.Labelled | None, truth: str, children: list[str], sides: str = "()"
    ) -> str:
        number = str(self._count)
        self._count += 1
        plan = len(self._plans)
        self._plans.append(Plan(node, label))
        below = "".join(f"x{child}, " for child in children)
        self._lines.append(f"t{number} = {truth}")
        self._lines.append(f"x{number} = (p{plan}, t{number}, ({below}), {sides})")
        return number

    def _quantified(self, node: tree.Quantified, label: tree.Labelled | None) -> str:
        """A helper that makes the traces of the body for all records."""
        outer = list(self._values.records.values())
        variable = f"r{len(self._helpers)}_{len(outer)}"
        kept = (self._lines, self._made, self._values.in_helper)
        self._lines, self._made, self._values.in_helper = [], {}, True
        around = self._values.records
        self._values.records = {**around, node.variable: variable}
        body = self._condition(node.body)
        self._values.records = around
        lines, (self._lines, self._made, self._values.in_helper) = self._lines, kept
        name = f"q{len(self._helpers)}"
        decisive, otherwise = ("FALSE", "TRUE") if node.every else ("TRUE", "FALSE")
        absent = "OPEN" if node.records.path in self._values.authority else "UNKNOWN"
        self._helpers.append(
            "\n".join(
                [
                    f"    def {name}({', '.join(['facts', 'today', 'records', *outer])}):",
                    f"        if records is None: return {absent}, ()",
                    "        result = []",
                    f"        for {variable} in records:",
                    *(f"            {line}" for line in lines),
                    f"            result.append(x{body})",
                    "        truths = [made[1] for made in result]",
                    "        return (",
                    f"            {decisive} if {decisive} in truths else UNKNOWN if UNKNOWN in truths",
                    f"            else OPEN if OPEN in truths else {otherwise}",
                    "        ), tuple(result)",
                ]
            )
        )
        number, plan = str(self._count), len(self._plans)
        self._count += 1
        self._plans.append(Plan(node, label))
        records = self._values.fact(node.records.path)
        self._lines.append(f"t{number}, y{number} = {name}({', '.join(['facts', 'today', records, *outer])})")
        self._lines.append(f"x{number} = (p{plan}, t{number}, y{number}, ({records},))")
        return number

    # --- leaves ---

    def _leaf(self, node: tree.Condition, label: tree.Labelled | None) -> str:
        match node:
            case tree.Holds(value):
                return self._tested(node, label, (value,), f"{self._values.value(value)} is True")
            case tree.Compare(operator, left, right):
                test = f"{self._values.value(left)} {PYTHON[operator]} {self._values.value(right)}"
                return self._tested(node, label, (left, right), test)
            case tree.Member(value, options, _):
                inside = self._values.constants.name(frozenset(options))
                return self._tested(node, label, (value,), f"{self._values.value(value)} in {inside}")
            case tree.Contains(collection, choice):
                test = f"{self._values.constants.name(choice)} in {self._values.value(collection)}"
                return self._tested(node, label, (collection,), test)
            case _:
                raise AssertionError(node)

    def _tested(
        self, node: tree.Condition, label: tree.Labelled | None, values: tuple[tree.Value, ...], test: str
    ) -> str:
        known, unknown = self._values.all_present(*values)
        decided = f"TRUE if {test} else FALSE"
        if known == "True":
            truth = decided
        elif known == "False":
            truth = self._absent(unknown)
        else:
            truth = f"({decided}) if {known} else {self._absent(unknown)}"
        sides = "".join(f"{self._side(value)}, " for value in values)
        return self._emit(node, label, truth, [], f"({sides})")

    def _absent(self, unknown: str) -> str:
        if unknown in ("True", "False"):
            return "UNKNOWN" if unknown == "True" else "OPEN"
        return f"(UNKNOWN if {unknown} else OPEN)"

    def _side(self, value: tree.Value) -> str:
        """Source of a value for show: ``None`` where something under it is missing."""
        source = self._values.value(value)
        if not tree.children(value):
            return source
        known, _ = self._values.presence(value)
        if known in ("True", "False"):
            return source if known == "True" else "None"
        return f"({source} if {known} else None)"
