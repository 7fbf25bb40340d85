"""The vocabulary that every random pack has, and persons in its words.

A fact of every kind, once for the applicant and once for an authority, and two lists of records.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from eligibility.pack.paths import set_path

__all__ = [
    "BORN",
    "CODES",
    "DECISIONS",
    "GROUPS",
    "KINDS",
    "LISTS",
    "RANDOM_VALUES",
    "READ_ALL",
    "SINCE",
    "STARTS",
    "TRIVIAL",
    "VOCABULARY",
    "pack_cases",
    "random_record",
]

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


def pack_person(rng: random.Random) -> dict[str, Any]:
    """Nested data of a person in the words of the random packs."""
    known = rng.choice((0.0, 0.3, 0.6, 0.8, 0.9, 1.0))
    person: dict[str, Any] = {}
    for fact in VOCABULARY:
        path, kind = str(fact["fact"]), str(fact["type"])
        if "[]" in path or rng.random() >= known:
            continue
        if kind == "records":
            value: Any = [random_record(rng, path, known) for _ in range(rng.choice((0, 1, 2, 3)))]
        else:
            value = rng.choice(BORN if path == "born" else RANDOM_VALUES[kind])
        set_path(person, path, value)
    return person


def random_record(rng: random.Random, records: str, known: float) -> dict[str, Any]:
    """One record of a list, each field known with a probability."""
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
