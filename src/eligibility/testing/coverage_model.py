"""What a report on coverage holds, as values, as plain JSON and as text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from eligibility.language.text import Text
from eligibility.logic import Truth

__all__ = ["SIDES", "ClauseCoverage", "ConditionCoverage", "CoverageReport", "FactCoverage", "SideCoverage"]

SIDES: Final = (Truth.TRUE, Truth.FALSE, Truth.UNKNOWN, Truth.OPEN)


@dataclass(frozen=True, slots=True)
class SideCoverage:
    """One truth that a condition may have, and the cases in which it has it.

    ``needed`` says that a case is wanted: for ``TRUE`` and ``FALSE`` wherever they can be, for ``OPEN`` where the
    condition itself is an open term or an authority's fact. ``why_not`` says why a side cannot be.
    """

    truth: Truth
    cases: tuple[str, ...]
    needed: bool
    why_not: Text | None

    @property
    def is_gap(self) -> bool:
        """Whether a case is wanted and there is none."""
        return self.needed and not self.cases


@dataclass(frozen=True, slots=True)
class ConditionCoverage:
    """One condition of a programme, and what the cases make of it.

    ``term`` names the defined term that it is a limb of, ``argument`` what the term is asked of; both are empty for
    the programme's own conditions. ``since`` is the first day of the programme's text, where it has several.
    """

    programme: str
    since: date | None
    id: str
    term: str
    argument: str
    says: Text
    readings: tuple[str, ...]
    sides: tuple[SideCoverage, ...]

    @property
    def name(self) -> str:
        """The id, after the term (and its argument) that it belongs to."""
        asked = f"{self.term}({self.argument})" if self.argument else self.term
        return f"{asked}.{self.id}" if asked else self.id

    @property
    def gaps(self) -> tuple[Truth, ...]:
        """The truths for which a case is wanted and there is none."""
        return tuple(side.truth for side in self.sides if side.is_gap)

    def side(self, truth: Truth) -> SideCoverage:
        """What is known of one truth."""
        return next(side for side in self.sides if side.truth is truth)

    def text(self, language: str = "en") -> str:
        """The condition on one line: how many cases on each side, and what is missing."""
        chinese = language == "zh"
        counts = [f"{side.truth.label(language)} {len(side.cases)}" for side in self.sides if side.cases]
        gaps = [truth.label(language) for truth in self.gaps]
        parts = [("，" if chinese else ", ").join(counts)] if counts else []
        parts += [f"缺：{'、'.join(gaps)}" if chinese else f"missing: {', '.join(gaps)}"] if gaps else []
        return f"{'✗' if gaps else '✓'} {self.name}{'：' if chinese else ': '}{('；' if chinese else '; ').join(parts)}"

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """The condition as plain JSON."""
        return {
            "programme": self.programme,
            "since": None if self.since is None else self.since.isoformat(),
            "condition": self.id,
            "term": self.term or None,
            "argument": self.argument or None,
            "says": self.says.in_language(language),
            "readings": list(self.readings),
            "sides": {
                side.truth.value: {
                    "cases": list(side.cases),
                    "needed": side.needed,
                    "why_not": None if side.why_not is None else side.why_not.in_language(language),
                }
                for side in self.sides
            },
            "missing": [truth.value for truth in self.gaps],
        }


@dataclass(frozen=True, slots=True)
class FactCoverage:
    """One fact, and what reads it: programmes to decide, programmes in notes, warnings; or why nothing may."""

    path: str
    label: Text
    decides: tuple[str, ...]
    notes: tuple[str, ...]
    checks: tuple[str, ...]
    never: Text | None

    @property
    def is_gap(self) -> bool:
        """Whether nothing reads it and nothing says why, or something reads it that must not."""
        return bool(self.decides or self.notes or self.checks) is (self.never is not None)

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """The fact as plain JSON."""
        return {
            "fact": self.path,
            "label": self.label.in_language(language),
            "decides": list(self.decides),
            "notes": list(self.notes),
            "checks": list(self.checks),
            "never": None if self.never is None else self.never.in_language(language),
            "accounted_for": not self.is_gap,
        }


@dataclass(frozen=True, slots=True)
class ClauseCoverage:
    """One clause of the document, and what accounts for it: programmes, targets, or why there is nothing to decide."""

    clause: str
    gist: Text
    programmes: tuple[str, ...]
    targets: tuple[str, ...]
    why_nothing: Text | None
    later: bool

    @property
    def is_gap(self) -> bool:
        """Whether nothing accounts for it, or it was put off."""
        return self.later or not (self.programmes or self.targets or self.why_nothing)

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """The clause as plain JSON."""
        return {
            "clause": self.clause,
            "gist": self.gist.in_language(language),
            "programmes": list(self.programmes),
            "targets": list(self.targets),
            "why_nothing": None if self.why_nothing is None else self.why_nothing.in_language(language),
            "accounted_for": not self.is_gap,
        }


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """What the cases of a pack cover, and what its register accounts for."""

    pack: str
    conditions: tuple[ConditionCoverage, ...]
    facts: tuple[FactCoverage, ...]
    clauses: tuple[ClauseCoverage, ...]

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing anywhere."""
        return not any(
            (
                any(one.gaps for one in self.conditions),
                any(one.is_gap for one in self.facts),
                any(one.is_gap for one in self.clauses),
            )
        )

    def text(self, language: str = "en", *, everything: bool = False) -> str:
        """A line for each programme, for the facts and for the clauses, with what is missing under it.

        Args:
            language: ``"zh"`` or ``"en"``.
            everything: list every condition, with what its sides come to, and why a side cannot be.
        """
        return "\n".join(_report_lines(self, language, everything=everything))

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """The report as plain JSON."""
        return {
            "pack": self.pack,
            "complete": self.is_complete,
            "conditions": [one.to_dict(language) for one in self.conditions],
            "facts": [one.to_dict(language) for one in self.facts],
            "clauses": [one.to_dict(language) for one in self.clauses],
        }


def _report_lines(report: CoverageReport, language: str, *, everything: bool) -> Iterator[str]:
    chinese = language == "zh"
    yield f"{report.pack}：算例覆盖情况" if chinese else f"{report.pack}: what the cases cover"
    for programme in dict.fromkeys(one.programme for one in report.conditions):
        yield from _programme_lines(report, programme, language, everything=everything)
    facts = [f"  ✗ {one.path}" for one in report.facts if one.is_gap]
    yield _total("事实" if chinese else "facts", len(report.facts), len(facts), language)
    yield from facts
    clauses = [f"  ✗ {one.clause}" for one in report.clauses if one.is_gap]
    yield _total("条款" if chinese else "clauses", len(report.clauses), len(clauses), language)
    yield from clauses


def _programme_lines(report: CoverageReport, programme: str, language: str, *, everything: bool) -> Iterator[str]:
    conditions = [one for one in report.conditions if one.programme == programme]
    wrong = sum(bool(one.gaps) for one in conditions)
    yield _total(programme, len(conditions), wrong, language)
    for one in conditions:
        if everything or one.gaps:
            yield f"  {one.text(language)}"
        if everything:
            for side in one.sides:
                if side.why_not is not None:
                    reason = side.why_not.in_language(language)
                    yield f"      {side.truth.label(language)}{'：' if language == 'zh' else ': '}{reason}"


def _total(name: str, count: int, wrong: int, language: str) -> str:
    if language == "zh":
        return f"{'✗' if wrong else '✓'} {name}：{count} 项" + (f"，{wrong} 项有缺" if wrong else "，没有缺")
    return f"{'✗' if wrong else '✓'} {name}: {count}" + (f", {wrong} with gaps" if wrong else ", no gap")
