"""Checked models to definitions: facts, thresholds, readings, terms, clauses, units; no conditions yet."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, cast

from eligibility.errors import PackError, Problem, UsageError, closest, cut, problem
from eligibility.language.check import check_value
from eligibility.language.text import Text
from eligibility.language.tree import Scalar
from eligibility.language.types import BOOLEAN, DATE, INTEGER, MONEY, REGION, Kind, Type
from eligibility.pack import schema
from eligibility.pack.model import (
    ClauseDefinition,
    FactDefinition,
    OverlayDefinition,
    ParameterDefinition,
    ReadingDefinition,
    TargetDefinition,
    TermDefinition,
    UnitDefinition,
)
from eligibility.pack.timeline import DatedValue, Timeline, period_problems
from eligibility.pack.yaml_source import where_of

__all__ = [
    "PLAIN_TYPES",
    "clause_definition",
    "fact_definition",
    "leap_day_of",
    "optional_text",
    "overlay_definition",
    "parameter_definition",
    "reading_definitions",
    "target_definition",
    "term_definition",
    "text_of",
    "unit_definitions",
]

PLAIN_TYPES: Final = {"boolean": BOOLEAN, "integer": INTEGER, "money": MONEY, "date": DATE, "region": REGION}


def text_of(wording: schema.Wording) -> Text:
    """Wording as text in both languages."""
    return Text(str(wording.zh), str(wording.en))


def optional_text(wording: schema.Wording | None) -> Text | None:
    """Wording that may be absent."""
    return None if wording is None else text_of(wording)


def unit_definitions(territory: schema.Territory | None) -> tuple[UnitDefinition, ...]:
    """The units of the territory, none where the pack has none."""
    return tuple(
        UnitDefinition(
            str(unit.code),
            text_of(unit.name),
            unit.kind,
            tuple(str(code) for code in unit.former),
            optional_text(unit.note),
        )
        for unit in (territory.units if territory else ())
    )


def fact_definition(model: schema.FactModel) -> FactDefinition:
    """One fact of the vocabulary."""
    kind = Kind(model.type)
    bounds = {
        name: None if (bound := getattr(model, name)) is None else Decimal(bound)
        for name in ("above", "minimum", "maximum")
    }
    return FactDefinition(
        path=str(model.fact),
        type=Type(
            kind,
            tuple(str(choice.is_) for choice in model.choices or ()),
            str(model.fact) if kind is Kind.RECORDS else "",
        ),
        label=text_of(model.label),
        question=text_of(model.question),
        supplied_by=model.supplied_by,
        changeable=model.changeable,
        who=optional_text(model.who),
        evidence=optional_text(model.evidence),
        unit=optional_text(model.unit),
        choice_labels=tuple(Text(str(choice.zh), str(choice.en)) for choice in model.choices or ()),
        not_after_decision=model.not_after_decision,
        dossier=tuple(str(name) for name in model.dossier),
        decides_never=optional_text(model.reason),
        help=optional_text(model.help),
        **bounds,
    )


def parameter_definition(model: schema.ParameterModel, problems: list[Problem]) -> ParameterDefinition:
    """One threshold with its timeline; gaps, overlaps and values of the wrong type are added to ``problems``."""
    type_, name = PLAIN_TYPES[model.type], str(model.parameter)
    problems.extend(
        period_problems(name, [(value.from_, value.until, where_of(value.value)) for value in model.values])
    )
    ordered = sorted(model.values, key=lambda value: value.from_)
    last = ordered[-1]
    if last.until is not None and last.until != model.known_until:
        place = where_of(last.value)
        problems.append(problem("P301", place, name=name, first=str(last.until), second="known_until"))
    if model.known_until is not None and model.known_until < last.from_:
        first, second = str(last.from_), str(model.known_until)
        problems.append(problem("P303", where_of(model.parameter), name=name, first=first, second=second))
    dated = tuple(_dated(value, type_, problems) for value in ordered)
    timeline = Timeline(dated, model.known_until)
    return ParameterDefinition(name, type_, text_of(model.label), optional_text(model.unit), timeline)


def _dated(value: schema.ParameterValue, type_: Type, problems: list[Problem]) -> DatedValue:
    scalar = cast("Scalar", 0)
    try:
        scalar = check_value(value.value, type_, where_of(value.value))
    except PackError as error:
        problems.extend(error.problems)
    return DatedValue(value.from_, scalar, str(value.clause or "") or (str(value.source.zh) if value.source else ""))


def reading_definitions(
    models: tuple[schema.ReadingModel, ...], wanted: Mapping[str, str], problems: list[Problem]
) -> tuple[ReadingDefinition, ...]:
    """Every reading with the choice in force.

    Raises:
        UsageError: U004 to U006, for a choice that cannot be made.
    """
    made = tuple(_reading(model, wanted, problems) for model in models)
    known = [reading.id for reading in made]
    for name in wanted:
        if name not in known:
            raise UsageError(problem("U004", name=cut(name), suggestion=closest(name, known)))
    return made


def _reading(model: schema.ReadingModel, wanted: Mapping[str, str], problems: list[Problem]) -> ReadingDefinition:
    name = str(model.reading)
    choices = tuple(
        (
            str(choice.is_),
            Text(str(choice.zh), str(choice.en)),
            None if choice.selectable else optional_text(choice.why) or Text("", ""),
        )
        for choice in model.choices
    )
    selectable = [choice for choice, _, why_not in choices if why_not is None]
    if model.default not in selectable:
        problems.append(problem("P304", where_of(model.default), name=name, got=str(model.default)))
    chosen = wanted.get(name, str(model.default))
    if chosen not in selectable and name in wanted:
        code = "U006" if chosen in [choice for choice, *_ in choices] else "U005"
        raise UsageError(problem(code, name=name, got=cut(str(chosen)), suggestion=closest(str(chosen), selectable)))
    return ReadingDefinition(
        name,
        text_of(model.question),
        choices,
        str(model.default),
        chosen,
        str(model.clause or ""),
        optional_text(model.source),
    )


def leap_day_of(name: str, readings: tuple[ReadingDefinition, ...]) -> str:
    """The rule for birthdays on 29 February, from the reading that settles it.

    Raises:
        PackError: P204 or P306.
    """
    reading = next((reading for reading in readings if reading.id == name), None)
    if reading is None:
        found = closest(name, [reading.id for reading in readings])
        raise PackError(problem("P204", where_of(name), name=str(name), suggestion=found))
    if {choice for choice, *_ in reading.choices} != {"march-1", "february-28"}:
        raise PackError(problem("P306", where_of(name), name=str(name)))
    return reading.chosen


def term_definition(model: schema.TermModel) -> TermDefinition:
    """A term, for glossaries."""
    return TermDefinition(
        str(model.term),
        text_of(model.label),
        optional_text(model.source),
        str(model.clause or ""),
        str(model.reading or ""),
        optional_text(model.says),
    )


def clause_definition(model: schema.ClauseModel) -> ClauseDefinition:
    """A clause of the register."""
    return ClauseDefinition(
        str(model.clause),
        text_of(model.gist),
        tuple(model.kind),
        tuple(str(body) for body in model.bodies),
        optional_text(model.figure),
        tuple(str(name) for name in model.programmes),
        tuple(str(name) for name in model.targets),
        optional_text(model.why_nothing),
        model.later,
    )


def target_definition(model: schema.TargetModel) -> TargetDefinition:
    """A figure of the plan."""
    return TargetDefinition(
        str(model.target),
        text_of(model.title),
        model.amount,
        text_of(model.unit),
        model.year,
        model.comparison,
        model.per,
        model.measure,
        str(model.clause),
        tuple(str(body) for body in model.bodies),
    )


def overlay_definition(model: schema.OverlayFile) -> OverlayDefinition:
    """An overlay, with the document that it rests on."""
    return OverlayDefinition(
        str(model.overlay), str(model.version), text_of(model.title), model.status, str(model.document.number)
    )
