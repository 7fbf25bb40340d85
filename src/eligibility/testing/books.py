"""A rulebook under other readings, each made once, and what its programmes rest on."""

from __future__ import annotations

from collections.abc import Mapping

from eligibility.language import tree
from eligibility.pack.model import Programme
from eligibility.rulebook import Rulebook

__all__ = ["Books", "Choice", "deciding_conditions"]

Choice = tuple[tuple[str, str], ...]


class Books:
    """A rulebook under its default readings, under each other choice, and under whatever the cases choose."""

    def __init__(self, rules: Rulebook) -> None:
        self._rules = rules
        self._defaults = {reading.id: reading.default for reading in rules.reading_definitions}
        self._made: dict[Choice, Rulebook] = {}

    def under(self, chosen: Mapping[str, str]) -> tuple[Choice, Rulebook]:
        """The rulebook under some choices, and how those differ from the defaults."""
        wanted = {**self._defaults, **chosen}
        choice = tuple(sorted(one for one in wanted.items() if self._defaults[one[0]] != one[1]))
        if choice not in self._made:
            rules = self._rules
            self._made[choice] = rules if wanted == rules.readings else rules.with_readings(wanted)
        return choice, self._made[choice]

    def all(self) -> tuple[Rulebook, ...]:
        """All of them, the default one first."""
        return tuple(self.by_choice().values())

    def by_choice(self) -> dict[Choice, Rulebook]:
        """All of them by what they choose otherwise than by default."""
        self.under({})
        for reading in self._rules.reading_definitions:
            for choice in reading.selectable:
                self.under({reading.id: choice})
        for case in self._rules.pack.cases:
            self.under({str(name): str(choice) for name, choice in case.model.readings.items()})
        return self._made


def deciding_conditions(text: Programme) -> list[tree.Condition]:
    """What an outcome or an item's outcome rests on; a list that has items is read as a whole."""
    conditions: list[tree.Condition] = [text.scope, text.requires]
    if text.item is not None:
        whole = tree.Quantified(True, text.item.variable, text.item.records, text.item.requires)
        conditions.append(whole)
    return conditions
