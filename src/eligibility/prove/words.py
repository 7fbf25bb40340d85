"""What proofs say to people, in Chinese and English."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eligibility.prove.claims import ProvedClaim, Shown
    from eligibility.prove.difference import Change, Difference

__all__ = ["bounded_text", "claim_text", "counterexample_text", "difference_text", "remaining_lines"]


def difference_text(found: Difference, language: str) -> str:
    """A difference, programme by programme, with the smallest person for each change."""
    return "\n".join(_difference_lines(found, language))


def _difference_lines(found: Difference, language: str) -> Iterator[str]:
    chinese = language == "zh"
    when = "" if found.before.on else "（所有日期）" if chinese else " (on every date)"
    before, after = found.sides
    yield f"{before} → {after}{when}"
    for change in found.changes:
        yield from _change_lines(change, language)
    yield from remaining_lines(found, language)


def remaining_lines(found: Difference, language: str, name: Callable[[str], str] = str) -> Iterator[str]:
    """What a difference says beside its changes: what is proved, what one side lacks, what was not decided.

    Args:
        found: the difference.
        language: ``"zh"`` or ``"en"``.
        name: what a programme's id or a fact's path is called; without it, as files have it.
    """
    chinese = language == "zh"
    between = "、" if chinese else ", "
    if found.same:
        count = len(found.same)
        yield (
            f"✓ 已证明：{count} 个事项对任何人结果都不变"
            if chinese
            else f"✓ proved: in {count} programme(s) nobody's outcome changes"
        ) + (
            f"{'：' if chinese else ': '}{between.join(map(name, found.same))}" if found.changes and count <= 5 else ""
        )
    for names, zh, en in (
        (found.added, "只有后者有的事项", "programmes that only the second has"),
        (found.removed, "只有前者有的事项", "programmes that only the first has"),
        (found.undecided, "求解器没有在时限内得出结论的事项", "programmes on which the solver gave no answer in time"),
        (found.apart, "两者词汇不同的事实", "facts in which the vocabularies differ"),
    ):
        if names:
            listed = between.join(map(name, names))
            yield f"· {zh}：{listed}" if chinese else f"· {en}: {listed}"
    if found.bounded:
        yield f"· {bounded_text([(name(path), most) for path, most in found.bounded], language)}"


def _change_lines(change: Change, language: str) -> Iterator[str]:
    yield f"≠ {change.text(language)}"
    yield f"    {'如' if language == 'zh' else 'for example'} {change.witness.text()}"
    if change.witness_after.on != change.witness_before.on:
        yield f"    → {change.witness_after.on}"
    yield f"      $ {change.witness_after.command(change.programme)}"


def bounded_text(bounded: Sequence[tuple[str, int]], language: str) -> str:
    """What was looked at of lists whose every length the proof does not cover."""
    chinese = language == "zh"
    lists = ("、" if chinese else ", ").join(f"{path} ≤ {most}" for path, most in bounded)
    if chinese:
        return f"下列列表只考虑到这么多条：{lists}"
    return f"of these lists only so many records were looked at: {lists}"


def claim_text(found: ProvedClaim, language: str) -> str:
    """What became of a claim, with the smallest counterexample and the command lines that show it."""
    return "\n".join(_claim_lines(found, language))


def _claim_lines(found: ProvedClaim, language: str) -> Iterator[str]:
    chinese = language == "zh"
    mark = {"proved": "✓", "broken": "✗"}.get(found.status, "?")
    yield f"{mark} {found.claim}{'：' if chinese else ': '}{found.says.in_language(language)}{_how(found, chinese)}"
    if found.never:
        yield "    没有一个人的结果在这个值处变化" if chinese else "    nobody's outcome changes at this value"
    if found.broken is not None:
        if found.broken.fact:
            yield f"    {'变动的是' if chinese else 'what was varied:'} {found.broken.fact}"
        for one in found.broken.cases:
            yield f"    {_shown_case(one, found.broken.item, chinese)}"
            yield f"      $ {one.witness.command(one.programme)}"
    if found.bounded:
        yield f"    {bounded_text(found.bounded, language)}"


def counterexample_text(found: ProvedClaim, language: str) -> str:
    """Who breaks a claim, or why it does not hold, on one line."""
    chinese = language == "zh"
    if found.broken is None:
        lines = list(_claim_lines(found, language))[1:]
        return lines[0].strip() if lines else _how(found, chinese).strip(" （）()")
    shown = [_shown_case(one, found.broken.item, chinese) for one in found.broken.cases]
    return ("反例：" if chinese else "broken by ") + ("；" if chinese else "; ").join(shown)


def _how(found: ProvedClaim, chinese: bool) -> str:
    words = {
        "proved": ("（已证明）", " (proved)"),
        "broken": ("（不成立）", " (does not hold)"),
        "undecided": ("（求解器没有在时限内得出结论）", " (the solver gave no answer in time)"),
    }
    return words[found.status][not chinese]


def _shown_case(one: Shown, item: bool, chinese: bool) -> str:
    outcome = one.outcome.label("zh" if chinese else "en")
    about = ("（第一条记录）" if chinese else " (first record)") if item else ""
    shown = one.witness.text() + "".join(f", {name}={value}" for name, value in one.thresholds)
    return f"{one.programme}{about}{'：' if chinese else ': '}{outcome}{'；' if chinese else '; '}{shown}"
