"""Decisions side by side: several persons under one pack, or one person under several packs, readings or days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from eligibility._arguments import checked_mapping
from eligibility.decision import Decision, Finding
from eligibility.errors import UsageError, problem
from eligibility.language.text import Text
from eligibility.language.wording import amount
from eligibility.present.html.showing import Displayed

if TYPE_CHECKING:
    from eligibility.present.html.markup import Markup

__all__ = ["Comparison", "compare"]

_Row = tuple[Text, tuple[Finding | None, ...]]


@dataclass(frozen=True, slots=True)
class Comparison(Displayed):
    """Decisions under their names, in the order given; made by :func:`compare`."""

    names: tuple[str, ...]
    decisions: tuple[Decision, ...]

    @property
    def on(self) -> date | None:
        """The day of all decisions; ``None`` where they have different ones."""
        days = {decision.on for decision in self.decisions}
        return days.pop() if len(days) == 1 else None

    def differing(self) -> tuple[str, ...]:
        """The programmes whose outcome, or that of a relative or child, is not the same in every column."""
        return tuple(name for name in self._programmes() if _differs(self._row(name)[1]))

    def rows(self) -> tuple[_Row, ...]:
        """For every programme its title and its finding in each column; what differs comes first."""
        differing, same = self.split()
        return differing + same

    def split(self) -> tuple[tuple[_Row, ...], tuple[_Row, ...]]:
        """The rows that differ, and those that do not."""
        rows = [self._row(name) for name in self._programmes()]
        return (
            tuple(row for row in rows if _differs(row[1])),
            tuple(row for row in rows if not _differs(row[1])),
        )

    def to_dicts(self) -> list[dict[str, Any]]:
        """A plain dict for each programme: its id, then the outcome in each column by name, ``None`` for none."""
        return [
            {"programme": name}
            | {
                column: None if one is None else one.outcome.value
                for column, one in zip(self.names, self._row(name)[1], strict=True)
            }
            for name in self._programmes()
        ]

    def days(self, language: str) -> str:
        """The days of the decisions by name."""
        between = "；" if language == "zh" else "; "
        return between.join(
            f"{name} {amount(one.on, language)}" for name, one in zip(self.names, self.decisions, strict=True)
        )

    def _programmes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for one in self.decisions for name in one.engine.pack.programme_ids))

    def _row(self, name: str) -> _Row:
        found = tuple(
            decision[name] if name in decision.engine.pack.programme_ids else None for decision in self.decisions
        )
        return next(one.title for one in found if one is not None), found

    def _fragment(self, language: str) -> Markup:
        from eligibility.present.html.tables import comparison_fragment

        return comparison_fragment(self, language)

    def _markdown(self, language: str) -> str:
        from eligibility.present.html.in_markdown import comparison_markdown

        return comparison_markdown(self, language)

    def _title(self, language: str) -> str:
        return "并列比较" if language == "zh" else "Side by side"


def compare(decisions: Mapping[str, Decision]) -> Comparison:
    """Set decisions side by side.

    Args:
        decisions: each under the name that heads its column: persons, packs, readings or days.

    Raises:
        UsageError: U013, there is none, or something else than decisions.

    >>> import eligibility
    >>> rules = eligibility.load("weihai-2023-13")
    >>> before = rules.decide({}, on="2023-04-09")
    >>> after = rules.decide({}, on="2023-04-10")
    >>> "settlement" in compare({"9 April": before, "10 April": after}).differing()
    True
    """
    checked_mapping("compare", decisions, "names with decisions")
    if not decisions or not all(isinstance(one, Decision) for one in decisions.values()):
        got = ", ".join(sorted({type(one).__name__ for one in decisions.values()})) or "–"
        raise UsageError(problem("U013", name="compare", expected="names with decisions", got=got))
    return Comparison(tuple(map(str, decisions)), tuple(decisions.values()))


def _differs(found: tuple[Finding | None, ...]) -> bool:
    said = {None if one is None else (one.outcome, tuple(item.outcome for item in one.items)) for one in found}
    return len(said) > 1
