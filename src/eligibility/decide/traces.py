"""The explanation's way: source that evaluates every condition and keeps what it saw.

Nothing is skipped: a condition that no longer matters is evaluated too, so that the explanation is whole. Within a
programme a condition that occurs more than once (the same object) is evaluated once; what depends on few values
(see ``reach``) is looked up in a table that all programmes share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, Final

from eligibility.decide.reach import MOST_ENTRIES, TODAY, Reach, Reaches
from eligibility.decide.reads import Readers, named_values
from eligibility.decide.source import PYTHON, Values
from eligibility.decide.trace import Read, Table, Trace, TraceDraft, make_trace, placed
from eligibility.language import tree
from eligibility.logic import Truth, at_least
from eligibility.pack.layout import Vocabulary
from eligibility.pack.model import Pack

__all__ = ["TraceFunction", "compile_traces", "generate_trace_source"]

TraceFunction = Callable[..., tuple[Trace, ...]]
"""From facts and date (and, for conditions about one record, the record and its place) to traces."""

_NAMESPACE: Final = {
    **{truth.name: truth for truth in Truth},
    "at_least": at_least,
    "Draft": TraceDraft,
    "Trace": Trace,
    "Table": Table,
    "make_trace": make_trace,
    "placed": placed,
    "MOST": MOST_ENTRIES,
}


def compile_traces(
    groups: tuple[tuple[tree.Condition, ...], ...],
    pack: Pack,
    vocabulary: Vocabulary,
    day: date,
    record: tuple[str, tree.Fact] | None = None,
) -> tuple[TraceFunction, ...]:
    """For each group of conditions a function from facts and date to their traces, with the thresholds of a day.

    Args:
        groups: the conditions, in order.
        pack: their pack.
        vocabulary: the layout of the facts.
        day: a day of the stretch of time that the functions are for.
        record: a variable and its list, for conditions about one record; the functions then take the record and
            its place in the list as well.
    """
    source, names = generate_trace_source(groups, pack, vocabulary, day, record)
    exec(compile(source, "<generated traces>", "exec"), names)  # noqa: S102 - our own source, no text of a pack in it
    made: tuple[TraceFunction, ...] = names["make"]()
    return made


def generate_trace_source(
    groups: tuple[tuple[tree.Condition, ...], ...],
    pack: Pack,
    vocabulary: Vocabulary,
    day: date,
    record: tuple[str, tree.Fact] | None = None,
) -> tuple[str, dict[str, Any]]:
    """The source of :func:`compile_traces`, and the namespace it needs."""
    return _Generator(pack, vocabulary, day).source(groups, record)


class _Section:
    """The body of one generated function: its lines, and what has been worked out in it.

    ``key`` are the slots that the function's table is asked by; ``is_hot`` asks for quick code rather than short.
    """

    def __init__(self, key: frozenset[int] = frozenset(), *, is_hot: bool = False) -> None:
        self.key = key
        self.is_hot = is_hot
        self.lines: list[str] = []
        self.made: dict[int, str] = {}
        self.read: dict[tree.Value, str] = {}


class _Generator:
    """Writes the source. Each condition gets a number ``n``: ``tn`` is its truth, ``xn`` its trace."""

    def __init__(self, pack: Pack, vocabulary: Vocabulary, day: date) -> None:
        self._values = Values(pack, vocabulary, day)
        self._slots = vocabulary.slots
        self._paths = {slot: path for path, slot in vocabulary.slots.items()}
        self._reaches = Reaches(vocabulary)
        self._readers = Readers(pack, vocabulary, self._reaches, day)
        self._kept: dict[int, tuple[str, object]] = {}
        self._tables: dict[int, str] = {}
        self._places: dict[str, str] = {}
        self._count = 0
        self._fixed = self._section = _Section()

    def source(
        self, groups: tuple[tuple[tree.Condition, ...], ...], record: tuple[str, tree.Fact] | None
    ) -> tuple[str, dict[str, Any]]:
        if record is not None:
            self._values.records[record[0]] = "record"
            self._places[record[0]] = "place"
        arguments = "facts, today" if record is None else "facts, today, record, place"
        for number, group in enumerate(groups):
            with self._within(_Section(is_hot=True)) as section:
                results = [self._condition(condition) for condition in group]
                lines = [*self._values.bindings(), *section.lines]
            ends = f"return ({''.join(f'x{name}, ' for name in results)})"
            self._define(f"traces{number}({arguments})", [*lines, ends])
        constants = self._values.constants
        lines = [
            "def make():",
            *constants.assignments(),
            *(f"    {name} = kept[{place}]" for place, (name, _) in enumerate(self._kept.values())),
            *(f"    {line}" for line in self._fixed.lines),
            f"    return ({''.join(f'traces{number}, ' for number in range(len(groups)))})",
            "",
        ]
        kept = [value for _, value in self._kept.values()]
        names = {**_NAMESPACE, **self._values.namespace(), "constants": constants.values(), "kept": kept}
        return "\n".join(lines), names

    # --- where lines go ---

    @contextmanager
    def _within(self, section: _Section) -> Iterator[_Section]:
        """Write into the body of another function."""
        around, self._section = self._section, section
        used, self._values.used = self._values.used, set()
        yield section
        self._section, self._values.used = around, used

    def _define(self, head: str, lines: list[str]) -> None:
        """Add a function to what is worked out once."""
        self._fixed.lines += [f"def {head}:", *(f"    {line}" for line in lines)]

    def _keep(self, value: object) -> str:
        """The name of something that the source cannot spell."""
        return self._kept.setdefault(id(value), (f"n{len(self._kept)}", value))[0]

    def _next(self) -> str:
        self._count += 1
        return str(self._count)

    # --- conditions: each gives its number ---

    def _condition(self, node: tree.Condition) -> str:
        made = self._section.made.get(id(node)) or self._fixed.made.get(id(node))
        if made is None:
            made = self._section.made[id(node)] = self._evaluated(node)
        return made

    def _evaluated(self, node: tree.Condition) -> str:
        reach = self._reaches.of(node)
        if reach == Reach() and self._section is not self._fixed:
            with self._within(self._fixed):
                return self._condition(node)
        if reach.slots != self._section.key and self._reaches.gets_table(reach):
            return self._looked_up(node, reach)
        return self._bare(node.body, node) if isinstance(node, tree.Labelled) else self._bare(node, None)

    def _looked_up(self, node: tree.Condition, reach: Reach) -> str:
        """The trace from a table by the facts that it depends on."""
        table = self._tables.get(id(node))
        slots = sorted(reach.slots)
        if table is None:
            table = self._tables[id(node)] = f"d{self._next()}"
            with self._within(_Section(reach.slots)) as section:
                made = self._condition(node)
                key = ", ".join(self._slot(slot) for slot in slots)
                lines = [f"{key} = key", *section.lines, f"return x{made}"]
            self._define(f"make_{table}(key)", lines)
            self._fixed.lines.append(f"{table} = Table(make_{table}, MOST)")
        number = self._next()
        key = ", ".join(self._slot(slot) for slot in slots)
        self._section.lines += [f"x{number} = {table}[{key}]", f"t{number} = x{number}.truth"]
        return number

    def _slot(self, slot: int) -> str:
        return "today" if slot == TODAY else self._values.fact(self._paths[slot])

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
        below = "".join(f"x{child}, " for child in children)
        number = self._next()
        self._section.lines.append(f"t{number} = {truth}")
        self._make(number, node, label, f"({below})", sides)
        return number

    def _make(self, number: str, node: tree.Condition, label: tree.Labelled | None, below: str, sides: str) -> None:
        """The lines that make a trace of a number whose truth is there."""
        reads = "".join(f"{self._read(value)}, " for value in named_values(node))
        fields = {
            "node": self._keep(node),
            "label": "None" if label is None else self._keep(label),
            "truth": f"t{number}",
            "children": below,
            "reads": f"({reads})",
            "sides": sides,
        }
        if not self._section.is_hot:
            self._section.lines.append(f"x{number} = make_trace({', '.join(fields.values())})")
            return
        filled = "; ".join(f"x{number}.{name} = {value}" for name, value in fields.items())
        self._section.lines.append(f"x{number} = Draft(); {filled}; x{number}.index = None")
        self._section.lines.append(f"x{number}.__class__ = Trace")

    def _quantified(self, node: tree.Quantified, label: tree.Labelled | None) -> str:
        """A helper that makes the traces of the body for all records."""
        outer = [*self._values.records.values(), *self._places.values()]
        name = f"q{self._next()}"
        variable, place = f"record_{name}", f"place_{name}"
        records, places = self._values.records, self._places
        self._values.records = {**records, node.variable: variable}
        self._places = {**places, node.variable: place}
        with self._within(_Section()) as section:
            body = self._condition(node.body)
            bindings = self._values.bindings()
        self._values.records, self._places = records, places
        decisive, otherwise = ("FALSE", "TRUE") if node.every else ("TRUE", "FALSE")
        absent = "OPEN" if node.records.path in self._values.authority else "UNKNOWN"
        self._define(
            f"{name}({', '.join(['facts', 'today', 'records', *outer])})",
            [
                f"if records is None: return {absent}, ()",
                *bindings,
                "result = []",
                f"for {place}, {variable} in enumerate(records):",
                *(f"    {line}" for line in section.lines),
                f"    result.append(placed(x{body}, {place}))",
                "truths = [made.truth for made in result]",
                "return (",
                f"    {decisive} if {decisive} in truths else UNKNOWN if UNKNOWN in truths",
                f"    else OPEN if OPEN in truths else {otherwise}",
                "), tuple(result)",
            ],
        )
        number = self._next()
        listed = self._values.fact(node.records.path)
        called = f"{name}({', '.join(['facts', 'today', listed, *outer])})"
        self._section.lines.append(f"t{number}, y{number} = {called}")
        self._make(number, node, label, f"y{number}", f"({listed},)")
        return number

    # --- leaves ---

    def _read(self, value: tree.Value) -> str:
        """The name of what was read at a fact, a field, a threshold, a reading or the date."""
        reader = self._readers.of(value)
        if isinstance(reader, Read):
            return self._keep(reader)
        if isinstance(value, tree.ItemField):
            return f"{self._keep(reader)}({self._values.value(value)}, {self._places[value.variable]})"
        name = self._section.read.get(value)
        if name is None:
            name = self._section.read[value] = f"r{self._next()}"
            left, right = "[]" if isinstance(reader, Table) else "()"
            self._section.lines.append(f"{name} = {self._keep(reader)}{left}{self._values.value(value)}{right}")
        return name

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
