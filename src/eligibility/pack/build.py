"""Checked models to one typed tree: names looked up, tests typed, periods joined, nothing left unused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from eligibility.errors import PackError, Problem, UsageError, closest, cut, problem
from eligibility.language import tree
from eligibility.language.check import Names, check_value
from eligibility.language.fold import Folder
from eligibility.language.text import Text
from eligibility.language.types import BOOLEAN, DATE, INTEGER, MONEY, REGION, Kind, Type
from eligibility.logic import Outcome
from eligibility.pack import schema
from eligibility.pack.best import best_outcome
from eligibility.pack.cases import build_cases
from eligibility.pack.conditions import ConditionBuilder, where_of
from eligibility.pack.loading import PackFiles
from eligibility.pack.model import (
    CheckDefinition,
    ClauseDefinition,
    FactDefinition,
    ItemRule,
    NoteDefinition,
    Pack,
    ParameterDefinition,
    Programme,
    ReadingDefinition,
    TermDefinition,
    UnitDefinition,
)
from eligibility.pack.timeline import DatedValue, Timeline, period_problems
from eligibility.pack.yaml_source import LocatedText

__all__ = ["build_pack"]

_Made = TypeVar("_Made")
_PLAIN_TYPES = {"boolean": BOOLEAN, "integer": INTEGER, "money": MONEY, "date": DATE, "region": REGION}


def build_pack(files: PackFiles, readings: Mapping[str, str] | None = None) -> Pack:
    """Build the tree of a pack under a choice of readings.

    Args:
        files: the checked models of its files.
        readings: the choice for each reading that is not to take its default.

    Raises:
        PackError: everything that is wrong with names, types, periods and the register, at once.
        UsageError: U004 to U006 for a choice of readings that cannot be made.
    """
    return _PackBuilder(files, dict(readings or {})).build()


def _text(wording: schema.Wording | None) -> Text | None:
    return None if wording is None else Text(str(wording.zh), str(wording.en))


def _said(wording: schema.Wording) -> Text:
    return Text(str(wording.zh), str(wording.en))


class _PackBuilder:
    def __init__(self, files: PackFiles, readings: dict[str, str]) -> None:
        self._files = files
        self._problems: list[Problem] = []
        self._readings = self._read_readings(readings)
        self._facts = tuple(self._fact(model) for model in files.facts.facts)
        self._types = {fact.path: fact.type for fact in self._facts}
        self._parameters = tuple(self._parameter(model) for model in files.parameters.parameters)
        self._territory = tuple(
            code for unit in self._units() for code in dict.fromkeys((unit.code, *unit.former))
        )
        names = Names(
            facts=self._types,
            parameters={parameter.name: parameter.type for parameter in self._parameters},
            readings={reading.id: (tuple(name for name, *_ in reading.choices), reading.chosen) for reading in self._readings},
            territory=self._territory,
        )
        self._conditions = ConditionBuilder(names, files, self._problems)

    # --- the whole ---

    def build(self) -> Pack:
        self._refuse_repeated_names()
        notes = tuple(self._attempt(self._note, note, "", default=None) for note in self._files.pack.notes)
        self._shared_notes = tuple(note for note in notes if note is not None)
        shared_scope = tuple(self._attempt(self._node, node, "", default=None) for node in self._files.pack.applies)
        scope = tuple(part for part in shared_scope if part is not None)
        programmes = tuple(
            programme
            for name, model in self._files.programmes
            if (programme := self._attempt(self._programme, name, model, scope, default=None)) is not None
        )
        self._conditions.build_all_terms()
        checks = tuple(self._attempt(self._check, model, default=None) for model in self._files.pack.checks)
        self._refuse_clashing_periods()
        self._stop_if_wrong()
        pack = self._assemble(self._in_order(programmes), tuple(check for check in checks if check is not None))
        self._refuse_what_is_unused(pack)
        self._refuse_wrong_register(pack)
        self._stop_if_wrong()
        return replace(pack, programmes=_folded(pack.programmes), cases=build_cases(self._files, pack))

    def _assemble(self, programmes: tuple[Programme, ...], checks: tuple[CheckDefinition, ...]) -> Pack:
        head = self._files.pack
        return Pack(
            id=str(head.pack),
            version=str(head.version),
            title=_said(head.title),
            maintainer=_said(head.maintainer),
            document_number=str(head.document.number),
            document_date=head.document.date,
            document_title=_said(head.document.title),
            bodies=tuple(Text(str(body.zh), str(body.en)) for body in head.bodies),
            territory_name=_said(head.territory.name) if head.territory else Text("", ""),
            units=self._units(),
            leap_day=self._leap_day(),
            facts=self._facts,
            parameters=self._parameters,
            readings=self._readings,
            terms=tuple(self._term(model) for model in self._files.terms.terms),
            clauses=tuple(self._clause(model) for model in self._files.clauses.clauses),
            programmes=programmes,
            checks=checks,
            cases=(),
            claims=self._files.claims.claims,
            content_hash=_content_hash(self._files),
        )

    def _stop_if_wrong(self) -> None:
        if self._problems:
            unique = dict.fromkeys(self._problems)
            raise PackError(sorted(unique, key=lambda found: (str(found.where), found.code)))

    def _attempt(self, make: Callable[..., _Made], *arguments: object, default: _Made) -> _Made:
        try:
            return make(*arguments)
        except PackError as error:
            self._problems.extend(error.problems)
            return default

    # --- single definitions ---

    def _units(self) -> tuple[UnitDefinition, ...]:
        territory = self._files.pack.territory
        return tuple(
            UnitDefinition(
                str(unit.code), _said(unit.name), unit.kind, tuple(str(code) for code in unit.former), _text(unit.note)
            )
            for unit in (territory.units if territory else ())
        )

    def _leap_day(self) -> str:
        wanted = self._files.pack.leap_day_birthday
        reading = next((reading for reading in self._readings if reading.id == wanted), None)
        if reading is None:
            raise PackError(problem("P204", where_of(wanted), name=str(wanted)))
        if {name for name, *_ in reading.choices} != {"march-1", "february-28"}:
            raise PackError(problem("P306", where_of(wanted), name=str(wanted)))
        return reading.chosen

    def _read_readings(self, wanted: dict[str, str]) -> tuple[ReadingDefinition, ...]:
        made = tuple(self._reading(model, wanted) for model in self._files.readings.readings)
        for name in wanted:
            known = [reading.id for reading in made]
            if name not in known:
                raise UsageError(problem("U004", name=cut(name), suggestion=closest(name, known)))
        return made

    def _reading(self, model: schema.ReadingModel, wanted: dict[str, str]) -> ReadingDefinition:
        name = str(model.reading)
        choices = tuple(
            (
                str(choice.is_),
                Text(str(choice.zh), str(choice.en)),
                None if choice.selectable else _text(choice.why) or Text("", ""),
            )
            for choice in model.choices
        )
        selectable = [choice for choice, _, why_not in choices if why_not is None]
        if model.default not in selectable:
            self._problems.append(problem("P304", where_of(model.default), name=name, got=str(model.default)))
        chosen = wanted.get(name, str(model.default))
        if chosen not in selectable and name in wanted:
            code = "U006" if chosen in [choice for choice, *_ in choices] else "U005"
            raise UsageError(problem(code, name=name, got=cut(str(chosen)), suggestion=closest(str(chosen), selectable)))
        return ReadingDefinition(
            name, _said(model.question), choices, str(model.default), chosen, str(model.clause or ""), _text(model.source)
        )

    def _fact(self, model: schema.FactModel) -> FactDefinition:
        kind = Kind(model.type)
        choices = tuple(str(choice.is_) for choice in model.choices or ())
        bounds = {
            name: None if (bound := getattr(model, name)) is None else Decimal(bound)
            for name in ("above", "minimum", "maximum")
        }
        return FactDefinition(
            path=str(model.fact),
            type=Type(kind, choices, str(model.fact) if kind is Kind.RECORDS else ""),
            label=_said(model.label),
            question=_said(model.question),
            supplied_by=model.supplied_by,
            changeable=model.changeable,
            who=_text(model.who),
            evidence=_text(model.evidence),
            unit=_text(model.unit),
            choice_labels=tuple(Text(str(choice.zh), str(choice.en)) for choice in model.choices or ()),
            not_after_decision=model.not_after_decision,
            dossier=tuple(str(name) for name in model.dossier),
            decides_never=_text(model.reason),
            help=_text(model.help),
            **bounds,
        )

    def _parameter(self, model: schema.ParameterModel) -> ParameterDefinition:
        type_ = _PLAIN_TYPES[model.type]
        name = str(model.parameter)
        periods = [(value.from_, value.until, where_of(value.value)) for value in model.values]
        self._problems.extend(period_problems(name, periods))
        ordered = sorted(model.values, key=lambda value: value.from_)
        if ordered[-1].until is not None and ordered[-1].until != model.known_until:
            place = where_of(ordered[-1].value)
            self._problems.append(problem("P301", place, name=name, first=str(ordered[-1].until), second="known_until"))
        if model.known_until is not None and model.known_until < ordered[-1].from_:
            first, second = str(ordered[-1].from_), str(model.known_until)
            self._problems.append(problem("P303", where_of(model.parameter), name=name, first=first, second=second))
        dated = []
        for value in ordered:
            scalar = self._attempt(check_value, value.value, type_, where_of(value.value), default=0)
            source = str(value.clause or "") or (str(value.source.zh) if value.source else "")
            dated.append(DatedValue(value.from_, scalar, source))
        timeline = Timeline(tuple(dated), model.known_until)
        return ParameterDefinition(name, type_, _said(model.label), _text(model.unit), timeline)

    def _term(self, model: schema.TermModel) -> TermDefinition:
        return TermDefinition(
            str(model.term),
            _said(model.label),
            _text(model.source),
            str(model.clause or ""),
            str(model.reading or ""),
            _text(model.says),
        )

    def _clause(self, model: schema.ClauseModel) -> ClauseDefinition:
        for body in model.bodies:
            self._conditions.check_body(body)
        return ClauseDefinition(
            str(model.clause),
            _said(model.gist),
            tuple(model.kind),
            tuple(str(body) for body in model.bodies),
            _text(model.figure),
            tuple(str(name) for name in model.programmes),
            _text(model.why_nothing),
            model.later,
        )

    def _check(self, model: schema.Check) -> CheckDefinition:
        return CheckDefinition(
            str(model.id), Text(str(model.zh), str(model.en)), self._conditions.test(model.when, model.when)
        )

    def _note(self, model: schema.Note, clause: str) -> NoteDefinition:
        when = None if model.when is None else self._conditions.test(model.when, model.when)
        if model.clause:
            self._conditions.check_clause(model.clause)
        return NoteDefinition(
            str(model.id), Text(str(model.zh), str(model.en)), when, str(model.clause or clause)
        )

    def _node(self, node: schema.Node, clause: str) -> tree.Condition:
        return self._conditions.node(node, clause)

    # --- programmes ---

    def _programme(self, file: str, model: schema.ProgrammeFile, shared: tuple[tree.Condition, ...]) -> Programme:
        self._refuse_repeated_ids(model)
        clause = str(self._conditions.check_clause(model.clause))
        for body in model.decided_by:
            self._conditions.check_body(body)
        own = tuple(self._node(node, clause) for node in model.applies)
        requires = self._node(model.requires, clause)
        programme = Programme(
            id=str(model.programme),
            title=_said(model.title),
            summary=_text(model.summary),
            clause=clause,
            decided_by=tuple(str(body) for body in model.decided_by),
            strength=model.strength,
            best=Outcome(model.best),
            audience=model.for_,
            scope=tree.AllOf((*shared, *own)),
            requires=requires,
            item=self._item(model.for_each, clause) if model.for_each else None,
            notes=(*(self._note(note, clause) for note in model.notes), *self._shared_notes),
            start=model.from_,
            until=model.until,
        )
        best = best_outcome(programme)
        if best is not programme.best:
            place = where_of(model.programme)
            details = {"name": programme.id, "expected": programme.best.value, "got": best.value}
            self._problems.append(problem("P305", place, **details))
        return programme

    def _item(self, model: schema.ForEach, clause: str) -> ItemRule:
        records, variable = str(model.list), str(model.as_)
        type_ = self._types.get(records)
        if type_ is None or type_.kind is not Kind.RECORDS:
            found = closest(records, [path for path, type_ in self._types.items() if type_.kind is Kind.RECORDS])
            raise PackError(problem("P205", where_of(model.list), name=cut(records), suggestion=found))
        requires = self._conditions.node(model.requires, clause, {variable: records})
        return ItemRule(tree.Fact(records, type_), variable, _said(model.label), requires)

    def _in_order(self, programmes: Iterable[Programme]) -> tuple[Programme, ...]:
        """The order of the register, so that findings come in the order of the document."""
        listed = [str(name) for clause in self._files.clauses.clauses for name in clause.programmes]
        order = {name: place for place, name in reversed(list(enumerate(listed)))}
        ordered = sorted(programmes, key=lambda one: (order.get(one.id, len(order)), one.id, str(one.start or "")))
        following = [*ordered[1:], None]
        return tuple(
            replace(one, until=_day_before(later.start))
            if later is not None and later.id == one.id and one.until is None
            else one
            for one, later in zip(ordered, following, strict=True)
        )

    # --- what must not be ---

    def _refuse_clashing_periods(self) -> None:
        texts: dict[str, list[schema.ProgrammeFile]] = {}
        for _, model in self._files.programmes:
            texts.setdefault(str(model.programme), []).append(model)
        for name, models in texts.items():
            periods = [(model.from_, model.until, where_of(model.programme)) for model in models]
            self._problems.extend(period_problems(name, periods))

    def _refuse_repeated_names(self) -> None:
        files = self._files
        groups: dict[str, list[LocatedText]] = {
            "fact": [fact.fact for fact in files.facts.facts],
            "reading": [reading.reading for reading in files.readings.readings],
            "clause": [clause.clause for clause in files.clauses.clauses],
            "claim": [claim.claim for claim in files.claims.claims],
            "body": [body.zh for body in files.pack.bodies],
            "case": [case.case for _, file in files.cases for case in file.cases],
            "note": [note.id for note in files.pack.notes],
            "check": [check.id for check in files.pack.checks],
            "term": [term.term for term in files.terms.terms],
            "parameter": [parameter.parameter for parameter in files.parameters.parameters],
        }
        for fact in files.facts.facts:
            groups[f"choice of {fact.fact}"] = [choice.is_ for choice in fact.choices or ()]
        for reading in files.readings.readings:
            groups[f"choice of {reading.reading}"] = [choice.is_ for choice in reading.choices]
        for kind, names in groups.items():
            self._refuse_repeated(kind, names)
        self._refuse_shared_names({kind: groups[kind] for kind in ("fact", "term", "parameter")})
        self._refuse_impossible_paths()
        if files.pack.format != schema.FORMAT:
            place = where_of(files.pack.pack)
            got, expected = str(files.pack.format), str(schema.FORMAT)
            self._problems.append(problem("P217", place, got=got, expected=expected))

    def _refuse_repeated(self, kind: str, names: Iterable[LocatedText]) -> None:
        seen: set[str] = set()
        for name in names:
            if name in seen:
                self._problems.append(problem("P201", where_of(name), kind=kind, name=str(name)))
            seen.add(str(name))

    def _refuse_shared_names(self, groups: dict[str, list[LocatedText]]) -> None:
        first_kind: dict[str, str] = {}
        for kind, names in groups.items():
            for name in names:
                other = first_kind.setdefault(str(name), kind)
                if other != kind:
                    details = {"name": str(name), "first": other, "second": kind}
                    self._problems.append(problem("P212", where_of(name), **details))

    def _refuse_impossible_paths(self) -> None:
        """A path cannot be a fact and hold others, and a field needs its list."""
        for fact in self._files.facts.facts:
            path = str(fact.fact)
            head, _, _ = path.partition("[].")
            if "[]" in path and getattr(self._types.get(head), "kind", None) is not Kind.RECORDS:
                self._problems.append(problem("P205", where_of(fact.fact), name=head))
            parents = [path[:index] for index, char in enumerate(path) if char == "." and "[]" not in path[: index + 1]]
            for parent in parents:
                if parent in self._types:
                    details = {"name": parent, "first": "fact", "second": "group of facts"}
                    self._problems.append(problem("P212", where_of(fact.fact), **details))
            if path.partition(".")[0] in ("unknown", "decision_date", "territory", "reading"):
                details = {"name": path, "first": "fact", "second": "reserved word"}
                self._problems.append(problem("P212", where_of(fact.fact), **details))

    def _refuse_repeated_ids(self, model: schema.ProgrammeFile) -> None:
        nodes = [*self._files.pack.applies, *model.applies, model.requires]
        if model.for_each:
            nodes.append(model.for_each.requires)
        ids = [node.id for top in nodes for node in _every_node(top) if node.id is not None]
        self._refuse_repeated("condition", ids)
        self._refuse_repeated("note", [note.id for note in (*model.notes, *self._files.pack.notes)])

    def _refuse_what_is_unused(self, pack: Pack) -> None:
        read = self._conditions.used_facts | {
            item.records.path for programme in pack.programmes if (item := programme.item) is not None
        }
        places = {str(model.fact): where_of(model.fact) for model in self._files.facts.facts}
        fields = {path.partition("[].")[0] for path in read if "[]" in path}
        for fact in pack.facts:
            used = fact.path in read or fact.path in fields
            if not used and fact.decides_never is None:
                self._problems.append(problem("P208", places[fact.path], name=fact.path))
            if fact.path in read and fact.decides_never is not None:
                self._problems.append(problem("P209", places[fact.path], name=fact.path))
        for term in self._files.terms.terms:
            if str(term.term) not in self._conditions.used_terms:
                self._problems.append(problem("P210", where_of(term.term), name=str(term.term)))
        for parameter in self._files.parameters.parameters:
            if str(parameter.parameter) not in self._conditions.used_parameters:
                self._problems.append(problem("P211", where_of(parameter.parameter), name=str(parameter.parameter)))

    def _refuse_wrong_register(self, pack: Pack) -> None:
        encoded: dict[str, set[str]] = {}
        for programme in pack.programmes:
            encoded.setdefault(programme.clause, set()).add(programme.id)
        known = set(pack.programme_ids)
        for model in self._files.clauses.clauses:
            listed = {str(name) for name in model.programmes}
            for name in model.programmes:
                if name not in known:
                    found = closest(name, known)
                    self._problems.append(problem("P206", where_of(name), name=str(name), suggestion=found))
            missing = encoded.get(str(model.clause), set()) - listed
            if missing:
                details = {"clause": str(model.clause), "expected": ", ".join(sorted(missing | listed))}
                got = ", ".join(sorted(listed)) or "–"
                self._problems.append(problem("P213", where_of(model.clause), got=got, **details))


def _every_node(node: schema.Node) -> Iterable[schema.Node]:
    yield node
    below = [*(node.all or ()), *(node.any or ()), *(node.at_least.of if node.at_least else ())]
    for part in [*below, *([node.not_] if node.not_ else [])]:
        yield from _every_node(part)


def _folded(programmes: tuple[Programme, ...]) -> tuple[Programme, ...]:
    """The programmes without what the chosen readings have settled; shared conditions stay shared."""
    fold = Folder().fold
    return tuple(
        replace(
            one,
            scope=tree.AllOf(tuple(fold(part) for part in one.scope.parts)),
            requires=fold(one.requires),
            item=replace(one.item, requires=fold(one.item.requires)) if one.item else None,
            notes=tuple(replace(note, when=fold(note.when)) if note.when else note for note in one.notes),
        )
        for one in programmes
    )


def _day_before(day: date | None) -> date | None:
    return None if day is None else day - timedelta(days=1)


def _content_hash(files: PackFiles) -> str:
    canonical = json.dumps(files.what_decides(), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()

