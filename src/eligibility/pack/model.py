"""A loaded pack: one frozen tree, the same for every executor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from eligibility.language.text import Text
from eligibility.language.tree import AllOf, Condition, Fact, Scalar
from eligibility.language.types import Type
from eligibility.logic import Outcome
from eligibility.pack.timeline import DatedValue, Timeline

if TYPE_CHECKING:
    from eligibility.pack.schema import CaseModel, ClaimModel

__all__ = [
    "BaseCase",
    "ChangeDefinition",
    "CheckDefinition",
    "ClaimTests",
    "ClauseDefinition",
    "FactDefinition",
    "ItemRule",
    "NoteDefinition",
    "OverlayDefinition",
    "Pack",
    "ParameterDefinition",
    "Programme",
    "ReadingDefinition",
    "TargetDefinition",
    "TermDefinition",
    "UnitDefinition",
]


@dataclass(frozen=True, slots=True)
class FactDefinition:
    """One fact of the vocabulary: what it is called, who can supply it and what shows it."""

    path: str
    type: Type
    label: Text
    question: Text
    supplied_by: tuple[str, ...]
    changeable: bool
    who: Text | None = None
    evidence: Text | None = None
    unit: Text | None = None
    choice_labels: tuple[Text, ...] = ()
    above: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    not_after_decision: bool = False
    dossier: tuple[str, ...] = ()
    decides_never: Text | None = None
    help: Text | None = None

    @property
    def only_authority(self) -> bool:
        """Whether only an authority determines it, so that missing means ``OPEN``."""
        return self.supplied_by == ("authority",)

    def label_of(self, choice: str, language: str) -> str:
        """The label of one of its choices."""
        return self.choice_labels[self.type.choices.index(choice)].in_language(language)


@dataclass(frozen=True, slots=True)
class ParameterDefinition:
    """A dated threshold."""

    name: str
    type: Type
    label: Text
    unit: Text | None
    timeline: Timeline


@dataclass(frozen=True, slots=True)
class ReadingDefinition:
    """A question that the document leaves open, its choices, and the one in force."""

    id: str
    question: Text
    choices: tuple[tuple[str, Text, Text | None], ...]
    default: str
    chosen: str
    clause: str
    source: Text | None

    @property
    def selectable(self) -> tuple[str, ...]:
        """The choices that can be selected at load; the others are documented only."""
        return tuple(name for name, _, why_not in self.choices if why_not is None)

    def label_of(self, choice: str) -> Text:
        """The wording of one of its choices."""
        return next(label for name, label, _ in self.choices if name == choice)


@dataclass(frozen=True, slots=True)
class TermDefinition:
    """A defined term, for glossaries; rules hold its definition inlined."""

    name: str
    label: Text
    source: Text | None
    clause: str
    reading: str
    says: Text | None


@dataclass(frozen=True, slots=True)
class ClauseDefinition:
    """One clause of the document and what became of it."""

    clause: str
    gist: Text
    kind: tuple[str, ...]
    bodies: tuple[str, ...]
    figure: Text | None
    programmes: tuple[str, ...]
    targets: tuple[str, ...]
    why_nothing: Text | None
    later: bool

    @property
    def is_accounted_for(self) -> bool:
        """Whether a programme or a target encodes it, or a reason says that there is nothing to decide."""
        return bool(self.programmes or self.targets or self.why_nothing)


@dataclass(frozen=True, slots=True)
class TargetDefinition:
    """A figure of the plan: what is to be reached, by whom, and under which clause. It touches no person's result.

    ``measure`` is ``flow`` (the counts of months add up) or ``stock`` (a number that stands, of which the latest count
    is the figure).
    """

    id: str
    title: Text
    amount: int
    unit: Text
    year: int | None
    comparison: str
    per: str
    measure: str
    clause: str
    bodies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoteDefinition:
    """A remark that shows when its condition is ``TRUE`` (or always)."""

    id: str
    text: Text
    when: Condition | None
    clause: str


@dataclass(frozen=True, slots=True)
class CheckDefinition:
    """A warning about the input."""

    id: str
    text: Text
    when: Condition


@dataclass(frozen=True, slots=True)
class ItemRule:
    """An item finding for every record of a list."""

    records: Fact
    variable: str
    label: Text
    requires: Condition


@dataclass(frozen=True, slots=True)
class Programme:
    """One benefit or duty: who is meant (``scope``), and on which conditions (``requires``)."""

    id: str
    title: Text
    summary: Text | None
    clause: str
    decided_by: tuple[str, ...]
    strength: str
    best: Outcome
    audience: str
    scope: AllOf
    requires: Condition
    item: ItemRule | None
    notes: tuple[NoteDefinition, ...]
    start: date | None
    until: date | None

    @property
    def when_met(self) -> Outcome:
        """The outcome when scope and conditions are all ``TRUE``."""
        return Outcome.ELIGIBLE_IN_PRINCIPLE if self.strength == "in_principle" else Outcome.ELIGIBLE

    def in_period(self, day: date) -> bool:
        """Whether this text of the rule is the one that holds on a day."""
        return (self.start is None or self.start <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class UnitDefinition:
    """A unit of the territory with its code and the codes it used to have."""

    code: str
    name: Text
    kind: str
    former: tuple[str, ...]
    note: Text | None


@dataclass(frozen=True, slots=True)
class OverlayDefinition:
    """An overlay in force: its own document, and whether that is law or a worked example."""

    id: str
    version: str
    title: Text
    status: str
    document_number: str

    def title_with_status(self, language: str) -> str:
        """The title, with a plain warning where it is a worked example and not law."""
        title = self.title.in_language(language)
        said = "示例" in title or "worked example" in title.lower()
        if self.status == "law" or said:
            return title
        return f"{title}（示例，不是法律）" if language == "zh" else f"{title} (a worked example, not law)"


@dataclass(frozen=True, slots=True)
class ChangeDefinition:
    """One change that an overlay made: what it did (``add``, ``replace``, ``remove``, ``date``) to what, and why."""

    overlay: str
    do: str
    kind: str
    name: str
    of: str
    clause: str
    why: Text


@dataclass(frozen=True, slots=True)
class ClaimTests:
    """The tests of a claim as conditions: ``when`` it is about somebody, and those that it claims something of.

    ``programme`` is empty, or the programme whose records the tests may speak of.
    """

    claim: str
    programme: str
    when: Condition | None
    tests: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class BaseCase:
    """A worked example with its file, its person filled in."""

    file: str
    model: CaseModel
    person: dict[str, object]


@dataclass(frozen=True)
class Pack:
    """Everything that one folder of rules says, under one choice of readings."""

    id: str
    version: str
    title: Text
    maintainer: Text
    document_number: str
    document_date: date
    document_title: Text
    bodies: tuple[Text, ...]
    territory_name: Text
    units: tuple[UnitDefinition, ...]
    leap_day: str
    facts: tuple[FactDefinition, ...]
    parameters: tuple[ParameterDefinition, ...]
    readings: tuple[ReadingDefinition, ...]
    terms: tuple[TermDefinition, ...]
    clauses: tuple[ClauseDefinition, ...]
    targets: tuple[TargetDefinition, ...]
    programmes: tuple[Programme, ...]
    checks: tuple[CheckDefinition, ...]
    claims: tuple[ClaimModel, ...] = field(repr=False)
    content_hash: str
    claim_tests: tuple[ClaimTests, ...] = field(default=(), compare=False, repr=False)
    changes: tuple[ChangeDefinition, ...] = ()
    overlays: tuple[OverlayDefinition, ...] = ()
    folders: tuple[str, ...] = field(default=(), compare=False, repr=False)
    fact_groups: tuple[tuple[str, Text], ...] = field(default=(), compare=False, repr=False)
    withdrawn_cases: frozenset[tuple[str, str]] = field(default=frozenset(), compare=False, repr=False)

    @cached_property
    def cases(self) -> tuple[BaseCase, ...]:
        """The worked examples of the pack and its overlays, read from their folders when first asked for.

        Raises:
            PackError: a file of cases is wrong.
        """
        from eligibility.pack.cases import read_cases

        return read_cases(tuple(Path(folder) for folder in self.folders), self)

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that the rules rest on: the pack's own, then its overlays'."""
        return (self.document_number, *(overlay.document_number for overlay in self.overlays))

    @cached_property
    def fact_by_path(self) -> dict[str, FactDefinition]:
        """The vocabulary by path."""
        return {fact.path: fact for fact in self.facts}

    @cached_property
    def place_names(self) -> dict[str, Text]:
        """What the units of the territory are called, by their codes, those of old included."""
        return {code: unit.name for unit in self.units for code in (unit.code, *unit.former)}

    @cached_property
    def parameter_by_name(self) -> dict[str, ParameterDefinition]:
        """The parameters by name."""
        return {parameter.name: parameter for parameter in self.parameters}

    @cached_property
    def term_by_name(self) -> dict[str, TermDefinition]:
        """The terms by name."""
        return {term.name: term for term in self.terms}

    @cached_property
    def reading_by_id(self) -> dict[str, ReadingDefinition]:
        """The readings by id."""
        return {reading.id: reading for reading in self.readings}

    @cached_property
    def programme_ids(self) -> tuple[str, ...]:
        """The programmes in the order of the document, each once."""
        return tuple(dict.fromkeys(programme.id for programme in self.programmes))

    @cached_property
    def region_words(self) -> tuple[str, ...]:
        """The codes of the territory that are not six digits."""
        return tuple(unit.code for unit in self.units if not unit.code.isdigit())

    def conditions(self) -> Iterator[Condition]:
        """Every condition that an outcome or an item's outcome can rest on."""
        for programme in self.programmes:
            yield programme.scope
            yield programme.requires
            if programme.item is not None:
                yield programme.item.requires

    def programmes_on(self, day: date) -> tuple[Programme | None, ...]:
        """For every programme the text that holds on a day, ``None`` where none does, in order."""
        return tuple(
            next((text for text in self.programmes if text.id == name and text.in_period(day)), None)
            for name in self.programme_ids
        )

    def with_thresholds(self, values: Mapping[str, Scalar]) -> Pack:
        """The same rules with other values of some parameters, each on every date."""
        parameters = tuple(
            replace(one, timeline=Timeline((DatedValue(date.min, values[one.name]),))) if one.name in values else one
            for one in self.parameters
        )
        return replace(self, parameters=parameters)

    def body(self, name: str) -> Text:
        """A body's name in both languages, from its Chinese name."""
        return next((body for body in self.bodies if body.zh == name), Text(name, name))
