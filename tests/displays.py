"""One of every display, of a pack as it is and of one whose every text is an attempt at something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import eligibility
from eligibility import Outcome, Rulebook
from eligibility.language.text import Text
from eligibility.present.html.showing import Displayed
from eligibility.prove.difference import Change, Difference, Side
from eligibility.prove.witness import Witness
from eligibility.testing import CaseFailure, CaseResult, CaseResults
from people import INSIDE, OUTSIDER
from strategies import nest

ON = "2023-06-01"
NASTY = (
    "<script>pwned()</script>",
    "=cmd()",
    "**bold** [x](javascript:pwned()) ![x](x)",
    '"><img src=x onerror=pwned()>',
    "</style></div>",
    "]:::x --> end\n```mermaid\ngraph",
    "{{7*7}}",
)


def spoilt(rules: Rulebook) -> Rulebook:
    """The same rules with every wording, name and choice's label replaced by something that tries to do harm."""
    return Rulebook(_spoil(rules.pack, iter(_endlessly())))


def _endlessly() -> Iterator[str]:
    while True:
        yield from NASTY


def _spoil(value: Any, words: Iterator[str]) -> Any:
    if isinstance(value, Text):
        nasty = next(words)
        return Text(f"{nasty} {value.zh}", f"{nasty} {value.en}")
    if isinstance(value, tuple):
        return tuple(_spoil(one, words) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        changes = {one.name: getattr(value, one.name) for one in fields(value) if one.init}
        spoiled = {name: _spoil(old, words) for name, old in changes.items() if name not in ("id", "claims", "folders")}
        return replace(value, **{name: new for name, new in spoiled.items() if new is not changes[name]})
    return value


def _failure(strange: str) -> CaseFailure:
    return CaseFailure("settlement", "outcome", Text(strange, strange), Text("=cmd()", "=cmd()"), (Text("甲", "one"),))


def _difference(rules: Rulebook) -> Difference:
    """A difference as the prover would find it, with a witness whose facts try to do harm."""
    title = rules.programmes[0].title
    witness = Witness(
        {"loan": {"amount": "100001", "product": "none"}, "family": {"children": [{}]}, NASTY[0]: NASTY[3]},
        date(2023, 6, 1),
    )
    change = Change(
        "settlement", title, Text("亲属", "relatives"), Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE, witness, witness
    )
    sides = (Side("weihai-2023-13", "1.0.0", (), None), Side(NASTY[0], "=cmd()", (("D13", "excludes"),), None))
    return Difference(
        *sides, (change,), ("rental-housing",), (NASTY[2],), (), (), (("family.children", 2),), (), rules.facts
    )


def every_display(rules: Rulebook) -> dict[str, Displayed]:
    """One of each, by name."""
    inside, outside = rules.decide(nest(INSIDE), on=ON), rules.decide(nest(OUTSIDER), on=ON)
    nobody = rules.decide({"unknown": {"loan.product": "refused"}}, on=ON)
    strange = NASTY[0]
    return {
        "decision": inside,
        "decision-of-nobody": nobody,
        "finding": inside["counter-guarantee-waiver"],
        "refused": outside["counter-guarantee-waiver"],
        "item": inside["settlement"].items[0],
        "explanation": inside["rental-housing"].explain("zh"),
        "missing": nobody.missing(),
        "what-if": rules.what_if(nest(INSIDE), {"loan.amount": [80_000, 100_000, 100_001]}, on=ON),
        "scenarios": rules.scenarios({strange: nest(INSIDE), "=cmd()": nest(OUTSIDER)}, on=ON),
        "cases": CaseResults(
            [
                CaseResult("held", "cases.yaml:1:1", Text(strange, strange), ()),
                CaseResult(strange, "=cmd()", Text("甲", "one"), (_failure(strange),)),
            ]
        ),
        "difference": _difference(rules),
        "nearest": outside.nearest("counter-guarantee-waiver"),
        "comparison": eligibility.compare({strange: inside, "=cmd()": outside, "nobody": nobody}),
    }
