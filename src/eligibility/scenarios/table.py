"""Scenarios: named persons decided side by side, to be read, compared, kept in a spreadsheet and turned into cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from eligibility._arguments import checked_list, checked_mapping
from eligibility._files import write_file
from eligibility.decision import Decision
from eligibility.errors import InputError, UsageError, closest, cut, echo, problem
from eligibility.interchange.scenario import LONGEST_NAME, Scenario, clean_words
from eligibility.logic import Outcome
from eligibility.pack.layout import facts_of, generic_path
from eligibility.pack.paths import set_path, take_path
from eligibility.present.html.showing import Displayed, check_language, language_in_force

if TYPE_CHECKING:
    from eligibility.pack.vocabulary import Person
    from eligibility.present.html.markup import Markup
    from eligibility.rulebook import Rulebook
    from eligibility.scenarios.difference import ScenarioComparison

__all__ = ["Scenario", "ScenarioRow", "Scenarios", "build_scenarios", "decide_scenarios", "template"]

_MOST: Final = 2_000
_BETWEEN: Final = " · "


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """One scenario, decided."""

    scenario: Scenario
    decision: Decision

    @property
    def name(self) -> str:
        """What the scenario is called; no other of the table is called so."""
        return self.scenario.name

    @property
    def on(self) -> date:
        """The date of the decision."""
        return self.scenario.on

    @property
    def person(self) -> Person:
        """The person."""
        return self.scenario.person

    @property
    def outcomes(self) -> dict[str, Outcome]:
        """The outcome of each programme."""
        return {finding.programme: finding.outcome for finding in self.decision.findings}

    def to_case(self, case: str, *, programmes: Iterable[str], story: tuple[str, str] | None = None) -> str:
        """The scenario as a worked example of the pack, to be put into its folder ``cases/``.

        Args:
            case: the id that the case gets, in ASCII letters, digits and hyphens.
            programmes: the programmes whose outcome and reasons the case is to hold on to.
            story: what it is about in Chinese and English; without it the scenario's note or name.

        Returns:
            YAML that ``eligibility test`` accepts: person, day, readings, outcomes, and why.

        Raises:
            UsageError: U003 (no such programme) or U013 (no id, or no programme).

        >>> import eligibility
        >>> rules = eligibility.load("weihai-2023-13")
        >>> table = rules.scenarios({"Li": {"loan": {"product": "none"}}}, on="2023-06-01")
        >>> print(table["Li"].to_case("li-no-loan", programmes=["counter-guarantee-waiver"]))
        cases:
        - case: li-no-loan
          story:
            zh: Li
            en: Li
          on: 2023-06-01
          person:
            loan:
              product: none
          expect:
            counter-guarantee-waiver:
              outcome: not_applicable
              because:
              - applies-for-a-loan
        <BLANKLINE>
        """
        from eligibility.interchange.case_yaml import case_text

        told = self.scenario.note or self.name
        return case_text(self.decision, case, programmes, story or (told, told))


@dataclass(frozen=True)
class Scenarios(Displayed):
    """Scenarios in rows and programmes in columns; a cell holds the outcome with its reason.

    Made by ``Rulebook.scenarios`` and ``Rulebook.read_scenarios``. Frozen; it shows itself in a notebook,
    and ``str()`` of it is English text.
    """

    rows: tuple[ScenarioRow, ...]
    programmes: tuple[str, ...]
    rules: Rulebook = field(repr=False)

    def __getitem__(self, name: str) -> ScenarioRow:
        """The scenario of a name.

        Raises:
            UsageError: U013, with a suggestion.
        """
        found = self._by_name.get(name)
        if found is None:
            near = closest(str(name), self._by_name)
            wrong = problem("U013", name="scenario", expected="a scenario of this table", got=cut(str(name)))
            raise UsageError(replace(wrong, suggestion=near))
        return found

    def __iter__(self) -> Iterator[ScenarioRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def _by_name(self) -> dict[str, ScenarioRow]:
        return {row.name: row for row in self.rows}

    def only(self, *programmes: str) -> Scenarios:
        """The same scenarios with some programmes only, in the order given.

        Raises:
            UsageError: U003, no such programme.
        """
        return Scenarios(self.rows, _known(self.rules, programmes), self.rules)

    def changing(self) -> tuple[str, ...]:
        """The programmes whose outcome is not the same in every row."""
        return tuple(name for name in self.programmes if len({row.outcomes[name] for row in self.rows}) > 1)

    def apart(self) -> tuple[str, ...]:
        """The programmes to show a column of: those whose outcome changes, or all of them for a single scenario."""
        return self.programmes if len(self.rows) == 1 else self.changing()

    @cached_property
    def varied(self) -> frozenset[str]:
        """The facts that are not the same in every row, by path; a list of records with its fields."""
        vocabulary = self.rules.Person.vocabulary
        people = [facts_of(row.person) for row in self.rows]
        paths = {path for path, slot in vocabulary.slots.items() if len({facts[slot] for facts in people}) > 1}
        return frozenset(fact.path for fact in self.rules.facts if fact.path.partition("[")[0] in paths)

    def title(self, programme: str, language: str = "en") -> str:
        """The name of a programme."""
        return next(one.title.in_language(language) for one in self.rules.programmes if one.id == programme)

    def compare(self, first: str, second: str) -> ScenarioComparison:
        """Why two scenarios differ: what is said differently, what comes out differently, and what alone moves it.

        >>> import eligibility
        >>> rules = eligibility.load("weihai-2023-13")
        >>> loan = {"product": "entrepreneurship_guarantee_loan", "borrower": "individual"}
        >>> table = rules.scenarios(
        ...     {"small": {"loan": {**loan, "amount": "100000"}}, "large": {"loan": {**loan, "amount": "100000.01"}}},
        ...     on="2023-06-01",
        ... )
        >>> table.compare("small", "large").changes[0].moved_by
        ('loan.amount',)
        """
        from eligibility.scenarios.difference import compare_rows

        return compare_rows(self, self[first], self[second])

    # --- other forms ---

    def text(self, language: str = "en") -> str:
        """The table as text: under each programme a line for each scenario."""
        from eligibility.present.scenarios_text import scenarios_text

        return scenarios_text(self, language)

    def __str__(self) -> str:
        return self.text("en")

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """The table as plain JSON: persons in codes, outcomes by value, reasons in words."""
        from eligibility.present.scenarios_text import scenarios_data

        return scenarios_data(self, language)

    def save(self, path: str | PathLike[str], language: str | None = None) -> Path:
        """Write the scenarios and their outcomes to a file that ``Rulebook.read_scenarios`` reads back exactly.

        Args:
            path: ``.xlsx`` has a second sheet with outcomes and reasons, ``.csv`` (UTF-8 with a mark, as Excel in
                China wants it) columns for them, ``.yaml`` holds the persons in codes alone. ``.html`` and ``.pdf``
                show the table, and are not read back.
            language: of headings and values; without it the one of ``eligibility.display_language``.

        Raises:
            InputError: I008, the file cannot be written; I201, it is of no kind that is known.
            MissingExtraError: X001, for ``.xlsx`` without the extra ``tables``.
        """
        from eligibility.interchange.tables.files import kind_of
        from eligibility.present.scenarios_file import scenarios_bytes

        target = Path(path)
        if target.suffix.lower() in (".html", ".pdf"):
            return super().save(target, language)
        write_file(target, scenarios_bytes(self, kind_of(target), language_in_force(language)))
        return target

    def _fragment(self, language: str) -> Markup:
        from eligibility.present.html.scenarios import scenarios_fragment

        return scenarios_fragment(self, language)

    def _markdown(self, language: str) -> str:
        from eligibility.present.html.scenarios import scenarios_markdown

        return scenarios_markdown(self, language)

    def _title(self, language: str) -> str:
        from eligibility.present.scenarios_text import say_scenario

        return say_scenario("scenarios", language)


# --- making them --------------------------------------------------------------------------------------------


def build_scenarios(
    rules: Rulebook,
    bases: Mapping[str, Mapping[str, Any] | Person],
    variations: Mapping[str, Mapping[str, Any]] | None,
    on: date | None,
    read_day: Callable[[object], date],
) -> tuple[Scenario, ...]:
    """Each base person, and each again under each variation; see ``Rulebook.scenarios``."""
    if not isinstance(bases, Mapping):
        raise UsageError(problem("U013", name="bases", expected="a group of facts", got=type(bases).__name__))
    made = []
    varying = {} if variations is None else checked_mapping("variations", variations)
    for name, data in bases.items():
        person = rules.person(data)
        made.append(_scenario(name, person, on))
        for what, changes in varying.items():
            varied = _varied(rules, what, person, changes)
            day = read_day(changes["on"]) if "on" in changes else on
            made.append(_scenario(f"{name}{_BETWEEN}{what}", varied, day))
    if len({scenario.name for scenario in made}) < len(made):
        names = [scenario.name for scenario in made]
        twice = next(name for name in names if names.count(name) > 1)
        raise UsageError(problem("U013", name="name", expected="each once", got=cut(twice)))
    return tuple(made)


def _varied(rules: Rulebook, name: str, person: Person, changes: Mapping[str, Any]) -> Person:
    """A person with some paths set; ``None`` takes the fact away."""
    if not isinstance(changes, Mapping):
        raise UsageError(problem("U013", name=cut(name), expected="a group of facts", got=type(changes).__name__))
    data = rules.Person.vocabulary.plain(person)
    known = [fact.path for fact in rules.facts]
    for path, value in changes.items():
        if path == "on":
            continue
        try:
            _refuse_unknown(path, known)
            take_path(data, path) if value is None else set_path(data, path, value)
        except (AttributeError, IndexError, KeyError, TypeError):
            raise UsageError(problem("U008", fact=cut(str(path)), suggestion=None)) from None
        data.get("unknown", {}).pop(path, None)
    return rules.person(data)


def _refuse_unknown(path: object, known: Sequence[str]) -> None:
    shown = path if isinstance(path, str) else type(path).__name__
    if generic_path(shown) not in known:
        raise UsageError(problem("U008", fact=cut(shown), suggestion=closest(shown, known)))


def _scenario(name: object, person: Person, on: date | None) -> Scenario:
    words = clean_words(name, LONGEST_NAME) if isinstance(name, str) else None
    if not words:
        got = echo(name) if isinstance(name, str) else type(name).__name__
        raise UsageError(problem("U013", name="name", expected="plain text on one line, not too long", got=cut(got)))
    if on is None:
        raise UsageError(problem("U001"))
    return Scenario(words, on, person)


def decide_scenarios(rules: Rulebook, scenarios: Sequence[Scenario], programmes: Iterable[str] | None) -> Scenarios:
    """Decide every scenario under its readings.

    Raises:
        InputError: I106, a birth after the decision date.
        UsageError: U003 (no such programme) or U007 (too many).
    """
    if len(scenarios) > _MOST:
        raise UsageError(problem("U007", got=str(len(scenarios)), expected=str(_MOST)))
    shown = rules.pack.programme_ids if programmes is None else _known(rules, programmes)
    books: dict[tuple[tuple[str, str], ...], Rulebook] = {(): rules}
    rows = []
    for scenario in scenarios:
        if scenario.readings not in books:
            books[scenario.readings] = rules.with_readings(dict(scenario.readings))
        rows.append(ScenarioRow(scenario, books[scenario.readings].decide(scenario.person, on=scenario.on)))
    return Scenarios(tuple(rows), shown, rules)


def _known(rules: Rulebook, programmes: Iterable[str]) -> tuple[str, ...]:
    ids = rules.pack.programme_ids
    named = tuple(checked_list("programmes", programmes, "a list of ids"))
    for name in named:
        if name not in ids:
            raise UsageError(problem("U003", name=cut(str(name)), suggestion=closest(str(name), ids)))
    return tuple(dict.fromkeys(named))


def template(rules: Rulebook, path: Path, programmes: Iterable[str] | None, language: str) -> None:
    """Write an empty workbook; see ``Rulebook.scenario_template``."""
    from eligibility.decide.gathering import facts_read
    from eligibility.interchange.tables.template import template_workbook

    check_language(language)
    if path.suffix.lower() != ".xlsx":
        raise InputError(problem("I201", file=cut(path.name), expected=".xlsx"))
    named = rules.pack.programme_ids if programmes is None else _known(rules, programmes)
    read: set[str] = set()
    for programme in rules.programmes:
        if programme.id in named:
            conditions = [programme.scope, programme.requires]
            conditions += [programme.item.requires] if programme.item is not None else []
            read |= facts_read(conditions)
            read |= {programme.item.records.path} if programme.item is not None else set()
    paths = [fact.path for fact in rules.facts if fact.path in read]
    write_file(path, template_workbook(rules.pack, paths, language))
