"""Why two scenarios differ: worked out by changing one thing at a time, not by guessing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from eligibility.errors import InputError
from eligibility.language.text import Text
from eligibility.logic import Outcome
from eligibility.pack.layout import facts_of
from eligibility.present.html.showing import Displayed

if TYPE_CHECKING:
    from eligibility.pack.vocabulary import Person
    from eligibility.present.html.markup import Markup
    from eligibility.rulebook import Rulebook
    from eligibility.scenarios.table import ScenarioRow, Scenarios

__all__ = ["ScenarioChange", "ScenarioComparison", "ScenarioDifference", "compare_rows"]

ON: Final = "on"
READINGS: Final = "readings"


@dataclass(frozen=True, slots=True)
class ScenarioDifference:
    """One thing that two scenarios say differently.

    ``path`` is a fact's path, ``on`` for the day, or ``readings``; ``None`` is not known.
    """

    path: str
    label: Text
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ScenarioChange:
    """A programme that answers differently.

    ``moved_by`` holds the differences each of which, put into the first scenario alone, gives the second's outcome;
    empty where only several of them together do.
    """

    programme: str
    title: Text
    before: Outcome
    after: Outcome
    moved_by: tuple[str, ...]


@dataclass(frozen=True)
class ScenarioComparison(Displayed):
    """Two scenarios side by side. It shows itself in a notebook; ``str()`` of it is English text."""

    first: ScenarioRow
    second: ScenarioRow
    differences: tuple[ScenarioDifference, ...]
    changes: tuple[ScenarioChange, ...]
    table: Scenarios = field(repr=False)

    def _fragment(self, language: str) -> Markup:
        from eligibility.present.html.scenarios import scenario_comparison_fragment

        return scenario_comparison_fragment(self, language)

    def _markdown(self, language: str) -> str:
        from eligibility.present.markdown import escape

        return "  \n".join(escape(line) for line in self.text(language).splitlines())

    def _title(self, language: str) -> str:
        from eligibility.present.scenarios_text import say_scenario

        return say_scenario("differs", language, self.first.name, self.second.name)

    def text(self, language: str = "en") -> str:
        """What differs, and why, in ``"zh"`` or ``"en"``."""
        from eligibility.present.scenarios_text import comparison_text

        return comparison_text(self, language)

    def __str__(self) -> str:
        return self.text("en")

    def to_dict(self) -> dict[str, Any]:
        """The comparison as plain JSON."""
        return {
            "first": self.first.name,
            "second": self.second.name,
            "differences": [one.path for one in self.differences],
            "changes": [
                {
                    "programme": one.programme,
                    "before": one.before.value,
                    "after": one.after.value,
                    "moved_by": list(one.moved_by),
                }
                for one in self.changes
            ],
        }


def compare_rows(table: Scenarios, first: ScenarioRow, second: ScenarioRow) -> ScenarioComparison:
    """Compare two rows of a table; see ``Scenarios.compare``."""
    differences = tuple(_differences(first, second))
    alone = {one.path: _with(table.rules, first, second, one.path) for one in differences}
    before, after = first.outcomes, second.outcomes
    changes = tuple(
        ScenarioChange(
            name,
            first.decision[name].title,
            before[name],
            after[name],
            tuple(path for path, outcomes in alone.items() if outcomes.get(name) is after[name]),
        )
        for name in table.programmes
        if before[name] is not after[name]
    )
    return ScenarioComparison(first, second, differences, changes, table)


def _differences(first: ScenarioRow, second: ScenarioRow) -> Iterator[ScenarioDifference]:
    if first.on != second.on:
        yield ScenarioDifference(ON, Text("办理日期", "Decision date"), first.on, second.on)
    if first.scenario.readings != second.scenario.readings:
        label = Text("口径", "Readings")
        yield ScenarioDifference(READINGS, label, _readings(first), _readings(second))
    vocabulary = type(first.person).vocabulary
    one, other = facts_of(first.person), facts_of(second.person)
    labels = {fact.path: fact.label for fact in vocabulary.facts}
    for path, slot in vocabulary.slots.items():
        if one[slot] != other[slot]:
            yield ScenarioDifference(path, labels[path], one[slot], other[slot])


def _readings(row: ScenarioRow) -> str:
    return "; ".join(f"{name}={choice}" for name, choice in row.scenario.readings)


def _with(rules: Rulebook, first: ScenarioRow, second: ScenarioRow, path: str) -> Mapping[str, Outcome]:
    """The outcomes of the first scenario with one thing taken over from the second; none where that is no person."""
    day = second.on if path == ON else first.on
    readings = dict((second if path == READINGS else first).scenario.readings)
    person: Any = first.person if path in (ON, READINGS) else _exchanged(first.person, second.person, path)
    try:
        book = rules.with_readings(readings) if readings else rules
        return {finding.programme: finding.outcome for finding in book.decide(person, on=day).findings}
    except InputError:  # no such person can be: a fact that only makes sense beside another
        return {}


def _exchanged(first: Person, second: Person, path: str) -> dict[str, Any]:
    from eligibility.pack.paths import set_path, take_path

    vocabulary = type(first).vocabulary
    data, other = vocabulary.plain(first), vocabulary.plain(second)
    value: Any = other
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    if value is None:
        take_path(data, path)
    else:
        set_path(data, path, value)
    reasons = {name: why for name, why in data.pop("unknown", {}).items() if name.partition("[")[0] != path}
    reasons |= {name: why for name, why in other.get("unknown", {}).items() if name.partition("[")[0] == path}
    return data | ({"unknown": reasons} if reasons else {})
