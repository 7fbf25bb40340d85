"""Checked models to one typed tree: names looked up, tests typed, periods joined, nothing left unused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from eligibility.errors import Location, PackError, Problem, closest, cut, problem
from eligibility.language import tree
from eligibility.language.check import Names
from eligibility.language.fold import Folder
from eligibility.language.text import Text
from eligibility.language.types import Kind
from eligibility.logic import Outcome
from eligibility.pack import definitions, refusals, schema
from eligibility.pack.best import best_outcome
from eligibility.pack.conditions import ConditionBuilder, refuse_overgrown
from eligibility.pack.loading import PackFiles
from eligibility.pack.model import CheckDefinition, ClaimTests, ItemRule, NoteDefinition, Pack, Programme
from eligibility.pack.yaml_source import where_of

__all__ = ["build_pack"]

_Model = TypeVar("_Model")
_Made = TypeVar("_Made")


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


class _PackBuilder:
    def __init__(self, files: PackFiles, readings: dict[str, str]) -> None:
        self._files = files
        self._problems: list[Problem] = []
        self._readings = definitions.reading_definitions(files.readings.readings, readings, self._problems)
        self._facts = tuple(definitions.fact_definition(model) for model in files.facts.facts)
        self._types = {fact.path: fact.type for fact in self._facts}
        self._parameters = tuple(
            definitions.parameter_definition(model, self._problems) for model in files.parameters.parameters
        )
        self._units = definitions.unit_definitions(files.pack.territory)
        self._conditions = ConditionBuilder(self._names(), files, self._problems)
        self._made: list[tuple[Programme, Location | None]] = []
        self._shared_scope: tuple[tree.Condition, ...] = ()
        self._shared_notes: tuple[NoteDefinition, ...] = ()

    def _names(self) -> Names:
        return Names(
            facts=self._types,
            parameters={parameter.name: parameter.type for parameter in self._parameters},
            readings={one.id: (tuple(name for name, *_ in one.choices), one.chosen) for one in self._readings},
            territory=tuple(code for unit in self._units for code in dict.fromkeys((unit.code, *unit.former))),
        )

    def build(self) -> Pack:
        files = self._files
        self._problems.extend(refusals.name_problems(files, self._types))
        self._shared_notes = tuple(self._each(lambda note: self._note(note, ""), files.pack.notes))
        self._shared_scope = tuple(self._each(lambda node: self._conditions.node(node, ""), files.pack.applies))
        programmes = tuple(self._each(self._programme, [model for _, model in files.programmes]))
        checks = tuple(self._each(self._check, files.pack.checks))
        if not any(found.code == "P218" for found in self._problems):
            self._conditions.build_all_terms()
        self._problems.extend(refusals.period_clashes(files))
        self._stop_if_wrong()
        for programme, place in self._made:  # only now: a condition that could not be made would be missing
            self._refuse_wrong_best(programme, place)
        pack = self._assemble(self._in_order(programmes), checks)
        self._problems.extend(refusals.unused_problems(files, pack, self._conditions))
        self._problems.extend(refusals.register_problems(files, pack))
        self._problems.extend(refusals.claim_problems(files, pack))
        claim_tests = tuple(found for tests in self._each(self._claim_tests, files.claims.claims) for found in tests)
        self._stop_if_wrong()
        return replace(pack, programmes=_folded(pack.programmes), claim_tests=claim_tests)

    def _each(self, make: Callable[[_Model], _Made], models: Iterable[_Model]) -> Iterator[_Made]:
        """Make what can be made; what cannot is noted and left out, so that all mistakes come out together."""
        for model in models:
            try:
                yield make(model)
            except PackError as error:
                self._problems.extend(error.problems)

    def _stop_if_wrong(self) -> None:
        if self._problems:
            unique = dict.fromkeys(self._problems)
            raise PackError(sorted(unique, key=lambda found: (found.where or Location(""), found.code)))

    def _assemble(self, programmes: tuple[Programme, ...], checks: tuple[CheckDefinition, ...]) -> Pack:
        head = self._files.pack
        register = self._register(programmes)
        clauses, targets = self._files.clauses.clauses, self._files.targets.targets
        for bodies in (*(one.bodies for one in clauses), *(one.bodies for one in targets)):
            for body in bodies:
                self._conditions.check_body(body)
        return Pack(
            id=str(head.pack),
            version=str(head.version),
            title=definitions.text_of(head.title),
            maintainer=definitions.text_of(head.maintainer),
            document_number=str(head.document.number),
            document_date=head.document.date,
            document_title=definitions.text_of(head.document.title),
            bodies=tuple(Text(str(body.zh), str(body.en)) for body in head.bodies),
            territory_name=definitions.text_of(head.territory.name) if head.territory else Text("", ""),
            units=self._units,
            leap_day=definitions.leap_day_of(head.leap_day_birthday, self._readings),
            facts=self._facts,
            parameters=self._parameters,
            readings=self._readings,
            terms=tuple(definitions.term_definition(model) for model in self._files.terms.terms),
            clauses=tuple(
                replace(definitions.clause_definition(model), programmes=register[str(model.clause)])
                for model in self._files.clauses.clauses
            ),
            targets=tuple(definitions.target_definition(model) for model in self._files.targets.targets),
            programmes=programmes,
            checks=checks,
            claims=self._files.claims.claims,
            content_hash=_content_hash(self._files),
            changes=self._files.changes,
            overlays=self._files.overlays,
            folders=tuple(str(folder) for folder in self._files.folders),
            fact_groups=tuple((str(one.group), Text(str(one.zh), str(one.en))) for one in self._files.facts.groups),
            withdrawn_cases=self._files.withdrawn_cases,
        )

    # --- programmes, notes and checks ---

    def _programme(self, model: schema.ProgrammeFile) -> Programme:
        self._problems.extend(refusals.repeated_ids(model, self._files))
        clause = str(self._conditions.check_clause(model.clause))
        for body in model.decided_by:
            self._conditions.check_body(body)
        own = tuple(self._conditions.node(node, clause) for node in model.applies)
        programme = Programme(
            id=str(model.programme),
            title=definitions.text_of(model.title),
            summary=definitions.optional_text(model.summary),
            clause=clause,
            decided_by=tuple(str(body) for body in model.decided_by),
            strength=model.strength,
            best=Outcome(model.best),
            audience=model.for_,
            scope=tree.AllOf((*self._shared_scope, *own)),
            requires=self._conditions.node(model.requires, clause),
            item=self._item(model.for_each, clause) if model.for_each else None,
            notes=(*(self._note(note, clause) for note in model.notes), *self._shared_notes),
            start=model.from_,
            until=model.until,
        )
        self._refuse_overgrown(programme, where_of(model.programme))
        self._made.append((programme, where_of(model.programme)))
        return programme

    def _item(self, model: schema.ForEach, clause: str) -> ItemRule:
        records, variable = str(model.list), str(model.as_)
        type_ = self._types.get(records)
        if type_ is None or type_.kind is not Kind.RECORDS:
            found = closest(records, [path for path, one in self._types.items() if one.kind is Kind.RECORDS])
            raise PackError(problem("P205", where_of(model.list), name=cut(records), suggestion=found))
        requires = self._conditions.node(model.requires, clause, {variable: (variable, records)})
        return ItemRule(tree.Fact(records, type_), variable, definitions.text_of(model.label), requires)

    def _note(self, model: schema.Note, clause: str) -> NoteDefinition:
        when = None if model.when is None else self._conditions.test(model.when)
        own = str(self._conditions.check_clause(model.clause)) if model.clause else clause
        return NoteDefinition(str(model.id), Text(str(model.zh), str(model.en)), when, own)

    def _check(self, model: schema.Check) -> CheckDefinition:
        when = self._conditions.test(model.when)
        return CheckDefinition(str(model.id), Text(str(model.zh), str(model.en)), when)

    def _claim_tests(self, model: schema.ClaimModel) -> tuple[ClaimTests, ...]:
        """The tests of a claim, for each programme if they may speak of its records."""
        texts = [*(model.adding_never_worsens or ()), *([model.only_if.test] if model.only_if is not None else [])]
        if model.when is None and not texts:
            return ()
        rules = [
            one for _, one in self._files.programmes if one.for_each is not None and one.programme in model.programmes
        ]
        variables = {
            str(one.programme): {str(one.for_each.as_): (str(one.for_each.as_), str(one.for_each.list))}
            for one in rules
            if one.for_each is not None
        }
        known = variables if model.of_items and variables else {"": None}
        return tuple(
            ClaimTests(
                str(model.claim),
                programme,
                None if model.when is None else self._conditions.test(model.when, local),
                tuple(self._conditions.test(text, local) for text in texts),
            )
            for programme, local in known.items()
        )

    def _refuse_overgrown(self, programme: Programme, place: Location | None) -> None:
        item = () if programme.item is None else (programme.item.requires,)
        for condition in (programme.scope, programme.requires, *item):
            refuse_overgrown(condition, programme.id, place)

    def _refuse_wrong_best(self, programme: Programme, place: Location | None) -> None:
        best = best_outcome(programme)
        if best is not programme.best:
            expected, got = programme.best.value, best.value
            self._problems.append(problem("P305", place, name=programme.id, expected=expected, got=got))

    def _register(self, programmes: tuple[Programme, ...]) -> dict[str, tuple[str, ...]]:
        """The programmes of each clause: those that the register lists, in its order, then others that cite it."""
        citing: dict[str, list[str]] = {}
        for programme in sorted(programmes, key=lambda one: one.id):
            citing.setdefault(programme.clause, []).append(programme.id)
        return {
            str(clause.clause): tuple(
                dict.fromkeys([*(str(name) for name in clause.programmes), *citing.get(str(clause.clause), [])])
            )
            for clause in self._files.clauses.clauses
        }

    def _in_order(self, programmes: Iterable[Programme]) -> tuple[Programme, ...]:
        """The order of the register, so that findings come in the order of the document."""
        programmes = tuple(programmes)
        register = self._register(programmes)
        listed = [name for clause in self._files.clauses.clauses for name in register[str(clause.clause)]]
        order = {name: place for place, name in reversed(list(enumerate(listed)))}
        ordered = sorted(programmes, key=lambda one: (order.get(one.id, len(order)), one.id, str(one.start or "")))
        following = [*ordered[1:], None]
        return tuple(
            replace(one, until=_day_before(later.start))
            if later is not None and later.id == one.id and one.until is None
            else one
            for one, later in zip(ordered, following, strict=True)
        )


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
    return None if day is None or day == date.min else day - timedelta(days=1)


def _content_hash(files: PackFiles) -> str:
    canonical = json.dumps(files.what_decides(), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()
