"""Small random packs, all well typed, so that the engines themselves are tested on rules that nobody wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from eligibility.errors import PackError
from eligibility.pack import schema
from eligibility.pack.build import build_pack
from eligibility.pack.loading import PackFiles
from eligibility.rulebook import Rulebook
from eligibility.testing.pack_folder import folder_of
from eligibility.testing.strategies.random_tests import Scope, random_test
from eligibility.testing.strategies.random_vocabulary import READ_ALL, SINCE, STARTS, TRIVIAL, VOCABULARY, pack_cases

__all__ = ["pack_files_with_readings", "packs", "packs_with_persons"]


def packs() -> SearchStrategy[Rulebook]:
    """Small random rulebooks that use every form of the rule language.

    They all have one vocabulary, with a fact of every kind; terms, thresholds, programmes, scopes, conditions,
    items, notes, readings and periods are drawn. One on which a property fails is written into a folder below
    ``.hypothesis/packs`` and printed as the call that loads it from there.

    >>> from hypothesis import Phase, find, settings
    >>> find(packs(), lambda rules: True, settings=settings(phases=[Phase.generate])).id
    'random'
    """
    return pack_files_with_readings().map(_rulebook)


@st.composite
def packs_with_persons(draw: DrawFn, count: int = 16) -> tuple[Rulebook, list[tuple[dict[str, Any], date]]]:
    """A random rulebook, and so many persons with a date of decision each.

    The persons come from a seed, since a rulebook costs much more to make than a person: they do not shrink.
    """
    rules = draw(packs())
    return rules, list(draw(pack_cases(count)))  # a new list, which is printed by what is in it and not by its seed


def _rulebook(drawn: tuple[PackFiles, dict[str, str]]) -> Rulebook:
    files, readings = drawn
    return RandomRulebook(build_pack(files, readings), files)


class RandomRulebook(Rulebook):
    """A rulebook that came from no folder and, printed by Hypothesis, is written into one."""

    __slots__ = ()

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002 - Hypothesis's signature
        """How Hypothesis prints it: how to have it again."""
        printer.text(f"eligibility.load({str(folder_of(self))!r}, readings={self.readings!r})")


class Ids:
    """Ids that are each given once."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.given = 0

    def next(self) -> str:
        """The next id."""
        self.given += 1
        return f"{self.prefix}-{self.given}"


def node(at: Scope, ids: Ids, depth: int) -> dict[str, Any]:
    """A condition model: a test, an open term, or a group."""
    kinds = ["test", "test", "test", "open"]
    if depth > 0:
        kinds = ["test", "open", "all", "any", "all", "any", "not", "at_least"]
    own: dict[str, Any] = at.choose({}, {"says": TRIVIAL})
    match at.choose(*kinds):
        case "test":
            return {"id": ids.next(), "test": at.another(), **own}
        case "open":
            return {"id": ids.next(), "open": TRIVIAL, "who_decides": ["甲"], **own}
        case "all" | "any" as word:
            parts = [node(at, ids, depth - 1) for _ in range(at.choose(1, 2, 2, 3))]
            return {**at.choose({}, {"id": ids.next(), **own}), word: parts}
        case "not":
            return {"not": node(at, ids, depth - 1)}
        case _:
            parts = [node(at, ids, depth - 1) for _ in range(at.choose(2, 3))]
            return {"at_least": {"count": str(at.choose(1, 2, len(parts))), "of": parts}}


def term_models(draw: DrawFn) -> tuple[list[dict[str, Any]], dict[str, str | None]]:
    """Up to four terms, each built on those before it, some with an argument."""
    models: list[dict[str, Any]] = []
    known: dict[str, str | None] = {}
    for number in range(draw(st.integers(0, 4))):
        name = f"t{number}"
        wanted = draw(st.sampled_from([None, None, "integer", "money", "date", "region", "kids[].kind"]))
        at = Scope(draw, dict(known), {})
        ids = Ids(f"term{number}")
        model: dict[str, Any] = {"term": name, "label": TRIVIAL}
        if wanted is not None:
            literal = {"kids[].kind": '"b"', "region": '"371002"', "date": 'date("2023-03-01")'}.get(wanted, "2")
            body = f"(x {at.choose('=', '!=')} {literal} {at.choose('and', 'or')} {random_test(at, 1)})"
            models.append({**model, "of": {"x": wanted}, "test": body})
        elif at.choose(True, False):
            models.append({**model, "test": random_test(at, 2)})
        else:
            models.append({**model, at.choose("all", "any"): [node(at, ids, 1) for _ in range(at.choose(1, 2))]})
        known[name] = wanted
    return models, known


def use_of(name: str, wanted: str | None) -> str:
    """A use of a term in a check, so that it is not unused."""
    arguments = {"integer": "size", "money": "loan.amount", "date": "born", "region": "place", "kids[].kind": "kind"}
    return name if wanted is None else f"{name}({arguments[wanted]})"


def parameter_model(draw: DrawFn, name: str, kind: str, values: Sequence[str]) -> dict[str, Any]:
    """A threshold with up to three values, often a horizon, and no value before the first."""
    starts = sorted(draw(st.sets(st.sampled_from(STARTS), min_size=1, max_size=3)))
    dated: list[dict[str, Any]] = [{"from": start, "value": draw(st.sampled_from(values))} for start in starts]
    model: dict[str, Any] = {"parameter": name, "type": kind, "label": TRIVIAL, "values": dated}
    horizons = [day for day in STARTS if day >= starts[-1]]
    known_until = draw(st.none() | st.sampled_from(horizons))
    return model if known_until is None else {**model, "known_until": known_until}


def programme_models(draw: DrawFn, terms: dict[str, str | None]) -> list[dict[str, Any]]:
    """Up to three programmes, some in several dated texts, some with a finding for each record."""
    made = []
    for number in range(draw(st.integers(1, 3))):
        days = sorted(draw(st.sets(st.sampled_from(STARTS), max_size=3)))
        periods: list[dict[str, str]] = [{}]
        if days:
            periods = [{"from": start} for start in days[: max(1, len(days) - 1)]]
            if draw(st.booleans()):
                periods[0].pop("from")
            if len(days) > 1 and draw(st.booleans()):
                periods[-1]["until"] = days[-1]
        for period in periods:
            at = Scope(draw, terms, {})
            ids = Ids("limb")
            model: dict[str, Any] = {
                "programme": f"p{number}",
                "title": TRIVIAL,
                "clause": "一",
                "decided_by": ["甲"],
                "strength": draw(st.sampled_from(["unconditional", "in_principle"])),
                "best": "eligible",
                "applies": [node(at, ids, 1) for _ in range(draw(st.integers(0, 2)))],
                "requires": node(at, ids, 2),
                "notes": [{"id": "n", "when": random_test(at, 1), **TRIVIAL}],
                **period,
            }
            if draw(st.booleans()):
                records = draw(st.sampled_from(["kids", "kids", "firms"]))
                own = node(at.with_variable("one", records), ids, 1)
                model["for_each"] = {"list": records, "as": "one", "label": TRIVIAL, "requires": own}
            made.append(model)
    return made


def _pack_files(models: dict[str, Any]) -> PackFiles:
    """Plain data for each file of a pack as checked models."""
    names = [field.name for field in fields(PackFiles) if f"{field.name}.yaml" in schema.FILES]
    single: dict[str, Any] = {name: schema.FILES[f"{name}.yaml"].model_validate(models.get(name, {})) for name in names}
    programmes = tuple(("p.yaml", schema.ProgrammeFile.model_validate(model)) for model in models["programmes"])
    return PackFiles(**single, programmes=programmes)


@st.composite
def pack_files_with_readings(draw: DrawFn) -> tuple[PackFiles, dict[str, str]]:
    """The checked files of a small random pack, all well typed, and a choice of readings."""
    terms, known = term_models(draw)
    shared = [node(Scope(draw, known, {}), Ids("shared"), 0) for _ in range(draw(st.integers(0, 1)))]
    tests = [*READ_ALL, *(use_of(name, wanted) for name, wanted in known.items())]
    choices = {"leap": ("march-1", "february-28"), "R1": ("one", "two")}
    programmes = programme_models(draw, known)
    models: dict[str, Any] = {
        "pack": {
            "pack": "random",
            "version": "1.0.0",
            "format": "1",
            "title": TRIVIAL,
            "maintainer": TRIVIAL,
            "document": {"number": "1", "date": "2023-01-01", "title": TRIVIAL, "issuers": ["甲"]},
            "bodies": [{"zh": "甲", "en": "x"}],
            "territory": {
                "name": TRIVIAL,
                "units": [
                    {"code": "371002", "name": TRIVIAL, "kind": "district", "former": ["371081"]},
                    {"code": "nanhai", "name": TRIVIAL, "kind": "functional_area"},
                ],
            },
            "leap_day_birthday": "leap",
            "applies": shared,
            "checks": [{"id": f"check-{place}", "when": when, **TRIVIAL} for place, when in enumerate(tests)],
        },
        "facts": {"facts": VOCABULARY},
        "terms": {"terms": terms},
        "parameters": {
            "parameters": [
                parameter_model(draw, "flag_on", "boolean", ("true", "false")),
                parameter_model(draw, "most", "integer", ("0", "1", "2")),
                parameter_model(draw, "limit", "money", ("99.99", "100", "100.01")),
                parameter_model(draw, "day", "date", SINCE),
            ]
        },
        "readings": {
            "readings": [
                {
                    "reading": name,
                    "question": TRIVIAL,
                    "choices": [{"is": choice, **TRIVIAL} for choice in allowed],
                    "default": allowed[0],
                }
                for name, allowed in choices.items()
            ]
        },
        "clauses": {
            "clauses": [
                {
                    "clause": "一",
                    "gist": TRIVIAL,
                    "kind": ["person"],
                    "programmes": sorted({model["programme"] for model in programmes}),
                }
            ]
        },
        "programmes": programmes,
    }
    readings = {name: draw(st.sampled_from(allowed)) for name, allowed in choices.items()}
    return _pack_files(_with_best(models)), readings


def _with_best(models: dict[str, Any]) -> dict[str, Any]:
    """The same models with the best outcome that each text can give, as the loader says it."""
    try:
        build_pack(_pack_files(models))
    except PackError as error:
        wrong = [dict(problem.details) for problem in error.problems]
        if {problem.code for problem in error.problems} != {"P305"}:
            raise
    else:
        return models
    texts = Counter(model["programme"] for model in models["programmes"])
    if len(models["programmes"]) == 1:
        return {**models, "programmes": [{**models["programmes"][0], "best": wrong[0]["got"]}]}
    found = {one["name"]: one["got"] for one in wrong}
    programmes = [
        _with_best_alone(models, model)
        if texts[model["programme"]] > 1
        else {**model, "best": found.get(model["programme"], model["best"])}
        for model in models["programmes"]
    ]
    return {**models, "programmes": programmes}


def _with_best_alone(models: dict[str, Any], model: dict[str, Any]) -> dict[str, Any]:
    listed = {"clauses": [{**models["clauses"]["clauses"][0], "programmes": [model["programme"]]}]}
    alone: dict[str, Any] = _with_best({**models, "clauses": listed, "programmes": [model]})["programmes"][0]
    return alone
