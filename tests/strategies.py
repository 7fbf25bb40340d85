"""What the tests draw from: persons in the words of a vocabulary, days, and whole random packs.

A person is drawn flat, ``{path: value}`` with records as lists of ``{field: value}``; :func:`nest` makes the nested
data that the library takes. Values keep to boundaries: a threshold and its neighbours, the first day and the days
beside it, codes inside, formerly inside and outside.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from eligibility import PackError, Rulebook
from eligibility.language.types import Kind
from eligibility.pack import schema
from eligibility.pack.build import build_pack
from eligibility.pack.loading import PackFiles
from eligibility.pack.model import FactDefinition, Pack

Flat = dict[str, Any]

CENT = Decimal("0.01")
DAY = timedelta(days=1)
FIRST_DAY = date(2023, 4, 10)
MISSING = None

AMOUNTS = tuple(
    Decimal(amount)
    for amount in (
        *("0.01", "10", "999.99", "1000", "60000", "99999.99", "100000", "100000.01", "150000"),
        *("200000", "200000.01", "300000", "300000.01"),
    )
)
INSIDE_CODES = ("371002", "371003", "371071", "371081", "372132", "371083", "371000", "nanhai")
OUTSIDE_CODES = ("370602", "370684", "110101", "000000")
BIRTHS = (
    date(1903, 1, 1),
    date(1958, 4, 10),
    date(1980, 2, 29),
    date(1990, 6, 1),
    date(2007, 4, 10),
    date(2008, 2, 29),
)
DATES = (
    date(2020, 4, 14),
    FIRST_DAY - DAY,
    FIRST_DAY,
    FIRST_DAY + DAY,
    date(2023, 5, 10),
    date(2023, 9, 30),
    date(2023, 10, 1),
    date(2023, 12, 31),
    date(2024, 1, 1),
    date(2024, 2, 29),
    date(2031, 3, 1),
)


# --- persons ------------------------------------------------------------------------------------------------


def nest(flat: Flat) -> dict[str, Any]:
    """Nested plain data from dotted paths; what is missing is left out."""
    nested: dict[str, Any] = {}
    for path, value in flat.items():
        if value is None:
            continue
        *groups, last = path.split(".")
        place = nested
        for group in groups:
            place = place.setdefault(group, {})
        place[last] = value
    return nested


def fields_of(records: str, facts: Iterable[FactDefinition]) -> list[FactDefinition]:
    """The facts that are fields of a list of records."""
    return [fact for fact in facts if fact.path.startswith(f"{records}[].")]


def own_facts(facts: Iterable[FactDefinition]) -> list[FactDefinition]:
    """The facts that are no fields of records."""
    return [fact for fact in facts if "[]" not in fact.path]


def values_of(fact: FactDefinition) -> tuple[Any, ...]:
    """The values worth trying for a fact that is no list of records."""
    match fact.type.kind:
        case Kind.BOOLEAN:
            return (True, False)
        case Kind.INTEGER:
            low = int(fact.minimum or 0)
            high = 600 if fact.maximum is None else int(fact.maximum)
            return tuple(sorted({low, low + 1, low + 2, min(low + 6, high), high}))
        case Kind.MONEY:
            return AMOUNTS
        case Kind.DATE:
            return BIRTHS if fact.not_after_decision else DATES
        case Kind.CHOICE:
            return fact.type.choices
        case Kind.CHOICES:
            return ((), fact.type.choices[:1], fact.type.choices[-1:], fact.type.choices[1:4])
        case Kind.REGION:
            return INSIDE_CODES + OUTSIDE_CODES
        case kind:
            raise AssertionError(kind)


def value(fact: FactDefinition, facts: Sequence[FactDefinition]) -> SearchStrategy[Any]:
    """A value of a fact; for a list of records a list of ``{field: value}`` with some fields missing."""
    if fact.type.kind is not Kind.RECORDS:
        return st.sampled_from(values_of(fact))
    fields = {one.path.rpartition(".")[2]: value(one, facts) for one in fields_of(fact.path, facts)}
    return st.lists(st.fixed_dictionaries({}, optional=fields), max_size=3)


def persons(facts: Sequence[FactDefinition], like: Sequence[Flat] = ()) -> SearchStrategy[Flat]:
    """Persons: anything at all, or one of ``like`` (or nobody known) with a few facts changed or taken away."""
    possible = {fact.path: value(fact, facts) for fact in own_facts(facts)}
    anything: SearchStrategy[Flat] = st.fixed_dictionaries({}, optional=possible)
    changes = st.lists(
        st.sampled_from(list(possible)).flatmap(lambda path: st.tuples(st.just(path), st.none() | possible[path])),
        max_size=8,
    )
    changed = st.builds(lambda base, some: {**base, **dict(some)}, st.sampled_from([*like, {}]), changes)
    return changed | anything if like else anything | changed


def random_value(rng: random.Random, fact: FactDefinition, facts: Sequence[FactDefinition], known: float) -> Any:
    """What :func:`value` draws, from a plain random generator; ``None`` with the chance left by ``known``."""
    if rng.random() >= known:
        return MISSING
    if fact.type.kind is not Kind.RECORDS:
        return rng.choice(values_of(fact))
    return [
        {
            one.path.rpartition(".")[2]: found
            for one in fields_of(fact.path, facts)
            if (found := random_value(rng, one, facts, known)) is not None
        }
        for _ in range(rng.randrange(4))
    ]


def random_person(rng: random.Random, facts: Sequence[FactDefinition], like: Sequence[Flat] = ()) -> Flat:
    """What :func:`persons` draws, from a plain random generator, for runs of many thousands."""
    known = rng.choice((0.0, 0.3, 0.6, 0.9, 1.0))
    possible = own_facts(facts)
    if not like or rng.random() < 0.4:
        return {fact.path: random_value(rng, fact, facts, known) for fact in possible}
    changed = rng.sample(possible, rng.randrange(9))
    return {**rng.choice(like), **{fact.path: random_value(rng, fact, facts, 0.7) for fact in changed}}


# --- random packs: the vocabulary is always the same, all else is drawn -----------------------------------

TRIVIAL = {"zh": "甲", "en": "x"}
BORN = ("2000-02-29", "2004-02-29", "2005-03-01", "2008-02-28")
SINCE = ("2021-01-31", "2022-12-31", "2023-02-28", "2023-03-01", "2023-03-31", "2023-04-30", "2024-02-29")
STARTS = ("2023-01-01", "2023-03-01", "2023-03-02", "2023-12-31", "2024-02-29", "2024-03-01")
DECISIONS = tuple(
    sorted(
        {date.fromisoformat(day) + timedelta(days=shift) for day in STARTS for shift in (-1, 0, 1)}
        | {date(2026, 2, 28)}
    )
)
CODES = ("371002", "371081", "nanhai", "110101", "370602")
KINDS = ("a", "b", "c")
GROUPS = ("g1", "g2", "g3")
LISTS = {"kids": ("flag", "amount", "born", "kind", "size", "place", "judged"), "firms": ("flag", "amount", "kind")}


def _fact(path: str, kind: str, authority: bool = False, **more: Any) -> dict[str, Any]:
    choices = {"choice": KINDS, "choices": GROUPS}.get(kind)
    if choices is not None:
        more["choices"] = [{"is": choice, **TRIVIAL} for choice in choices]
    supplied = ["authority"] if authority else ["applicant"]
    about = {"label": TRIVIAL, "question": TRIVIAL, "supplied_by": supplied, "changeable": "true"}
    return {"fact": path, "type": kind, **about, **more}


VOCABULARY = [
    _fact("是农民工", "boolean"),
    _fact("work.yes", "boolean"),
    _fact("work.said", "boolean", True),
    _fact("size", "integer", minimum="0", maximum="12"),
    _fact("work.months", "integer"),
    _fact("work.found", "integer", True),
    _fact("loan.amount", "money", above="0"),
    _fact("loan.owed", "money", minimum="0"),
    _fact("loan.assessed", "money", True),
    _fact("born", "date", not_after_decision="true"),
    _fact("work.since", "date"),
    _fact("work.dated", "date", True),
    _fact("kind", "choice"),
    _fact("loan.kind", "choice"),
    _fact("work.class", "choice", True),
    _fact("groups", "choices"),
    _fact("work.grades", "choices", True),
    _fact("place", "region"),
    _fact("work.place", "region", True),
    _fact("kids", "records"),
    _fact("kids[].flag", "boolean"),
    _fact("kids[].amount", "money"),
    _fact("kids[].born", "date"),
    _fact("kids[].kind", "choice"),
    _fact("kids[].size", "integer"),
    _fact("kids[].place", "region"),
    _fact("kids[].judged", "boolean", True),
    _fact("firms", "records", True),
    _fact("firms[].flag", "boolean", True),
    _fact("firms[].amount", "money"),
    _fact("firms[].kind", "choice"),
]
# Every fact and every parameter is read by some check, so that no random pack leaves one unused.
READ_ALL = (
    "是农民工 and work.yes and work.said and size = work.months and work.found = most and flag_on",
    "loan.amount = loan.owed and loan.assessed = limit and born = work.since and work.dated = day",
    "kind = loan.kind and work.class = kind and count(groups) = count(work.grades) and place = work.place",
    "some k in kids satisfies (k.flag and k.amount = k.size and k.born = born and k.kind = kind and k.place = place)",
    "some k in kids satisfies k.judged",
    "some f in firms satisfies (f.flag and f.amount = f.amount and f.kind = kind)",
)
RANDOM_VALUES: dict[str, tuple[Any, ...]] = {
    "boolean": (True, False),
    "integer": (0, 1, 2, 3, 12),
    "money": ("0.01", "99.99", "100", "100.00", "100.01", "200"),
    "date": SINCE,
    "choice": KINDS,
    "choices": ([], ["g1"], ["g2", "g3"], ["g1", "g2", "g3"]),
    "region": CODES,
}


@dataclass
class Scope:
    """What a test may speak of where it stands: variables with their lists, terms with their arguments' types.

    ``earlier`` holds the tests made before, so that some are made again and share what they are built of.
    """

    draw: DrawFn
    terms: dict[str, str | None]
    variables: dict[str, str]
    earlier: dict[tuple[str, ...], list[str]] = field(default_factory=dict)

    def choose(self, *options: Any) -> Any:
        """One of some options."""
        return self.draw(st.sampled_from(options))

    def with_variable(self, name: str, records: str) -> Scope:
        """The same place with one more variable."""
        return Scope(self.draw, self.terms, {**self.variables, name: records}, self.earlier)

    def another(self) -> str:
        """A test like one made before where the same variables stand for the same lists, or a new one."""
        known = self.earlier.setdefault(tuple(f"{name} {records}" for name, records in self.variables.items()), [])
        if known and self.choose(True, False, False):
            return str(self.choose(*known))
        known.append(test(self, 2))
        return known[-1]

    def fields(self, *names: str) -> list[str]:
        """The fields of these names that the variables have, each several times so that they are drawn often."""
        found = [
            f"{variable}.{name}"
            for variable, records in self.variables.items()
            for name in names
            if name in LISTS[records]
        ]
        return 3 * found


def integer(at: Scope, depth: int) -> str:
    """A whole number: a fact, a field, a literal, a count, an age, arithmetic."""
    plain = ["0", "1", "2", "12", "size", "work.months", "work.found", "most", "count(kids)", "count(groups)"]
    plain += ["count(work.grades)", "count(firms)", *at.fields("size")]
    if depth <= 0:
        return str(at.choose(*plain))
    match at.choose("plain", "plain", "arithmetic", "age", "years", "months"):
        case "arithmetic":
            return f"({integer(at, depth - 1)} {at.choose('+', '-', '*')} {integer(at, depth - 1)})"
        case "age":
            return f"age({day(at, depth - 1)})"
        case "years":
            return f"years between({day(at, depth - 1)}, {day(at, depth - 1)})"
        case "months":
            return f"months between({day(at, depth - 1)}, {day(at, depth - 1)})"
        case _:
            return str(at.choose(*plain))


def amount(at: Scope, depth: int) -> str:
    """An amount of money."""
    plain = ["100", "99.99", "100.01", "loan.amount", "loan.owed", "loan.assessed", "limit", *at.fields("amount")]
    if depth <= 0 or at.choose(True, True, False):
        return str(at.choose(*plain))
    if at.choose(True, False):
        return f"({amount(at, depth - 1)} {at.choose('+', '-')} {amount(at, depth - 1)})"
    return f"({amount(at, depth - 1)} * {integer(at, 0)})"


def day(at: Scope, depth: int) -> str:
    """A date."""
    plain = ["born", "work.since", "work.dated", "day", "decision_date", *at.fields("born")]
    if depth <= 0 or at.choose(True, True, False):
        return str(at.choose(*plain, f'date("{at.choose(*BORN, *SINCE)}")'))
    return f"add months({day(at, depth - 1)}, {integer(at, 0)})"


def test(at: Scope, depth: int, quantifiers: int = 2) -> str:  # noqa: C901, PT028 - one case for each form
    """One test on one line, of any type that the language has."""
    kinds = ["boolean", "integer", "amount", "day", "choice", "region", "groups", "reading", "equal", "between", "in"]
    if depth > 0:
        kinds += ["not", "and", "or"]
        kinds += ["some", "every"] * (2 if quantifiers else 0)
        kinds += ["term"] * (2 if at.terms else 0)
    sign = at.choose("=", "!=", "<", "<=", ">", ">=")
    equal = at.choose("=", "!=")
    below = depth - 1
    match at.choose(*kinds):
        case "boolean":
            facts = ("是农民工", "work.yes", "work.said", "flag_on", "true", "false")
            return str(at.choose(*facts, *at.fields("flag", "judged")))
        case "integer":
            return f"{integer(at, below)} {sign} {at.choose(integer, amount)(at, below)}"
        case "amount":
            return f"{amount(at, below)} {sign} {amount(at, below)}"
        case "day":
            return f"{day(at, below)} {sign} {day(at, below)}"
        case "choice":
            sides = ("kind", "loan.kind", "work.class", *at.fields("kind"))
            other = at.choose(*(f'"{kind}"' for kind in KINDS), *sides)
            chosen = ", ".join(f'"{kind}"' for kind in KINDS[: at.choose(1, 2, 3)])
            return str(at.choose(f"{at.choose(*sides)} {equal} {other}", f"{at.choose(*sides)} in ({chosen})"))
        case "region":
            where = at.choose("place", "work.place", *at.fields("place"))
            code = at.choose(*CODES)
            return str(
                at.choose(f"{where} in territory", f'{where} {equal} "{code}"', f'{where} in ("{code}", "371083")')
            )
        case "groups":
            return f'"{at.choose(*GROUPS)}" in {at.choose("groups", "work.grades")}'
        case "reading":
            return f'reading.R1 {equal} "{at.choose("one", "two")}"'
        case "equal":
            return f"{at.choose('是农民工', 'work.said', *at.fields('flag'))} {equal} {at.choose('true', 'work.yes')}"
        case "between":
            kind = at.choose(integer, amount, day)
            return f"{kind(at, below)} between {kind(at, 0)} and {kind(at, 0)}"
        case "in":
            return str(at.choose(f"{integer(at, below)} in (0, 2)", f'{day(at, below)} in (date("2023-03-01"))'))
        case "not":
            return f"not({test(at, below, quantifiers)})"
        case "and" | "or" as word:
            return f"({test(at, below, quantifiers)} {word} {test(at, below, quantifiers)})"
        case "term":
            return term_use(at, below)
        case "some" | "every" as word:
            records = at.choose("kids", "kids", "firms")
            variable = f"v{len(at.variables)}"
            inside = at.with_variable(variable, records)
            about = [name for name, wanted in at.terms.items() if wanted is not None]
            if about and at.choose(True, False):
                return f"({word} {variable} in {records} satisfies {term_use(inside, 0, about)})"
            body = test(inside, below, quantifiers - 1)
            return f"({word} {variable} in {records} satisfies ({body}))"
        case kind:
            raise AssertionError(kind)


def term_use(at: Scope, depth: int, names: Iterable[str] = ()) -> str:
    """A term by its name, with an argument of the type it wants."""
    name = at.choose(*(names or at.terms))
    match at.terms[name]:
        case None:
            return str(name)
        case "integer":
            return f"{name}({integer(at, depth)})"
        case "money":
            return f"{name}({amount(at, depth)})"
        case "date":
            return f"{name}({day(at, depth)})"
        case "region":
            return f"{name}({at.choose('place', 'work.place', *at.fields('place'))})"
        case _:
            return f"{name}({at.choose('kind', 'loan.kind', *at.fields('kind'))})"


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
            body = f"(x {at.choose('=', '!=')} {literal} {at.choose('and', 'or')} {test(at, 1)})"
            models.append({**model, "of": {"x": wanted}, "test": body})
        elif at.choose(True, False):
            models.append({**model, "test": test(at, 2)})
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
                "notes": [{"id": "n", "when": test(at, 1), **TRIVIAL}],
                **period,
            }
            if draw(st.booleans()):
                records = draw(st.sampled_from(["kids", "kids", "firms"]))
                own = node(at.with_variable("one", records), ids, 1)
                model["for_each"] = {"list": records, "as": "one", "label": TRIVIAL, "requires": own}
            made.append(model)
    return made


def pack_files(models: dict[str, Any]) -> PackFiles:
    """Plain data for each file of a pack as checked models."""
    names = [field.name for field in fields(PackFiles) if f"{field.name}.yaml" in schema.FILES]
    single: dict[str, Any] = {name: schema.FILES[f"{name}.yaml"].model_validate(models.get(name, {})) for name in names}
    programmes = tuple(("p.yaml", schema.ProgrammeFile.model_validate(model)) for model in models["programmes"])
    return PackFiles(**single, programmes=programmes)


@st.composite
def packs(draw: DrawFn) -> tuple[PackFiles, dict[str, str]]:
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
    return pack_files(_with_best(models)), readings


def _with_best(models: dict[str, Any]) -> dict[str, Any]:
    """The same models with the best outcome that each text can give, as the loader says it."""
    try:
        build_pack(pack_files(models))
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


def pack_person(rng: random.Random) -> dict[str, Any]:
    """Nested data of a person in the words of the random packs."""
    known = rng.choice((0.0, 0.3, 0.6, 0.8, 0.9, 1.0))
    person: Flat = {}
    for fact in VOCABULARY:
        path, kind = str(fact["fact"]), str(fact["type"])
        if "[]" in path or rng.random() >= known:
            continue
        if kind == "records":
            person[path] = [_pack_record(rng, path, known) for _ in range(rng.choice((0, 1, 2, 3)))]
        else:
            person[path] = rng.choice(BORN if path == "born" else RANDOM_VALUES[kind])
    return nest(person)


def _pack_record(rng: random.Random, records: str, known: float) -> dict[str, Any]:
    fields = {str(fact["fact"]).rpartition(".")[2]: fact for fact in VOCABULARY if f"{records}[]." in str(fact["fact"])}
    return {name: rng.choice(RANDOM_VALUES[str(fact["type"])]) for name, fact in fields.items() if rng.random() < known}


def pack_cases(count: int) -> SearchStrategy[list[tuple[dict[str, Any], date]]]:
    """Persons for a random pack, each with a decision date beside a day on which something changes.

    They come from a seed, many at a time, since a pack costs much more to make than a person.
    """

    def made(seed: int) -> list[tuple[dict[str, Any], date]]:
        rng = random.Random(seed)  # noqa: S311 - no secret
        return [(pack_person(rng), rng.choice(DECISIONS)) for _ in range(count)]

    return st.integers(0, 2**32).map(made)


@st.composite
def rulebooks_with_persons(draw: DrawFn, count: int = 16) -> tuple[Rulebook, list[tuple[dict[str, Any], date]]]:
    """A random rulebook, and some persons each with a decision date."""
    files, readings = draw(packs())
    pack: Pack = build_pack(files, readings)
    return Rulebook(pack, files), draw(pack_cases(count))
