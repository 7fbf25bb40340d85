"""What a pack must not contain although every file is well-formed.

Repeated and clashing names, things unused, a register that does not agree with the programmes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from eligibility.errors import PackError, Problem, closest, problem
from eligibility.language.check import check_value
from eligibility.language.types import Kind, Type
from eligibility.pack import schema
from eligibility.pack.conditions import ConditionBuilder
from eligibility.pack.loading import PackFiles
from eligibility.pack.model import Pack
from eligibility.pack.timeline import period_problems
from eligibility.pack.yaml_source import LocatedText, where_of

__all__ = [
    "claim_problems",
    "name_problems",
    "period_clashes",
    "register_problems",
    "repeated",
    "repeated_ids",
    "unused_problems",
]

_RESERVED = ("unknown", "decision_date", "territory", "reading")


def name_problems(files: PackFiles, types: dict[str, Type]) -> Iterator[Problem]:
    """Names given twice, names that mean two things, paths that cannot be."""
    groups: dict[str, list[LocatedText]] = {
        "fact": [fact.fact for fact in files.facts.facts],
        "group of facts": [group.group for group in files.facts.groups],
        "reading": [reading.reading for reading in files.readings.readings],
        "clause": [clause.clause for clause in files.clauses.clauses],
        "target": [target.target for target in files.targets.targets],
        "claim": [claim.claim for claim in files.claims.claims],
        "body": [body.zh for body in files.pack.bodies],
        "region code": [
            code
            for unit in (files.pack.territory.units if files.pack.territory else ())
            for code in (unit.code, *unit.former)
        ],
        "note": [note.id for note in files.pack.notes],
        "check": [check.id for check in files.pack.checks],
        "term": [term.term for term in files.terms.terms],
        "parameter": [parameter.parameter for parameter in files.parameters.parameters],
    }
    groups |= {f"choice of {fact.fact}": [one.is_ for one in fact.choices or ()] for fact in files.facts.facts}
    groups |= {f"choice of {one.reading}": [choice.is_ for choice in one.choices] for one in files.readings.readings}
    for kind, names in groups.items():
        yield from repeated(kind, names)
    yield from _shared({kind: groups[kind] for kind in ("fact", "term", "parameter")})
    yield from _dangling_clauses(files)
    for term in files.terms.terms:
        nodes = [node for top in (term.all or term.any or ()) for node in top.walk()]
        yield from repeated("condition", [node.id for node in nodes if node.id is not None])
    for fact in files.facts.facts:
        yield from _impossible_path(fact.fact, types)
    heads = {str(fact.fact).partition(".")[0] for fact in files.facts.facts if "." in fact.fact}
    for group in files.facts.groups:
        if group.group not in heads:
            found = closest(str(group.group), heads)
            yield problem("P205", where_of(group.group), suggestion=found, name=f"{group.group}.…")
    yield from _hiding_variables(files, {str(name) for kind in ("term", "parameter") for name in groups[kind]}, types)
    if files.pack.format != schema.FORMAT:
        got, expected = str(files.pack.format), str(schema.FORMAT)
        yield problem("P217", where_of(files.pack.pack), got=got, expected=expected)


def repeated_ids(model: schema.ProgrammeFile, files: PackFiles) -> Iterator[Problem]:
    """Ids of conditions and notes that a programme, with what all programmes share, gives twice."""
    nodes = [*files.pack.applies, *model.applies, model.requires]
    if model.for_each:
        nodes.append(model.for_each.requires)
    yield from repeated("condition", [node.id for top in nodes for node in top.walk() if node.id is not None])
    yield from repeated("note", [note.id for note in (*model.notes, *files.pack.notes)])


def period_clashes(files: PackFiles) -> Iterator[Problem]:
    """Gaps and overlaps among several texts of one programme."""
    texts: dict[str, list[schema.ProgrammeFile]] = {}
    for _, model in files.programmes:
        texts.setdefault(str(model.programme), []).append(model)
    for name, models in texts.items():
        yield from period_problems(name, [(model.from_, model.until, where_of(model.programme)) for model in models])


def unused_problems(files: PackFiles, pack: Pack, conditions: ConditionBuilder) -> Iterator[Problem]:
    """Facts, terms and parameters that no rule uses, and facts that decide although they were declared not to."""
    read = set(conditions.used_facts)
    read |= {programme.item.records.path for programme in pack.programmes if programme.item is not None}
    read |= {path.partition("[].")[0] for path in read if "[]" in path}
    for model, fact in zip(files.facts.facts, pack.facts, strict=True):
        if fact.path not in read and fact.decides_never is None:
            yield problem("P208", where_of(model.fact), name=fact.path)
        if fact.path in read and fact.decides_never is not None:
            yield problem("P209", where_of(model.fact), name=fact.path)
    for term in files.terms.terms:
        if str(term.term) not in conditions.used_terms:
            yield problem("P210", where_of(term.term), name=str(term.term))
    for parameter in files.parameters.parameters:
        if str(parameter.parameter) not in conditions.used_parameters:
            yield problem("P211", where_of(parameter.parameter), name=str(parameter.parameter))


def register_problems(files: PackFiles, pack: Pack) -> Iterator[Problem]:
    """Where the register of clauses and the programmes' own clauses disagree.

    A programme that cites a clause need not be listed under it; the register is completed, so that a new programme
    is one new file. What may not be is a clause that says there is nothing to decide while a programme cites it.
    """
    encoded: dict[str, set[str]] = {}
    for programme in pack.programmes:
        encoded.setdefault(programme.clause, set()).add(programme.id)
    known = set(pack.programme_ids)
    for model in files.clauses.clauses:
        for name in model.programmes:
            if name not in known:
                yield problem("P206", where_of(name), name=str(name), suggestion=closest(name, known))
        citing = encoded.get(str(model.clause), set())
        if citing and model.why_nothing is not None:
            expected = ", ".join(sorted(citing))
            yield problem(
                "P213", where_of(model.clause), clause=str(model.clause), got="why_nothing", expected=expected
            )
    yield from _target_problems(files)


def _target_problems(files: PackFiles) -> Iterator[Problem]:
    """Targets that the register does not list under their clause, and listed ones that do not exist."""
    clauses = {str(model.clause): model for model in files.clauses.clauses}
    known = [str(target.target) for target in files.targets.targets]
    for model in files.clauses.clauses:
        for name in model.targets:
            if name not in known:
                yield problem("P219", where_of(name), name=str(name), suggestion=closest(name, known))
    for target in files.targets.targets:
        clause = clauses.get(str(target.clause))
        if clause is None:
            yield problem("P202", where_of(target.clause), name=str(target.clause))
        elif target.target not in clause.targets:
            got, expected = ", ".join(clause.targets) or "–", str(target.target)
            yield problem("P213", where_of(clause.clause), clause=str(target.clause), got=got, expected=expected)


def claim_problems(files: PackFiles, pack: Pack) -> Iterator[Problem]:
    """Claims that speak of programmes, facts or values that do not exist."""
    for claim in files.claims.claims:
        for name in claim.programmes:
            if name not in pack.programme_ids:
                yield problem("P206", where_of(name), name=str(name), suggestion=closest(name, pack.programme_ids))
        yield from _unknown_facts(claim, pack)
        valued = [(claim.boundary.fact, claim.boundary.at)] if claim.boundary is not None else []
        valued += (
            [(claim.same_for.fact, value) for value in claim.same_for.values] if claim.same_for is not None else []
        )
        for path, value in valued:
            if path in pack.fact_by_path:
                try:
                    check_value(value, pack.fact_by_path[path].type, where_of(value), _territory(pack))
                except PackError as error:
                    yield from error.problems


def _unknown_facts(claim: schema.ClaimModel, pack: Pack) -> Iterator[Problem]:
    """Facts (or, where nothing may depend on them, thresholds) that a claim speaks of and that do not exist."""
    named = [one.fact for one in (claim.boundary, claim.monotone, claim.same_for) if one is not None]
    named += [*(claim.depends_only_on or ()), *(claim.items_depend_only_on or ())]
    named += [path for path in claim.independent_of or () if path not in pack.parameter_by_name]
    for path in named:
        if path not in pack.fact_by_path:
            yield problem("P205", where_of(path), name=str(path), suggestion=closest(path, pack.fact_by_path))


def _territory(pack: Pack) -> tuple[str, ...]:
    return tuple(code for unit in pack.units for code in (unit.code, *unit.former))


def repeated(kind: str, names: Iterable[LocatedText]) -> Iterator[Problem]:
    """P201 for every name that was given before."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield problem("P201", where_of(name), kind=kind, name=str(name))
        seen.add(str(name))


def _shared(groups: dict[str, list[LocatedText]]) -> Iterator[Problem]:
    first_kind: dict[str, str] = {}
    for kind, names in groups.items():
        for name in names:
            other = first_kind.setdefault(str(name), kind)
            if other != kind:
                yield problem("P212", where_of(name), name=str(name), first=other, second=kind)


def _dangling_clauses(files: PackFiles) -> Iterator[Problem]:
    """Clauses that readings, values and claims cite and the register does not have."""
    known = [str(model.clause) for model in files.clauses.clauses]
    cited = [reading.clause for reading in files.readings.readings]
    cited += [value.clause for parameter in files.parameters.parameters for value in parameter.values]
    cited += [claim.clause for claim in files.claims.claims]
    for name in cited:
        if name is not None and name not in known:
            yield problem("P202", where_of(name), name=str(name), suggestion=closest(name, known))


def _hiding_variables(files: PackFiles, named: set[str], types: dict[str, Type]) -> Iterator[Problem]:
    """The record of a ``for_each`` or the argument of a term with a name that means something already."""
    taken = named | set(_RESERVED) | {path.partition(".")[0].partition("[")[0] for path in types}
    variables = [(model.for_each.as_, where_of(model.for_each.as_)) for _, model in files.programmes if model.for_each]
    variables += [(name, where_of(term.term)) for term in files.terms.terms for name in term.of]
    for name, where in variables:
        if name in taken:
            yield problem("P212", where, name=str(name), first="variable", second="name in use")


def _impossible_path(path: LocatedText, types: dict[str, Type]) -> Iterator[Problem]:
    """A path cannot be a fact and hold others, a field needs its list, and some words are taken."""
    head, bracket, _ = path.partition("[]")
    list_type = types.get(head)
    if bracket and (list_type is None or list_type.kind is not Kind.RECORDS):
        yield problem("P205", where_of(path), name=head)
    own = types.get(str(path))
    if bracket and own is not None and own.kind is Kind.RECORDS:
        yield problem("P212", where_of(path), name=str(path), first="field of a record", second="list of records")
    for place, char in enumerate(head):
        if char == "." and head[:place] in types:
            yield problem("P212", where_of(path), name=head[:place], first="fact", second="group of facts")
    parts = path.replace("[]", "").split(".")
    if parts[0] in _RESERVED or any(part.startswith("model_") or hasattr(BaseModel, part) for part in parts):
        yield problem("P212", where_of(path), name=str(path), first="fact", second="reserved word")
