"""What each other way to read the document would change: worked out on the pack's cases, not written down by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from eligibility.errors import EligibilityError
from eligibility.language.text import Text
from eligibility.logic import Outcome
from eligibility.pack.definitions import text_of
from eligibility.pack.model import BaseCase, ReadingDefinition

if TYPE_CHECKING:
    from eligibility.prove.difference import Difference
    from eligibility.rulebook import Rulebook

__all__ = ["AlternativeEffect", "OutcomeChange", "ReadingEffect", "compare_readings"]

_EXAMPLES: Final = 3
_Change = tuple[str, bool, Outcome, Outcome]
"""Programme, whether it is about items, the outcome before and after."""
_Answers = Mapping[str, tuple[Outcome, tuple[Outcome, ...]]]
"""For each programme the outcome, and those of its items."""


@dataclass(frozen=True, slots=True)
class OutcomeChange:
    """A programme's answer that becomes another one: in how many cases, and in which for example.

    ``items`` is what the records of a list are called (moving relatives, children) where the answers for them change,
    and ``None`` for the answer for the person; ``cases`` counts each case once, however many of its records change.
    """

    programme: str
    title: Text
    items: Text | None
    before: Outcome
    after: Outcome
    cases: int
    examples: tuple[str, ...]
    stories: tuple[Text, ...] = field(default=(), compare=False)

    def text(self, language: str = "en") -> str:
        """The change on one line."""
        before, after = self.before.label(language), self.after.label(language)
        title = self.title.in_language(language)
        if language == "zh":
            what = title if self.items is None else f"{title}（{self.items.zh}）"
            return f"{what}：{before} → {after}，{self.cases} 例，如{self._examples(language)}"
        what = title if self.items is None else f"{title} ({self.items.en})"
        return f"{what}: {before} → {after}, {self.cases} case(s), such as {self._examples(language)}"

    def _examples(self, language: str) -> str:
        """The examples by their stories; by their ids where they have none."""
        stories = dict.fromkeys(story.in_language(language) for story in self.stories)
        told = [f"“{story.replace('“', '‘').replace('”', '’')}”" for story in stories]
        if language == "zh":
            return "".join(told) or f" {'、'.join(self.examples)}"
        return ", ".join(told or self.examples)

    def to_dict(self) -> dict[str, Any]:
        """The change as plain JSON."""
        return {
            "programme": self.programme,
            "of_items": self.items is not None,
            "before": self.before.value,
            "after": self.after.value,
            "cases": self.cases,
            "examples": list(self.examples),
        }


@dataclass(frozen=True, slots=True)
class AlternativeEffect:
    """What another choice of a reading would change; ``cases`` is how many were decided under both.

    ``proved`` is the difference for every person on every date, where that was asked for.
    """

    choice: str
    label: Text
    cases: int
    changes: tuple[OutcomeChange, ...]
    proved: Difference | None = None

    def to_dict(self) -> dict[str, Any]:
        """The effect as plain JSON."""
        data = {"choice": self.choice, "cases": self.cases, "changes": [change.to_dict() for change in self.changes]}
        return data if self.proved is None else {**data, "proved": self.proved.to_dict()}


@dataclass(frozen=True, slots=True)
class ReadingEffect:
    """A reading, and what each selectable choice other than the one in force would change."""

    reading: ReadingDefinition
    alternatives: tuple[AlternativeEffect, ...]

    def __getitem__(self, choice: str) -> AlternativeEffect:
        """The effect of one choice."""
        for alternative in self.alternatives:
            if alternative.choice == choice:
                return alternative
        raise KeyError(choice)


def compare_readings(rules: Rulebook, *, prove: bool = False) -> tuple[ReadingEffect, ...]:
    """Decide the persons of all cases again under every other choice of every reading, one reading at a time.

    The cases are taken for the persons and days in them: these are decided under the readings that ``rules`` has, and
    then with one choice exchanged, whatever readings a case names for itself. Cases that have person and day in
    common count once, and the first gives its name.

    Args:
        rules: a rulebook made by ``load``.
        prove: whether to compare for every person on every date, too (extra ``prove``).

    Raises:
        MissingExtraError: X001, the extra ``prove`` is asked for and not installed.
        PackError: a file of cases is wrong.
        UsageError: U013, the rulebook cannot be built again.

    >>> from eligibility import load
    >>> effects = {effect.reading.id: effect for effect in compare_readings(load("weihai-2023-13"))}
    >>> effects["D14"]["stops"].changes[0].after
    <Outcome.NOT_APPLICABLE: 'not_applicable'>
    """
    cases = tuple({(repr(case.person), case.model.on): case for case in reversed(rules.pack.cases)}.values())[::-1]
    before = _answers(rules, cases)
    return tuple(
        ReadingEffect(
            reading, tuple(_effect(rules, cases, before, reading, choice, prove=prove) for choice in _others(reading))
        )
        for reading in rules.reading_definitions
    )


def _others(reading: ReadingDefinition) -> Iterator[str]:
    return (choice for choice in reading.selectable if choice != reading.chosen)


def _answers(rules: Rulebook, cases: Sequence[BaseCase]) -> dict[str, _Answers]:
    """The outcomes of every case that can be decided; the pack's own tests report the others."""
    answers: dict[str, _Answers] = {}
    for case in cases:
        with suppress(EligibilityError):
            decision = rules.decide(case.person, on=case.model.on)
            answers[str(case.model.case)] = {
                finding.programme: (finding.outcome, tuple(item.outcome for item in finding.items))
                for finding in decision
            }
    return answers


def _effect(
    rules: Rulebook,
    cases: Sequence[BaseCase],
    before: Mapping[str, _Answers],
    reading: ReadingDefinition,
    choice: str,
    *,
    prove: bool,
) -> AlternativeEffect:
    """The changes of one choice, by programme in the order of the document, the most frequent first."""
    other = rules.with_readings({reading.id: choice})
    after = _answers(other, cases)
    found: dict[_Change, list[str]] = {}
    for case in before.keys() & after.keys():
        for change in _changes(before[case], after[case]):
            found.setdefault(change, []).append(case)
    order = [str(case.model.case) for case in cases]
    stories = {str(case.model.case): text_of(case.model.story) for case in cases}
    texts = {programme.id: programme for programme in rules.programmes}
    changes = []
    for (name, of_items, old, new), where in sorted(found.items(), key=lambda one: _rank(rules, *one)):
        examples = tuple(sorted(where, key=order.index)[:_EXAMPLES])
        rule = texts[name].item
        items = rule.label if of_items and rule is not None else None
        changes.append(
            OutcomeChange(
                name, texts[name].title, items, old, new, len(where), examples, tuple(stories[one] for one in examples)
            )
        )
    decided = len(before.keys() & after.keys())
    proved = rules.diff(other) if prove else None
    return AlternativeEffect(choice, reading.label_of(choice), decided, tuple(changes), proved)


def _rank(rules: Rulebook, change: _Change, cases: Sequence[str]) -> tuple[int, bool, int, str]:
    name, of_items, old, new = change
    return (rules.pack.programme_ids.index(name), of_items, -len(cases), f"{old.value} {new.value}")


def _changes(before: _Answers, after: _Answers) -> Iterator[_Change]:
    """What became something else in one case, each kind of change once."""
    for name, (old, old_items) in before.items():
        new, new_items = after[name]
        if old is not new:
            yield (name, False, old, new)
        pairs = dict.fromkeys(zip(old_items, new_items, strict=True))
        yield from ((name, True, first, second) for first, second in pairs if first is not second)
