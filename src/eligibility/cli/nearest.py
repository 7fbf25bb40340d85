"""``eligibility nearest``: what a person could change; ``eligibility gaps``: which questions are worth asking."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from eligibility._arguments import refused_argument
from eligibility.cli.errors import guarded
from eligibility.cli.loading import chosen_programmes, decide_file, decision_day, load_rules
from eligibility.cli.options import (
    DEFAULT_PACK,
    Format,
    FormatOption,
    Lang,
    LangOption,
    On,
    OneFile,
    OneProgramme,
    PackOption,
    ReadingOption,
)
from eligibility.cli.output import print_json, print_line
from eligibility.decision import Decision
from eligibility.logic import Outcome

__all__ = ["gaps", "nearest"]


@guarded
def nearest(
    file: OneFile,
    programme: OneProgramme,
    on: On = None,
    outcome: Annotated[
        str | None, typer.Option("--outcome", metavar="OUTCOME", help="想要的结果，默认任何更好的 · The outcome wanted")
    ] = None,
    item: Annotated[
        int | None,
        typer.Option("--item", metavar="N", help="名单中的第几项，从 1 起 · Which one of the list, from 1"),
    ] = None,
    pack: PackOption = DEFAULT_PACK,
    reading: ReadingOption = None,
    lang: LangOption = Lang.ZH,
    format: FormatOption = Format.TEXT,
) -> int:
    """最少改变哪些情况就能有更好的结果 · The smallest change that reaches a better outcome."""
    rules = load_rules(pack, reading)
    decision = decide_file(rules, file, decision_day(on))
    chosen = chosen_programmes(rules, [programme])[0]
    if item is not None and not 1 <= item <= len(decision[chosen].items):
        raise refused_argument("--item", str(item), "the place of a record")
    found = decision.nearest(chosen, outcome, item=None if item is None else item - 1)
    if format is Format.JSON:
        print_json({"on": decision.on.isoformat(), **found.to_dict(lang.value)})
        return 0
    for number, line in enumerate(found.text(lang.value).splitlines()):
        print_line(line, "heading" if number == 0 else "")
    return 0


@guarded
def gaps(
    file: OneFile,
    on: On = None,
    pack: PackOption = DEFAULT_PACK,
    reading: ReadingOption = None,
    lang: LangOption = Lang.ZH,
    format: FormatOption = Format.TEXT,
) -> int:
    """还缺的情况里哪些真要问，哪些结果已成定局 · Which gaps matter, and which outcomes are settled anyway."""
    rules = load_rules(pack, reading)
    decision = decide_file(rules, file, decision_day(on))
    data = _gaps(decision)
    if format is Format.JSON:
        print_json(data)
    else:
        _show(decision, data, lang.value)
    return 0


def _gaps(decision: Decision) -> dict[str, Any]:
    needs = decision.needed()
    missing = [fact.path for fact in decision.missing()]
    waiting = [finding.programme for finding in decision if finding.outcome is Outcome.UNDETERMINED]
    settled = {name: outcome.value for name in waiting if (outcome := decision.settled(name)) is not None}
    return {
        "on": decision.on.isoformat(),
        "needed": [
            {
                "fact": need.fact.path,
                "programme": need.programme,
                "item": need.item,
                "first": {"person": need.first[0].person, "outcome": need.first[1].value},
                "second": {"person": need.second[0].person, "outcome": need.second[1].value},
            }
            for need in needs
        ],
        "not_needed": [path for path in missing if path not in {need.fact.path for need in needs}],
        "settled": settled,
    }


def _show(decision: Decision, data: dict[str, Any], language: str) -> None:
    chinese = language == "zh"
    facts = {fact.path: fact for fact in decision.missing()}
    for one in data["needed"]:
        first, second = (Outcome(one[side]["outcome"]).label(language) for side in ("first", "second"))
        title = decision[one["programme"]].title.in_language(language)
        question = facts[one["fact"]].question.in_language(language)
        print_line(f"? {question}")
        print_line(f"    {title}{'：' if chinese else ': '}{first} / {second}", "quiet")
    for path in data["not_needed"]:
        label = facts[path].label.in_language(language)
        print_line(f"· {label}{'：单凭这一项不改变任何结果' if chinese else ': changes no outcome by itself'}", "quiet")
    for name, value in data["settled"].items():
        title, outcome = decision[name].title.in_language(language), Outcome(value).label(language)
        words = "不论缺的情况如何，都是" if chinese else "whatever is missing, it is"
        print_line(f"= {title}{'：' if chinese else ': '}{words}{'' if chinese else ' '}{outcome}")
