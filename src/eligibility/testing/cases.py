"""A pack's worked examples run as tests, each failure with what was expected, what came out, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from eligibility.decide.trace import Trace
from eligibility.decision import Finding
from eligibility.errors import EligibilityError
from eligibility.language.text import Text
from eligibility.logic import Outcome, Truth
from eligibility.pack.model import BaseCase
from eligibility.pack.schema import Expectation
from eligibility.pack.yaml_source import where_of
from eligibility.present.explanation import Labeller
from eligibility.present.html.showing import Displayed
from eligibility.present.reasons import deciding
from eligibility.rulebook import Rulebook

if TYPE_CHECKING:
    from eligibility.present.html.markup import Markup

__all__ = ["CaseFailure", "CaseResult", "CaseResults", "differences", "run_case", "run_cases"]

_BECAUSE: Final = {
    Outcome.NOT_APPLICABLE: Truth.FALSE,
    Outcome.NOT_ELIGIBLE: Truth.FALSE,
    Outcome.UNDETERMINED: Truth.UNKNOWN,
    Outcome.REFER: Truth.OPEN,
    Outcome.ELIGIBLE_IN_PRINCIPLE: Truth.TRUE,
    Outcome.ELIGIBLE: Truth.TRUE,
}
_FEW: Final = 3
_WHAT: Final = {
    "outcome": ("结果", "outcome"),
    "because": ("理由", "because"),
    "missing": ("缺失的事实", "missing"),
    "open": ("有待认定", "open"),
    "items": ("各项结果", "items"),
    "notes": ("有条件的说明", "notes with a condition"),
    "warnings": ("提醒", "warnings"),
    "error": ("可以运行", "a case that runs"),
}


@dataclass(frozen=True, slots=True)
class CaseFailure:
    """One expectation that was not met.

    ``what`` is ``outcome``, ``because``, ``missing``, ``open``, ``items``, ``notes``, ``warnings`` (which belong to the
    whole decision, so that ``programme`` is the pack's id) or, where the case cannot be run, ``error``; ``why`` holds
    the conditions that decided, one text for each; ``title`` what the programme is called.
    """

    programme: str
    what: str
    expected: Text
    got: Text
    why: tuple[Text, ...] = ()
    title: Text | None = None

    def text(self, language: str = "en") -> str:
        """What was expected, what came out and why, on one line."""
        what, expected, got = (
            _WHAT[self.what][language != "zh"],
            self.expected.in_language(language),
            self.got.in_language(language),
        )
        reasons = ("；" if language == "zh" else "; ").join(reason.in_language(language) for reason in self.why)
        if language == "zh":
            name = self.programme if self.title is None else f"{self.title.zh}（{self.programme}）"
            return f"{name}：{what}应为 {expected}，实为 {got}" + (f"；因为 {reasons}" if reasons else "")
        return f"{self.programme}: expected {what} {expected}, got {got}" + (f"; because {reasons}" if reasons else "")


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What became of one worked example."""

    case: str
    where: str
    story: Text
    failures: tuple[CaseFailure, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.failures

    def text(self, language: str = "en") -> str:
        """The result on one line."""
        if self.passed:
            return f"✓ {self.where} {self.case}"
        separator = "　" if language == "zh" else "  "
        return f"✗ {self.where} {self.case}{separator}" + separator.join(one.text(language) for one in self.failures)

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """The result as plain JSON."""
        return {
            "case": self.case,
            "where": self.where,
            "story": self.story.in_language(language),
            "passed": self.passed,
            "failures": [
                {
                    "programme": failure.programme,
                    "what": failure.what,
                    "expected": failure.expected.in_language(language),
                    "got": failure.got.in_language(language),
                    "why": [reason.in_language(language) for reason in failure.why],
                }
                for failure in self.failures
            ],
        }


class CaseResults(list[CaseResult], Displayed):
    """Results of cases: a list like any other that shows itself in a notebook."""

    def _fragment(self, language: str) -> Markup:
        from eligibility.present.html.reports import cases_fragment

        return cases_fragment(self, language)

    def _markdown(self, language: str) -> str:
        from eligibility.present.html.in_markdown import cases_markdown

        return cases_markdown(self, language)

    def _title(self, language: str) -> str:
        return "算例" if language == "zh" else "Cases"


def run_case(rules: Rulebook, case: BaseCase) -> CaseResult:
    """Decide one worked example and compare.

    Args:
        rules: the rulebook; the case's own readings are chosen in it.
        case: one of ``rules.pack.cases``.
    """
    place = where_of(case.model.case)
    story = Text(str(case.model.story.zh), str(case.model.story.en))
    try:
        failures = tuple(_failures(_under(rules, case), case))
    except EligibilityError as error:
        expected = Text("不出错", "no error")
        failures = (CaseFailure(case.file, "error", expected, Text(error.text("zh"), error.text("en"))),)
    return CaseResult(str(case.model.case), str(place or case.file), story, failures)


def run_cases(rules: Rulebook) -> CaseResults:
    """Run all worked examples of a pack, each under the readings that it names and the default ones otherwise.

    >>> import eligibility
    >>> all(result.passed for result in run_cases(eligibility.load("weihai-2023-13")))
    True
    """
    books: dict[tuple[tuple[str, str], ...], Rulebook] = {}
    results = CaseResults()
    for case in rules.pack.cases:
        chosen = tuple(sorted((str(name), str(choice)) for name, choice in case.model.readings.items()))
        try:
            book = books.setdefault(chosen, _under(rules, case)) if chosen not in books else books[chosen]
        except EligibilityError:
            book = rules
        results.append(run_case(book, case))
    return results


def _under(rules: Rulebook, case: BaseCase) -> Rulebook:
    """The rulebook under the readings of a case; what it does not name takes its default."""
    wanted = {reading.id: reading.default for reading in rules.reading_definitions}
    wanted |= {str(name): str(choice) for name, choice in case.model.readings.items()}
    return rules if wanted == rules.readings else rules.with_readings(wanted)


# --- comparing ----------------------------------------------------------------------------------------------


def _failures(rules: Rulebook, case: BaseCase) -> Iterator[CaseFailure]:
    decision = rules.decide(case.person, on=case.model.on)
    for name, expectation in case.model.expect.items():
        finding = decision[str(name)]
        for what, expected, got in differences(finding, expectation):
            yield CaseFailure(finding.programme, what, expected, got, _why(finding), finding.title)
    if case.model.warnings is not None:
        warned = (warning.id for warning in decision.warnings)
        for what, expected, got in _other_set("warnings", case.model.warnings, warned):
            yield CaseFailure(rules.id, what, expected, got, (), rules.pack.title)


def differences(finding: Finding, expectation: Expectation) -> Iterator[tuple[str, Text, Text]]:
    """What a finding has otherwise than a case expects: what, expected, got."""
    expected = Outcome(expectation.outcome)
    if finding.outcome is not expected:
        yield "outcome", _outcomes([expected]), _outcomes([finding.outcome])
        return
    if expectation.because is not None:
        yield from _wrong_reasons(finding, [str(one) for one in expectation.because])
    if expectation.missing is not None:
        yield from _other_set("missing", expectation.missing, (fact.path for fact in finding.missing))
    if expectation.open is not None:
        yield from _other_set("open", expectation.open, (term.id for term in finding.open))
    if expectation.items is not None:
        items = [item.outcome for item in finding.items]
        wanted = [Outcome(name) for name in expectation.items]
        if items != wanted:
            yield "items", _outcomes(wanted), _outcomes(items)
    if expectation.notes is not None:
        yield from _other_set("notes", expectation.notes, _notes_by_condition(finding))


def _notes_by_condition(finding: Finding) -> Iterator[str]:
    """The notes that show because a condition of theirs is true; the others always show."""
    pack = finding._decision.engine.pack  # noqa: SLF001 - the view of a decision
    texts = [text for text in pack.programmes if text.id == finding.programme]
    always = {note.id for text in texts for note in text.notes if note.when is None}
    return (note.id for note in finding.notes if note.id not in always)


def _wrong_reasons(finding: Finding, names: list[str]) -> Iterator[tuple[str, Text, Text]]:
    """The conditions named as reasons that are not what the outcome needs them to be."""
    wanted = _BECAUSE[finding.outcome]
    truths: dict[str, list[Truth]] = {}
    for trace in finding.traces():
        _note_truths(trace, truths)
    for name in names:
        found = truths.get(name)
        if found is None:
            yield "because", Text(name, name), Text("没有这个条件", "no condition of that name")
        elif wanted not in found:
            yield "because", _condition(name, [wanted]), _condition(name, found)


def _note_truths(trace: Trace, truths: dict[str, list[Truth]]) -> None:
    if trace.label is not None and trace.label.id:
        truths.setdefault(trace.label.id, []).append(trace.truth)
    for part in trace.children:
        _note_truths(part, truths)


def _other_set(what: str, expected: Iterable[object], got: Iterable[str]) -> Iterator[tuple[str, Text, Text]]:
    """Two lists that differ; where they are long, only what one of them has."""
    wanted, found = sorted({str(one) for one in expected}), sorted(set(got))
    if wanted == found:
        return
    common = set(wanted) & set(found)
    if len(common) <= _FEW:
        yield what, _listed(wanted), _listed(found)
        return
    fewer, more = (_listed([one for one in names if one not in common]) for names in (wanted, found))
    yield what, _beside(fewer, len(common)), _beside(more, len(common))


def _why(finding: Finding) -> tuple[Text, ...]:
    """The conditions that decided, with their ids."""
    decision = finding._decision  # noqa: SLF001 - the view of a decision
    made = {}
    for language in ("zh", "en"):
        labeller = Labeller(decision.engine.pack, decision.person, language)
        made[language] = [
            f"{one.line(language, clause=finding.clause)} [{one.id}]" for one in deciding(finding, labeller)
        ]
    if len(made["zh"]) != len(made["en"]):  # two conditions share their wording in one language only
        return (Text("; ".join(made["zh"]), "; ".join(made["en"])),)
    return tuple(Text(zh, en) for zh, en in zip(made["zh"], made["en"], strict=True))


def _outcomes(outcomes: list[Outcome]) -> Text:
    return _listed([one.value for one in outcomes])


def _listed(names: list[str]) -> Text:
    shown = ", ".join(names) or "–"
    return Text(shown, shown)


def _beside(names: Text, common: int) -> Text:
    return Text(f"{names.zh}（另有相同的{common}项）", f"{names.en} (beside {common} in common)")


def _condition(name: str, truths: list[Truth]) -> Text:
    zh = "、".join(dict.fromkeys(truth.label("zh") for truth in truths))
    en = ", ".join(dict.fromkeys(truth.label("en") for truth in truths))
    return Text(f"{name}（{zh}）", f"{name} ({en})")
