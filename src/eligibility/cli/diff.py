"""``eligibility diff``: what two sets of rules decide differently, each with the smallest person it touches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

from eligibility.cli.errors import FAILED, guarded
from eligibility.cli.loading import decision_day, load_rules
from eligibility.cli.options import Format, FormatOption, Lang, LangOption, On, ProgrammeOption, ReadingOption
from eligibility.cli.output import print_json, print_line
from eligibility.errors import UsageError, closest, cut, problem
from eligibility.language.scalars import parse_date
from eligibility.rulebook import Rulebook

__all__ = ["diff"]

_STYLES = {"≠": "yellow", "✓": "green", "·": "quiet"}


@guarded
def diff(
    pack: Annotated[
        str, typer.Argument(metavar="A", help="规则包，可带日期，如 weihai-2023-13@2023-04-09 · A pack, dated or not")
    ],
    other: Annotated[
        str | None, typer.Argument(metavar="B", help="另一个规则包，默认为同一个 · Another; by default the same one")
    ] = None,
    on: On = None,
    reading: ReadingOption = None,
    other_reading: Annotated[
        list[str] | None,
        typer.Option("--other-reading", metavar="ID=CHOICE", help="只用于后者的口径 · A reading for the second alone"),
    ] = None,
    programme: ProgrammeOption = None,
    lang: LangOption = Lang.ZH,
    format: FormatOption = Format.TEXT,
) -> int:
    """比较两套规则：谁的结果会变 · Compare two sets of rules: whose outcome changes."""
    first, day = _dated(pack, on)
    second, other_day = _dated(other or first, on)
    rules = load_rules(first, reading)
    others = load_rules(second, reading, other_reading)
    if other is None:
        other_day = day
    named = _programmes((rules, others), programme or ())
    found = rules.diff(others, on=day, other_on=other_day, programmes=named or None)
    if format is Format.JSON:
        print_json(found.to_dict(lang.value))
    else:
        for line in found.text(lang.value).splitlines():
            print_line(line, _STYLES.get(line[:1], ""))
    return 0 if found.is_none else FAILED


def _dated(name: str, on: str | None) -> tuple[str, date | None]:
    """A pack and the date behind its last ``@``; a date of its own comes before ``--on``."""
    pack, at, day = name.rpartition("@")
    parsed = parse_date(day) if at else None
    if parsed is not None and pack:
        return pack, parsed
    return name, None if on is None else decision_day(on)


def _programmes(both: Sequence[Rulebook], names: Sequence[str]) -> tuple[str, ...]:
    """The ids of programmes that either side has, named by their ids or titles; U003 with a suggestion."""
    texts = [one for rules in both for one in rules.programmes]
    ids = {name: one.id for one in texts for name in (one.id, one.title.zh, one.title.en)}
    for name in names:
        if name not in ids:
            raise UsageError(problem("U003", name=cut(name), suggestion=closest(name, ids)))
    return tuple(dict.fromkeys(ids[name] for name in names))
