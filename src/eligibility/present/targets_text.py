"""How far the plan has come, as lines with a bar for each target, and as rows for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from eligibility.present.layout import columns
from eligibility.present.text import Line

if TYPE_CHECKING:
    from eligibility.targets import DistrictReading, Figure, Progress, TargetProgress

__all__ = ["amount_words", "figure_words", "percent", "progress_lines", "progress_rows", "state_words", "targets_lines"]

_CELLS: Final = 20
_STATES: Final = {
    "reached": ("已达到", "reached"),
    "exceeded": ("超过", "exceeded"),
    "short": ("尚未达到", "not reached yet"),
    "not_judged": ("约数，不作判断", "a rough figure, not judged"),
    "not_reported": ("没有填报", "not reported"),
}
_COMPARISONS: Final = {"exactly": ("", ""), "at_least": ("不少于 ", "at least "), "about": ("约 ", "about ")}
_STOCK: Final = ("（存量，要保持）", " (a stock to be kept)")
_COLUMNS: Final = (
    *("target", "title", "clause", "year", "reading", "district", "name"),
    *("planned", "achieved", "unit", "comparison", "share", "state", "measure"),
)


# --- words --------------------------------------------------------------------------------------------------


def state_words(state: str, language: str) -> str:
    """A figure's state in words.

    >>> state_words("short", "zh")
    '尚未达到'
    """
    return _STATES[state][language != "zh"]


def percent(share: Decimal) -> str:
    """A share as a percentage with one place, never rounded up.

    >>> from decimal import Decimal
    >>> percent(Decimal("0.9999"))
    '99.9%'
    """
    tenths = int(share * 1000)
    return f"{tenths // 10}.{tenths % 10}%"


def amount_words(amount: int, comparison: str, unit: str, language: str) -> str:
    """A planned figure with what the plan says of it.

    >>> amount_words(13000, "about", "个", "zh")
    '约 13,000 个'
    """
    return f"{_COMPARISONS[comparison][language != 'zh']}{amount:,} {unit}"


def figure_words(figure: Figure, unit: str) -> str:
    """What was achieved out of what is planned."""
    return f"{figure.achieved:,} / {figure.planned:,} {unit}" if figure.reported else f"– / {figure.planned:,} {unit}"


def _bar(figure: Figure) -> str:
    """A bar whose upright stroke is the planned figure; what goes beyond it stands behind the stroke."""
    filled = int(min(figure.share, Decimal(2)) * _CELLS)
    within = min(filled, _CELLS)
    over = filled - within
    return "█" * within + "░" * (_CELLS - within) + "┃" + "█" * (over // 4) + ("…" if figure.share > 2 else "")


# --- lines --------------------------------------------------------------------------------------------------


def targets_lines(progress: Progress, language: str) -> list[Line]:
    """What is planned, with nothing said of what was achieved."""
    chinese = language == "zh"
    if not progress.targets:
        return [Line("这个规则包没有列目标。" if chinese else "This pack lists no targets.")]
    heading = ("目标", "数字", "年份", "条款") if chinese else ("Target", "Figure", "Year", "Clause")
    rows = [heading]
    for one in progress.targets:
        target = one.target
        planned = amount_words(target.amount, target.comparison, target.unit.in_language(language), language)
        each = ("（每个区市）" if chinese else " (each district)") if target.per == "district" else ""
        kept = _STOCK[not chinese] if target.measure == "stock" else ""
        rows.append((target.title.in_language(language), planned + each + kept, str(target.year or "–"), target.clause))
    return [Line(line, "heading" if number == 0 else "") for number, line in enumerate(columns(rows))]


def progress_lines(progress: Progress, language: str) -> list[Line]:
    """A bar for every target, the districts under a figure that each has to reach, and what was not counted."""
    chinese = language == "zh"
    if not progress.targets:
        return targets_lines(progress, language)
    until = progress.until
    if chinese:
        head = f"计划目标的进展（截至{until}）" if until else "计划目标的进展"
    else:
        head = f"The targets of the plan (up to {until})" if until else "The targets of the plan"
    lines = [Line(head, "heading")]
    for one in progress.targets:
        lines.append(Line(""))
        lines.extend(_target_lines(one, language))
    remarks = list(_remarks(progress, language))
    return [*lines, *([Line("")] if remarks else []), *(Line(text, "quiet") for text in remarks)]


def _target_lines(one: TargetProgress, language: str) -> Iterator[Line]:
    target = one.target
    unit = target.unit.in_language(language)
    chinese = language == "zh"
    planned = amount_words(target.amount, target.comparison, unit, language)
    planned += _STOCK[not chinese] if target.measure == "stock" else ""
    title, year = target.title.in_language(language), f"{target.year}年，" if chinese else f"{target.year}, "
    where = (year if target.year else "") + target.clause
    each = ("每个区市" if chinese else "each district: ") if one.readings else ""
    yield Line(
        f"{title}{'：' if chinese else ': '}{each}{planned}{f'（{where}）' if chinese else f' ({where})'}", "heading"
    )
    if not one.readings:
        yield Line(f"  {_bar(one.figure)}  {_told(one.figure, unit, language)}")
    for reading in one.readings:
        yield from _reading_lines(reading, unit, language)
    if one.outside_year:
        yield Line(
            f"  有 {one.outside_year} 行不在目标年份之内，没有计入"
            if chinese
            else f"  {one.outside_year} row(s) outside the year of the target were not counted",
            "quiet",
        )


def _reading_lines(reading: DistrictReading, unit: str, language: str) -> Iterator[Line]:
    label, total = reading.label.in_language(language), len(reading.units)
    if language == "zh":
        yield Line(f"  {label}：{reading.reached} 个达到，{total - reading.reached} 个没有达到或者没有填报")
    else:
        yield Line(f"  {label}: {reading.reached} reached, {total - reading.reached} not reached or not reported")
    rows = [
        (unit_.name.in_language(language), _bar(unit_.figure), _told(unit_.figure, unit, language))
        for unit_ in reading.units
    ]
    yield from (Line(line) for line in columns(rows, indent="    "))
    if reading.elsewhere:
        yield Line(f"    {_elsewhere(reading.elsewhere, unit, language)}", "quiet")


def _elsewhere(count: int, unit: str, language: str) -> str:
    """What this way of counting gives to none of its units."""
    if language == "zh":
        return f"另有 {count:,} {unit}报在其他单位或者全市名下，按这种算法不归入任何一个"
    return f"another {count:,} {unit} were reported elsewhere or for the whole city and belong to none of these"


def _told(figure: Figure, unit: str, language: str) -> str:
    share = f"  {percent(figure.share)}" if figure.reported else ""
    return f"{figure_words(figure, unit)}{share}  {state_words(figure.state, language)}"


def _remarks(progress: Progress, language: str) -> Iterator[str]:
    chinese = language == "zh"
    if any(one.readings for one in progress.targets):
        yield (
            "“每个区市”是否包括开发区和南海新区，文件没有写明，所以两种算法都列出。"
            if chinese
            else "Whether “each district” means the zones and the new area as well is not said, so both ways are shown."
        )
    if progress.later:
        yield (
            f"{progress.until} 之后的 {progress.later} 行没有计入。"
            if chinese
            else f"{progress.later} row(s) after {progress.until} were not counted."
        )
    yield (
        "每一行按当月新增数计，逐月相加。"
        if chinese
        else "Each row counts as what was added in its month; the months are added up."
    )
    if any(one.target.measure == "stock" for one in progress.targets):
        yield (
            "存量按最近一个月的填报数计，不逐月相加；有全市数的用全市数，没有的把各地最近的填报数相加。"
            if chinese
            else "Of a stock the latest month counts and nothing is added up over months; without a figure for the "
            "whole city the latest ones of its parts are added."
        )
    yield (
        "目标是对政府工作的要求，不影响任何人的办理结果。"
        if chinese
        else "Targets are set for the authorities; they touch no person's result."
    )


# --- rows ---------------------------------------------------------------------------------------------------


def progress_rows(progress: Progress, language: str) -> list[tuple[str, ...]]:
    """The progress for a spreadsheet, the heading first; a figure of each district has a row for each, twice read."""
    rows: list[tuple[str, ...]] = [_COLUMNS]
    for one in progress.targets:
        target = one.target
        head = (target.id, target.title.in_language(language), target.clause, str(target.year or ""))
        measure = (target.measure,)
        unit = target.unit.in_language(language)
        figures = (
            [("", "", "", one.figure)]
            if not one.readings
            else [
                (reading.id, unit_.code, unit_.name.in_language(language), unit_.figure)
                for reading in one.readings
                for unit_ in reading.units
            ]
        )
        rows.extend(
            (*head, reading, code, name, *_figure_cells(figure, unit), *measure)
            for reading, code, name, figure in figures
        )
    return rows


def _figure_cells(figure: Figure, unit: str) -> tuple[str, ...]:
    achieved, share = (str(figure.achieved), str(figure.share)) if figure.reported else ("", "")
    return (str(figure.planned), achieved, unit, figure.comparison, share, figure.state)
