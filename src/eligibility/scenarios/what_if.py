"""One person under other circumstances: a table of outcomes."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import prod
from typing import TYPE_CHECKING, Any

from eligibility.decision import Decision
from eligibility.errors import UsageError, closest, cut, problem
from eligibility.logic import Outcome
from eligibility.pack.paths import set_path
from eligibility.present.html.showing import Displayed

if TYPE_CHECKING:
    from eligibility.pack.vocabulary import Person
    from eligibility.present.html.markup import Markup
    from eligibility.present.pictures.picture import Picture
    from eligibility.rulebook import Rulebook

__all__ = ["WhatIf", "WhatIfRow"]

_MOST_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class WhatIfRow:
    """One combination: the values that were tried, by path, and the decision."""

    values: dict[str, Any]
    decision: Decision

    @property
    def outcomes(self) -> dict[str, Outcome]:
        """The outcome of each programme."""
        return {finding.programme: finding.outcome for finding in self.decision.findings}


@dataclass(frozen=True, slots=True)
class WhatIf(Displayed):
    """The rows of a what-if, in order. ``str()`` of it is a table in English, :meth:`text` in either language."""

    rows: tuple[WhatIfRow, ...]

    def changing(self) -> tuple[str, ...]:
        """The programmes whose outcome is not the same in every row."""
        if not self.rows:
            return ()
        return tuple(
            finding.programme
            for finding in self.rows[0].decision.findings
            if len({row.outcomes[finding.programme] for row in self.rows}) > 1
        )

    def to_dicts(self) -> list[dict[str, Any]]:
        """A plain dict for each row: the values by path, then the outcome of each programme by its id."""
        return [{**row.values, **{name: outcome.value for name, outcome in row.outcomes.items()}} for row in self.rows]

    def text(self, language: str = "en") -> str:
        """The table as text in ``"zh"`` or ``"en"``."""
        from eligibility.present.text import what_if_text

        return what_if_text(self, language)

    def plot(self, language: str | None = None, *, programmes: Sequence[str] = ()) -> Picture:
        """The outcomes against the one fact that varies, with the thresholds marked.

        Args:
            language: ``"zh"`` or ``"en"``; without it the one of ``eligibility.display_language``.
            programmes: the programmes to draw; without any, those whose outcome changes.

        Returns:
            A picture that shows itself in a notebook and saves as ``.svg`` or ``.png`` (the extra ``plot``).

        Raises:
            UsageError: U003, U009, or U013: more than one fact varies, or too many values are tried.
        """
        from eligibility.present.html.showing import language_in_force
        from eligibility.present.pictures.strips import what_if_picture

        return what_if_picture(self, language_in_force(language), programmes)

    def __str__(self) -> str:
        return self.text("en")

    def _fragment(self, language: str) -> Markup:
        from eligibility.present.html.tables import what_if_fragment

        return what_if_fragment(self, language)

    def _markdown(self, language: str) -> str:
        from eligibility.present.html.in_markdown import what_if_markdown

        return what_if_markdown(self, language)

    def _title(self, language: str) -> str:
        return "换个情况看看" if language == "zh" else "What if"


def run_variations(rules: Rulebook, person: Person, variations: Mapping[str, Sequence[Any]], on: date) -> WhatIf:
    """Decide under every combination; see ``Rulebook.what_if``."""
    known = [fact.path for fact in rules.facts]
    given: object = variations
    if not isinstance(given, Mapping) or not all(isinstance(path, str) for path in variations):
        raise UsageError(
            problem("U013", name="what_if", expected="a mapping of facts to values", got=type(variations).__name__)
        )
    for path, values in variations.items():
        if path not in known or "[]" in path:
            raise UsageError(problem("U008", fact=cut(path), suggestion=closest(path, known)))
        if isinstance(values, str | bytes | bytearray) or not isinstance(values, Sequence):
            raise UsageError(problem("U013", name=cut(path), expected="a list of values", got=type(values).__name__))
    combinations = prod(len(values) for values in variations.values())
    if combinations > _MOST_ROWS:
        raise UsageError(problem("U007", got=str(combinations), expected=str(_MOST_ROWS)))
    rows = []
    for values in itertools.product(*variations.values()):
        tried = dict(zip(variations, values, strict=True))
        data = rules.Person.vocabulary.plain(person)
        for path, value in tried.items():
            set_path(data, path, value)
            data.get("unknown", {}).pop(path, None)
        rows.append(WhatIfRow(tried, rules.decide(data, on=on)))
    return WhatIf(tuple(rows))
