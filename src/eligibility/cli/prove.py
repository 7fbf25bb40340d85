"""``eligibility prove``: prove a pack's claims for everybody, or show the smallest person who breaks one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer

from eligibility.cli.errors import FAILED, guarded
from eligibility.cli.loading import load_rules
from eligibility.cli.options import DEFAULT_PACK, Format, FormatOption, Lang, LangOption, ReadingOption
from eligibility.cli.output import counted, print_json, print_line
from eligibility.prove.audit import AuditFinding
from eligibility.prove.audit import audit as look_through
from eligibility.prove.claims import ProvedClaim
from eligibility.rulebook import Rulebook

__all__ = ["prove"]

_Readings = dict[str, str]
_STYLES = {"proved": "", "broken": "error", "undecided": "yellow"}


@guarded
def prove(
    pack: Annotated[
        str, typer.Argument(metavar="PACK", help="规则包的编号或文件夹 · Id or folder of a rule pack")
    ] = DEFAULT_PACK,
    *,
    claim: Annotated[
        list[str] | None, typer.Option("--claim", metavar="ID", help="只证这一条，可重复 · Only this claim, repeatable")
    ] = None,
    reading: ReadingOption = None,
    all_readings: Annotated[
        bool,
        typer.Option("--all-readings", help="再逐项换一种口径来证 · Also under every other reading, one at a time"),
    ] = False,
    audit: Annotated[
        bool,
        typer.Option("--audit", help="再列出永远不起作用的条件等 · Also list what can never make a difference"),
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="也列出已证明的 · List what is proved too")] = False,
    lang: LangOption = Lang.ZH,
    format: FormatOption = Format.TEXT,
) -> int:
    """对所有人、所有日期证明规则包的声明 · Prove a pack's claims for everybody on every date."""
    rules = load_rules(pack, reading)
    results: list[tuple[_Readings, list[ProvedClaim]]] = []
    for chosen, book in _books(rules, all_readings=all_readings):
        results.append((chosen, book.prove(claim)))
        if format is Format.TEXT:
            _show(book, *results[-1], lang.value, verbose=verbose)
    remarks = look_through(rules.pack) if audit else []
    if format is Format.JSON:
        data = _data(rules, results, lang.value)
        print_json({**data, "audit": [one.to_dict(lang.value) for one in remarks]} if audit else data)
    elif audit:
        _show_remarks(remarks, lang.value)
    return 0 if all(one.holds for _, claims in results for one in claims) else FAILED


def _books(rules: Rulebook, *, all_readings: bool) -> Iterator[tuple[_Readings, Rulebook]]:
    """The rules, and if wanted under every other choice of every reading, one at a time."""
    yield {}, rules
    for reading in rules.reading_definitions if all_readings else ():
        for choice in reading.selectable:
            if choice != reading.chosen:
                yield {reading.id: choice}, rules.with_readings({reading.id: choice})


def _show(rules: Rulebook, chosen: _Readings, claims: Sequence[ProvedClaim], language: str, *, verbose: bool) -> None:
    for one in claims:
        if verbose or not one.holds:
            for line in one.text(language).splitlines():
                print_line(line, _STYLES[one.status])
    proved, broken = (sum(one.status == status for one in claims) for status in ("proved", "broken"))
    others = len(claims) - proved - broken
    name = f"{rules.id} {rules.version}" + "".join(f"[{name}={choice}]" for name, choice in chosen.items())
    mark = "✓" if proved == len(claims) else "✗"
    if language == "zh":
        late = f"，{others} 条没有在时限内得出结论" if others else ""
        text = f"{mark} {name}：声明 {len(claims)} 条，对所有人、所有日期证明 {proved} 条，不成立 {broken} 条{late}"
    else:
        late = f", {others} without an answer in time" if others else ""
        text = (
            f"{mark} {name}: {counted(len(claims), 'claim')}, {proved} proved for everybody on every date, "
            f"{broken} broken{late}"
        )
    print_line(text, "green" if mark == "✓" else "error")


def _show_remarks(remarks: Sequence[AuditFinding], language: str) -> None:
    for one in remarks:
        print_line(one.text(language), "yellow")
    if not remarks:
        nothing = (
            "每项条件、每个术语、每个值都对有些人起作用"
            if language == "zh"
            else "every condition, term and value matters"
        )
        print_line(nothing, "green")


def _data(rules: Rulebook, results: Sequence[tuple[_Readings, list[ProvedClaim]]], language: str) -> dict[str, Any]:
    return {
        "pack": rules.id,
        "version": rules.version,
        "holds": all(one.holds for _, claims in results for one in claims),
        "readings": [
            {"changed": chosen, "claims": [one.to_dict(language) for one in claims]} for chosen, claims in results
        ],
    }
