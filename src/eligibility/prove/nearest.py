"""What a person could change: the smallest changes that reach a better outcome."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from eligibility._arguments import refused_argument
from eligibility.errors import UsageError, problem
from eligibility.language.text import Text
from eligibility.logic import Outcome
from eligibility.present.html.showing import Displayed
from eligibility.prove.changes import Alternative, Changes, FactChange
from eligibility.prove.distances import Distance, distances
from eligibility.prove.formulas import Undecided
from eligibility.prove.gaps import answer_at

if TYPE_CHECKING:
    from eligibility.decision import Decision
    from eligibility.present.html.markup import Markup

__all__ = ["Alternative", "Distance", "FactChange", "Nearest", "nearest"]

MOST: Final = 5
"""Alternatives that are looked for."""


@dataclass(frozen=True, repr=False)
class Nearest(Displayed):
    """What would have to be otherwise for a better outcome of a programme, or of its item at a place.

    ``alternatives`` come with the fewest changes first, the best outcomes first among these, none contained in another;
    ``exhausted`` says that there are no others. Only facts that a person can change (``changeable`` in the pack) are
    changed; what is not known and cannot be changed stays unknown. Of a list that can be changed, records are left out
    and added; ``bounded`` names the lists of which a longer one than was looked at might do, with the length.

    ``wanted`` are the better outcomes. From an undetermined one, where none of them can be reached, it is the
    authority's decision (``refer``), which is not better (dossier §10.1) and yet further on.
    """

    programme: str
    title: Text
    before: Outcome
    wanted: tuple[Outcome, ...]
    alternatives: tuple[Alternative, ...]
    exhausted: bool
    distances: tuple[Distance, ...]
    decision: Decision
    item: int | None = None
    bounded: tuple[tuple[str, int], ...] = ()

    def text(self, language: str = "en") -> str:
        """Alternatives and distances for people."""
        from eligibility.prove.advice_words import nearest_text

        return nearest_text(self, language)

    def __str__(self) -> str:
        return self.text("en")

    def __repr__(self) -> str:
        item = "" if self.item is None else f"[{self.item}]"
        return f"<Nearest to {self.programme}{item}: {self.before.value}, {len(self.alternatives)} alternative(s)>"

    def _fragment(self, language: str) -> Markup:
        from eligibility.present.html.advice import nearest_fragment
        from eligibility.prove.advice_words import nearest_title, remarks, ways

        return nearest_fragment(
            self, nearest_title(self, language), ways(self, language), remarks(self, language), language
        )

    def _markdown(self, language: str) -> str:
        from eligibility.present.html.in_markdown import text_markdown

        return text_markdown(self.text(language))

    def _title(self, language: str) -> str:
        from eligibility.prove.advice_words import nearest_title

        return nearest_title(self, language)

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """Alternatives and distances as plain JSON."""
        return {
            "programme": self.programme,
            "item": self.item,
            "title": self.title.in_language(language),
            "outcome": self.before.value,
            "wanted": [outcome.value for outcome in self.wanted],
            "alternatives": [one.to_dict(language) for one in self.alternatives],
            "exhausted": self.exhausted,
            "bounded": dict(self.bounded),
            "distances": [one.to_dict(language) for one in self.distances],
        }


def nearest(
    decision: Decision,
    programme: str,
    outcome: Outcome | str | None = None,
    *,
    item: int | None = None,
    most: int = MOST,
) -> Nearest:
    """The smallest changes that reach a better outcome of a programme.

    Args:
        decision: the decision to start from.
        programme: the id of the programme.
        outcome: the outcome wanted; by default any of a better rank in the order of dossier §10.1.
        item: the place of a record, for the outcome of an item.
        most: how many alternatives to look for.

    Raises:
        UsageError: U003, there is no such programme; U013, there is no such outcome or item, or so many alternatives.
        MissingExtraError: X001, z3 is not installed.
    """
    finding = decision[programme]
    answer = answer_at(finding, item)
    wanted = _wanted(answer.outcome, outcome)
    if type(most) is not int or most < 1:
        raise refused_argument("most", str(most) if type(most) is int else most, "a whole number, 1 or more")
    changes = Changes(decision, programme, item)
    found, exhausted = _first(changes.to(wanted), most)
    if not found and exhausted and outcome is None and answer.outcome is Outcome.UNDETERMINED:
        further, further_exhausted = _first(changes.to((Outcome.REFER,)), most)
        if further:
            found, exhausted, wanted = further, further_exhausted, (Outcome.REFER,)
    return Nearest(
        programme,
        finding.title,
        answer.outcome,
        wanted,
        found,
        exhausted and not changes.bounded,
        distances(answer),
        decision,
        item,
        changes.bounded,
    )


def _first(found: Iterator[Alternative], most: int) -> tuple[tuple[Alternative, ...], bool]:
    """So many of the alternatives, and whether these are all."""
    kept: list[Alternative] = []
    try:
        for alternative in found:
            if len(kept) == most:
                return tuple(kept), False
            kept.append(alternative)
    except Undecided:
        return tuple(kept), False
    return tuple(kept), True


def _wanted(now: Outcome, outcome: Outcome | str | None) -> tuple[Outcome, ...]:
    if outcome is None:
        return tuple(one for one in Outcome if one.rank > now.rank)
    try:
        return (Outcome(outcome),)
    except ValueError:
        expected = ", ".join(one.value for one in Outcome)
        raise UsageError(problem("U013", name="outcome", expected=expected, got=str(outcome)[:40])) from None
