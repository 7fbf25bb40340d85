"""What two sets of rules decide differently: for each kind of change the smallest person, or a proof of none."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any

from eligibility._arguments import checked_list
from eligibility.decide.engine import Engine
from eligibility.errors import UsageError, closest, cut, problem
from eligibility.language.text import Text
from eligibility.logic import Outcome
from eligibility.pack.model import FactDefinition, Pack
from eligibility.present.html.showing import Displayed
from eligibility.prove.domain import Domain, bounded_lists
from eligibility.prove.encoding import Answer, Encoder
from eligibility.prove.formulas import Formula, Undecided
from eligibility.prove.persons import Moment, SymbolicPerson, World
from eligibility.prove.witness import Judge, Search, Witness, options_of, plain_days

if TYPE_CHECKING:
    from eligibility.present.html.markup import Markup

__all__ = ["Change", "Difference", "Side", "are_same", "compare"]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two sets of rules: the pack, its version, the readings that are not the default, and the date.

    ``folder`` is where it was loaded from; it is shown where nothing else tells the sides apart.
    """

    pack: str
    version: str
    readings: tuple[tuple[str, str], ...]
    on: date | None
    folder: str = field(default="", compare=False)

    def text(self) -> str:
        """The side in one piece."""
        readings = "".join(f"[{name}={choice}]" for name, choice in self.readings)
        return f"{self.pack} {self.version}{readings}{'' if self.on is None else f'@{self.on}'}"

    def to_dict(self) -> dict[str, Any]:
        """The side as plain JSON."""
        on = None if self.on is None else self.on.isoformat()
        return {"pack": self.pack, "version": self.version, "readings": dict(self.readings), "on": on}


@dataclass(frozen=True, slots=True)
class Change:
    """A programme's outcome that becomes another one, and the smallest person for whom it does.

    ``items`` is what the records of a list are called where the answer for one of them changes (the first record of
    the witness), ``None`` where the answer for the person does. ``before`` and ``after`` are the outcomes;
    ``witness_before`` and ``witness_after`` the same person in the words of either vocabulary.
    """

    programme: str
    title: Text
    items: Text | None
    before: Outcome
    after: Outcome
    witness_before: Witness
    witness_after: Witness

    @property
    def witness(self) -> Witness:
        """The person, in the words of the first set of rules."""
        return self.witness_before

    @property
    def changes_class(self) -> bool:
        """Whether the outcome moves to another rank in the order of dossier §10.1."""
        return self.before.rank != self.after.rank

    def text(self, language: str = "en") -> str:
        """The change on one line, without the person."""
        before, after = self.before.label(language), self.after.label(language)
        about = "" if self.items is None else f"（{self.items.zh}）" if language == "zh" else f" ({self.items.en})"
        return f"{self.title.in_language(language)}{about}{'：' if language == 'zh' else ': '}{before} → {after}"

    def example(self) -> str:
        """The person as a Hypothesis example."""
        return self.witness.example()

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """The change as plain JSON."""
        return {
            "programme": self.programme,
            "title": self.title.in_language(language),
            "of_items": self.items is not None,
            "before": self.before.value,
            "after": self.after.value,
            "witness": self.witness_before.to_dict(),
            "witness_after": self.witness_after.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Difference(Displayed):
    """Everything that two sets of rules decide differently.

    ``same`` are the programmes for which there is proof that nobody's outcome differs; ``added`` and ``removed``
    those that only one side has; ``undecided`` those for which the solver gave no answer in time. ``bounded`` names
    lists of which only so many records were looked at (see ``docs/explanation/what-is-proved.md``), ``apart`` facts
    that only one side has or that are of another kind there, each with its path. ``vocabulary`` holds the facts of both
    sides, ``titles`` what their programmes are called and ``places`` what their regions are, by id and by code.
    """

    before: Side
    after: Side
    changes: tuple[Change, ...]
    same: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    undecided: tuple[str, ...]
    bounded: tuple[tuple[str, int], ...]
    apart: tuple[str, ...]
    vocabulary: tuple[FactDefinition, ...] = field(default=(), compare=False, repr=False)
    titles: tuple[tuple[str, Text], ...] = field(default=(), compare=False, repr=False)
    places: tuple[tuple[str, Text], ...] = field(default=(), compare=False, repr=False)

    @property
    def is_none(self) -> bool:
        """Whether it is proved that nothing differs for anybody."""
        return not (self.changes or self.added or self.removed or self.undecided)

    @property
    def sides(self) -> tuple[str, str]:
        """What the two sides are called, so that they can be told apart."""
        before, after = self.before.text(), self.after.text()
        if before != after or self.before.folder == self.after.folder:
            return before, after
        return f"{before} ({self.before.folder})", f"{after} ({self.after.folder})"

    @property
    def programmes(self) -> tuple[str, ...]:
        """The programmes in which somebody's outcome differs, in order."""
        return tuple(dict.fromkeys(change.programme for change in self.changes))

    @property
    def witnesses(self) -> tuple[Witness, ...]:
        """The persons whose outcome differs, each once."""
        found: list[Witness] = []
        for change in self.changes:
            if change.witness not in found:
                found.append(change.witness)
        return tuple(found)

    def text(self, language: str = "en") -> str:
        """The difference for people, in ``"zh"`` or ``"en"``."""
        from eligibility.prove.words import difference_text

        return difference_text(self, language)

    def __str__(self) -> str:
        return self.text("en")

    def _fragment(self, language: str) -> Markup:
        from eligibility.present.html.reports import difference_fragment
        from eligibility.prove.words import remaining_lines

        called = {fact.path: fact.label for fact in self.vocabulary} | dict(self.titles)

        def name(known: str) -> str:
            return called[known].in_language(language) if known in called else known

        return difference_fragment(self, remaining_lines(self, language, name), language)

    def _markdown(self, language: str) -> str:
        from eligibility.present.html.in_markdown import text_markdown

        return text_markdown(self.text(language))

    def _title(self, language: str) -> str:
        return "规则之间的差别" if language == "zh" else "What the rules decide differently"

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """The difference as plain JSON."""
        return {
            "before": self.before.to_dict(),
            "after": self.after.to_dict(),
            "is_none": self.is_none,
            "changes": [change.to_dict(language) for change in self.changes],
            "same": list(self.same),
            "added": list(self.added),
            "removed": list(self.removed),
            "undecided": list(self.undecided),
            "bounded": dict(self.bounded),
            "facts_apart": list(self.apart),
        }


def compare(
    before: Pack,
    after: Pack,
    *,
    on: date | None = None,
    after_on: date | None = None,
    programmes: Collection[str] | None = None,
) -> Difference:
    """Compare two sets of rules for every person.

    Args:
        before: the first rules.
        after: the second ones; they may be the same pack under other readings, or the very same.
        on: the date of the decision under the first rules; ``None`` compares on every date.
        after_on: the date under the second ones, where it is another.
        programmes: only these; ``None`` for all.

    Raises:
        UsageError: U003, there is no such programme on either side; U013, a second date without a first.
        MissingExtraError: X001, z3 is not installed.
    """
    if after_on is not None and on is None:
        raise UsageError(problem("U013", name="on", expected="a date beside other_on", got="None"))
    return _Comparison(before, after, on, after_on or on).made(_chosen(before, after, programmes))


def are_same(before: Pack, after: Pack, programmes: Collection[str]) -> bool:
    """Whether it is proved that two sets of rules decide some programmes alike for every person on every date.

    The same question as :func:`compare` asks, without looking for anybody who shows a difference; ``False`` where the
    solver finds no answer in time.

    Args:
        before: the first rules.
        after: the second ones.
        programmes: the ids of programmes that both have.

    Raises:
        MissingExtraError: X001, z3 is not installed.
    """
    return _Comparison(before, after, None, None).is_same(programmes)


def _chosen(before: Pack, after: Pack, wanted: Collection[str] | None) -> tuple[str, ...]:
    known = tuple(dict.fromkeys((*before.programme_ids, *after.programme_ids)))
    if wanted is None:
        return known
    named = list(checked_list("programmes", wanted, "a list of ids"))
    for name in named:
        if name not in known:
            raise UsageError(problem("U003", name=cut(str(name)), suggestion=closest(str(name), known)))
    return tuple(name for name in known if name in named)


@dataclass(frozen=True, slots=True)
class _Question:
    """Two answers that may differ: of a person, or of the record at a place, if it is there."""

    search: Search
    item: int | None
    there: Formula
    first: Answer
    second: Answer


class _Comparison:
    def __init__(self, before: Pack, after: Pack, on: date | None, after_on: date | None) -> None:
        self._packs = (before, after)
        self._domain = Domain.of([before, after])
        self._world = World(self._domain)
        first = Moment(self._world, on)
        second = first if on == after_on else Moment(self._world, after_on)
        self._moments = (first, second)
        self._judges = (Judge(Engine(before)), Judge(Engine(after)))

    def made(self, programmes: tuple[str, ...]) -> Difference:
        """The whole difference."""
        before, after = self._packs
        shared = [name for name in programmes if name in before.programme_ids and name in after.programme_ids]
        changes: list[Change] = []
        same, undecided = [], []
        for name in shared:
            try:
                found = list(self._changes(name))
            except Undecided:
                undecided.append(name)
                continue
            changes += found
            same += [] if found else [name]
        return Difference(
            _side(before, self._moments[0].known),
            _side(after, self._moments[1].known),
            tuple(changes),
            tuple(same),
            tuple(name for name in programmes if name not in before.programme_ids),
            tuple(name for name in programmes if name not in after.programme_ids),
            tuple(undecided),
            self._bounded(shared),
            tuple(_apart(before, after)),
            tuple({fact.path: fact for pack in (after, before) for fact in pack.facts}.values()),
            tuple({one.id: one.title for pack in (after, before) for one in pack.programmes}.items()),
            tuple((after.place_names | before.place_names).items()),
        )

    def is_same(self, programmes: Collection[str]) -> bool:
        """Whether nobody's outcome differs, as far as the solver knows."""
        try:
            return all(self._solver(question) is None for name in programmes for question in self._questions(name))
        except Undecided:
            return False

    def _changes(self, programme: str) -> Iterator[Change]:
        """Every pair of outcomes that somebody can have before and after."""
        for question in self._questions(programme):
            solver = self._solver(question)
            if solver is None:
                continue
            for before, after in product(Outcome, Outcome):
                if before is after:
                    continue
                model = question.search.smallest(solver, question.first[before], question.second[after])
                if model is not None:
                    yield self._change(programme, question.item, before, after, question.search, model)

    def _questions(self, programme: str) -> Iterator[_Question]:
        """The outcome of a programme under either rules, and that of the first record of its list."""
        before, after = self._packs
        person = SymbolicPerson(self._world, before.fact_by_path, self._moments[0])
        other = SymbolicPerson(self._world, after.fact_by_path, self._moments[1], shared=person, tag="after:")
        self._persons = (person, other)
        search = Search(self._persons, list(dict.fromkeys(self._moments)), self._days())
        encoders = (Encoder(before, person), Encoder(after, other))
        first, second = (encoder.outcome(programme) for encoder in encoders)
        yield _Question(search, None, True, first, second)
        if all(encoder.item_count(programme) for encoder in encoders):
            (there, one), (also, two) = (encoder.item(programme, 0) for encoder in encoders)
            yield _Question(search, 0, self._world.formulas.all([there, also]), one, two)

    def _solver(self, question: _Question) -> Any | None:
        """A solver that was told that the answers differ; ``None`` where they never do."""
        every, first, second = self._world.formulas, question.first, question.second
        differs = every.any(every.negated(every.same(first[outcome], second[outcome])) for outcome in Outcome)
        if every.all([question.there, differs]) is False:
            return None
        solver = question.search.solver(question.there, differs)
        return solver if every.holds(solver) else None

    def _change(
        self, programme: str, item: int | None, before: Outcome, after: Outcome, search: Search, model: Any
    ) -> Change:
        data = [search.person(model, person) for person in self._persons]
        days = [search.day(model, moment) for moment in self._moments]
        first, second = (
            Witness(_in_words_of(pack, own, other), day, options_of(pack))
            for pack, own, other, day in zip(self._packs, data, reversed(data), days, strict=True)
        )
        for judge, witness, outcome in zip(self._judges, (first, second), (before, after), strict=True):
            judge.confirm(witness.person, witness.on, programme, outcome, item)
        text = next(one for one in self._packs[0].programmes if one.id == programme)
        items = None if item is None else _item_label(self._packs, programme)
        return Change(programme, text.title, items, before, after, first, second)

    def _days(self) -> list[date]:
        return [day for pack in self._packs for day in plain_days(pack)]

    def _bounded(self, programmes: Sequence[str]) -> tuple[tuple[str, int], ...]:
        """The lists that some compared programme reads, looked at up to a length that may not be enough."""
        found = {one: None for pack in self._packs for one in bounded_lists(self._domain, pack, programmes)}
        return tuple(found)


def _side(pack: Pack, on: date | None) -> Side:
    chosen = tuple((one.id, one.chosen) for one in pack.readings if one.chosen != one.default)
    return Side(pack.id, pack.version, chosen, on, "+".join(pack.folders))


def _item_label(packs: Sequence[Pack], programme: str) -> Text:
    rules = (one.item for pack in packs for one in pack.programmes if one.id == programme)
    return next(rule.label for rule in rules if rule is not None)


def _apart(before: Pack, after: Pack) -> Iterator[str]:
    """Facts that only one side has, or that are something else there."""
    first, second = before.fact_by_path, after.fact_by_path
    for path in dict.fromkeys((*first, *second)):
        if path not in first or path not in second or first[path].type != second[path].type:
            yield path


def _in_words_of(pack: Pack, own: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """A person with what only the other side's rules looked at, as far as this side's vocabulary has it."""
    known = pack.fact_by_path

    def merged(mine: dict[str, Any], theirs: dict[str, Any], prefix: str) -> dict[str, Any]:
        found = dict(mine)
        for name, value in theirs.items():
            path, there = f"{prefix}{name}", found.get(name)
            if isinstance(value, dict):
                below = merged(there if isinstance(there, dict) else {}, value, f"{path}.")
                found |= {name: below} if below else {}
            elif isinstance(value, list) and isinstance(there, list) and value and isinstance(value[0], dict):
                found[name] = [merged(one, two, f"{path}[].") for one, two in zip(there, value, strict=True)]
            elif path in known and name not in found:
                found[name] = value
        return found

    return merged(own, other, "")
