"""What is proved of another choice of a reading: which outcomes become others for somebody, and which for nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from eligibility.language.wording import amount
from eligibility.present.person_lines import person_lines

if TYPE_CHECKING:
    from eligibility.language.text import Text
    from eligibility.logic import Outcome
    from eligibility.prove.difference import Change, Difference

__all__ = ["proved_lines", "unshown_lines"]


def proved_lines(found: Difference, name: Callable[[str], str], language: str) -> tuple[str, list[str]]:
    """What is proved, for every person and every date: a head, and a line for each change of outcome.

    Args:
        found: what the same pack decides otherwise under the choice.
        name: what a programme is called.
        language: ``"zh"`` or ``"en"``.
    """
    chinese = language == "zh"
    colon, comma = ("：", "、") if chinese else (": ", ", ")
    if found.is_none:
        return (
            "已证明：对任何人、任何日期，结果都不变" if chinese else "Proved: nobody's outcome changes, on any date",
            [],
        )
    groups: dict[tuple[Outcome, Outcome], dict[tuple[str, Text | None], str]] = {}
    for change in found.changes:
        named = _named(change, name, chinese)
        groups.setdefault((change.before, change.after), {})[change.programme, change.items] = named
    lines = [
        f"{before.label(language)} → {after.label(language)}{colon}{comma.join(names.values())}"
        for (before, after), names in groups.items()
    ]
    if found.same:
        count = len(found.same)
        lines.append(
            f"其余 {count} 个事项，任何人的结果都不变" if chinese else f"in the other {count} nobody's outcome changes"
        )
    if found.undecided:
        listed = comma.join(map(name, found.undecided))
        lines.append(f"没有得出结论{colon}{listed}" if chinese else f"no answer in time{colon}{listed}")
    if chinese:
        return "已证明：对任何人、任何日期，会变的只有", lines
    return "What changes, proved for every person and every date", lines


def unshown_lines(found: Difference, shown: set[tuple[str, bool, Outcome, Outcome]], language: str) -> list[str]:
    """The changes that no case shows, each with the smallest person.

    Args:
        found: what the same pack decides otherwise under the choice.
        shown: what cases show: programme, whether it is about items, outcome before and after.
        language: ``"zh"`` or ``"en"``.
    """
    return [
        _with_person(change, found, language)
        for change in found.changes
        if (change.programme, change.items is not None, change.before, change.after) not in shown
    ]


def _with_person(change: Change, found: Difference, language: str) -> str:
    chinese, witness = language == "zh", change.witness
    facts = person_lines(witness.person, found.vocabulary, found.places, language)
    person = ("；" if chinese else "; ").join([amount(witness.on, language), *facts])
    return f"{change.text(language)}，如：{person}" if chinese else f"{change.text(language)}, for example: {person}"


def _named(change: Change, name: Callable[[str], str], chinese: bool) -> str:
    title = name(change.programme)
    if change.items is None:
        return title
    return f"{title}（{change.items.zh}）" if chinese else f"{title} ({change.items.en})"
