"""A decision as a worked example of a pack: a file of cases that ``eligibility test`` accepts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from eligibility.errors import UsageError, cut, echo, problem
from eligibility.interchange.yaml_text import yaml_of
from eligibility.logic import Outcome
from eligibility.present.explanation import Labeller
from eligibility.present.reasons import deciding

if TYPE_CHECKING:
    from eligibility.decision import Decision, Finding

__all__ = ["case_text"]

_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def case_text(decision: Decision, case: str, programmes: Iterable[str], story: tuple[str, str]) -> str:
    """The text of a file of cases with one case: the person, the day, the readings, the outcomes with their reasons.

    Args:
        decision: the answer to hold on to.
        case: the id that the case gets, in ASCII letters, digits and hyphens.
        programmes: the programmes to compare.
        story: what the case is about, in Chinese and in English.

    Raises:
        UsageError: U003 (no such programme) or U013 (no id, or nothing to compare).
    """
    _check_id(case)
    named = _named(decision, programmes)
    pack = decision.engine.pack
    readings = {reading.id: reading.chosen for reading in pack.readings if reading.chosen != reading.default}
    entry: dict[str, Any] = {"case": case, "story": {"zh": story[0], "en": story[1]}, "on": decision.on}
    entry |= {"readings": readings} if readings else {}
    entry["person"] = type(decision.person).vocabulary.plain(decision.person)
    entry["expect"] = {name: _expected(decision[name]) for name in named}
    return yaml_of({"cases": [entry]})


def _check_id(case: object) -> None:
    if not isinstance(case, str) or not _ID.fullmatch(case):
        expected = "an id such as my-tenant-in-town"
        got = cut(case) if isinstance(case, str) else type(case).__name__
        raise UsageError(problem("U013", name="case", expected=expected, got=got))


def _named(decision: Decision, programmes: Iterable[str]) -> tuple[str, ...]:
    if isinstance(programmes, str):
        raise UsageError(problem("U013", name="programmes", expected="a list of values", got=echo(programmes)))
    named = tuple(dict.fromkeys(decision[name].programme for name in programmes))
    if not named:
        raise UsageError(problem("U013", name="programmes", expected="a list of values", got="[]"))
    return named


def _expected(finding: Finding) -> dict[str, Any]:
    """The outcome with its reason, as much as makes the case fail when the reason changes."""
    expected: dict[str, Any] = {"outcome": finding.outcome.value}
    if finding.outcome is Outcome.UNDETERMINED:
        expected["missing"] = [fact.path for fact in finding.missing]
        if finding.open:
            expected["open"] = [term.id for term in finding.open]
    elif finding.outcome is Outcome.REFER:
        expected["open"] = [term.id for term in finding.open]
    else:
        expected["because"] = _reasons(finding)
    if finding.items:
        expected["items"] = [item.outcome.value for item in finding.items]
    return expected


def _reasons(finding: Finding) -> Sequence[str]:
    decision = finding._decision  # noqa: SLF001 - the view of a decision
    labeller = Labeller(decision.engine.pack, decision.person, "en")
    return list(dict.fromkeys(reason.id for reason in deciding(finding, labeller) if reason.id))
