"""Do a pack's cases and claims notice when a rule is changed? Each mutant is killed, proved to be no change, or shown.

A mutant is killed by the first worked example that comes out otherwise. For what is left the solver (the extra
``prove``) looks at every person at once: a change that is proved to change nothing can break no claim. The others are
killed by a claim that breaks, or shown with the smallest person whose outcome they change, which is the case
that is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from eligibility.decide.engine import Engine
from eligibility.decide.traces import TraceFunction, compile_traces
from eligibility.decision import Decision
from eligibility.errors import EligibilityError, MissingExtraError
from eligibility.language import tree
from eligibility.language.text import Text
from eligibility.logic import Outcome, Truth
from eligibility.pack.layout import Vocabulary, facts_of
from eligibility.pack.model import BaseCase, Pack
from eligibility.pack.schema import ClaimModel, Expectation
from eligibility.rulebook import Rulebook
from eligibility.testing.cases import differences
from eligibility.testing.claims import check_claim
from eligibility.testing.mutants import Mutant, Remark, mutants_of
from eligibility.testing.situation import command

__all__ = ["MutantResult", "MutationReport", "mutate"]

PERSONS: Final = 300
_FATES: Final = {
    "case": Text("被算例发现", "killed by a case"),
    "claim": Text("被声明发现", "killed by a claim"),
    "equivalent": Text("已证明不改变任何结果", "proved to change nothing"),
    "survived": Text("没有被发现", "survived"),
    "not_proved": Text("没有被发现，也没有证明", "survived, not proved"),
}


@dataclass(frozen=True)
class MutantResult:
    """What became of a mutant.

    ``fate`` is ``case``, ``claim`` (then ``by`` is its id), ``equivalent``, ``survived`` (then ``example`` is the
    command line of the smallest person whose outcome changes) or ``not_proved``: nothing noticed the change, and the
    solver is not installed or found no answer in time (``by`` names the extra, or the programmes).
    """

    where: str
    what: Text
    fate: str
    by: str = ""
    example: str = ""
    change: str = ""

    @property
    def survived(self) -> bool:
        """Whether nothing noticed the change."""
        return self.fate in ("survived", "not_proved")

    def text(self, language: str = "en") -> str:
        """The result on one line, with the missing case under it."""
        colon = "：" if language == "zh" else ": "
        line = f"{'✗' if self.survived else '✓'} {self.where}{colon}{self.what.in_language(language)}"
        line += f" · {_FATES[self.fate].in_language(language)}" + (f" ({self.by})" if self.by else "")
        return f"{line}\n  {self.change}\n{self.example}" if self.example else line

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """The result as plain JSON."""
        return {
            "where": self.where,
            "what": self.what.in_language(language),
            "fate": self.fate,
            "by": self.by or None,
            "change": self.change or None,
            "example": self.example or None,
        }


@dataclass(frozen=True)
class MutationReport:
    """What became of every mutant of a pack."""

    pack: str
    results: tuple[MutantResult, ...]

    @property
    def survivors(self) -> tuple[MutantResult, ...]:
        """The mutants that nothing noticed."""
        return tuple(one for one in self.results if one.survived)

    @property
    def passed(self) -> bool:
        """Whether every mutant was killed or proved to change nothing."""
        return not self.survivors

    def count(self, fate: str) -> int:
        """How many mutants ended so."""
        return sum(one.fate == fate for one in self.results)

    def text(self, language: str = "en", *, everything: bool = False) -> str:
        """The survivors (or all), then one line of figures."""
        shown = [one.text(language) for one in self.results if everything or one.survived]
        return "\n".join([*shown, self.summary(language)])

    def summary(self, language: str = "en") -> str:
        """One line of figures."""
        mark, total = "✓" if self.passed else "✗", len(self.results)
        figures = [(fate, self.count(fate)) for fate in _FATES]
        if language == "zh":
            told = "，".join(f"{_FATES[fate].zh} {count} 处" for fate, count in figures if count)
            return f"{mark} {self.pack}：改动规则 {total} 处，{told}"
        told = ", ".join(f"{count} {_FATES[fate].en}" for fate, count in figures if count)
        return f"{mark} {self.pack}: {total} mutants: {told}"

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """The report as plain JSON."""
        return {
            "passed": self.passed,
            "mutants": len(self.results),
            **{fate: self.count(fate) for fate in _FATES},
            "survivors": [one.to_dict(language) for one in self.survivors],
        }


def mutate(rules: Rulebook, *, progress: Callable[[int, int], object] | None = None) -> MutationReport:
    """Change every rule of a pack, one at a time, and see what notices.

    Args:
        rules: the rulebook, under the readings that its cases are to be read by.
        progress: called with how many mutants are done, and how many there are.

    Raises:
        PackError: a file of cases is wrong.
    """
    run = _Run(rules)
    mutants = list(mutants_of(rules.pack))
    results = []
    for number, mutant in enumerate(mutants, start=1):
        results.append(run.result(mutant))
        if progress is not None:
            progress(number, len(mutants))
    return MutationReport(rules.id, tuple(results))


@dataclass(frozen=True)
class _Case:
    """A worked example made ready: the person laid out flat, and what is expected of which programmes."""

    id: str
    person: Any
    on: date
    expect: dict[str, Expectation]
    warnings: Sequence[object] | None


class _Run:
    """The cases and claims of one rulebook."""

    def __init__(self, rules: Rulebook) -> None:
        self._rules = rules
        self._cases = tuple(_ready(rules))
        self._claims: list[ClaimModel] = list(rules.pack.claims)

    def result(self, mutant: Mutant) -> MutantResult:
        """What becomes of a mutant."""
        made = MutantResult(mutant.where, mutant.what, "survived")
        if mutant.remark is not None:
            return self._told(made, mutant, mutant.remark)
        case = self._killing_case(mutant)
        if case is not None:
            return replace(made, fate="case", by=case)
        claims = [one for one in self._claims if any(str(name) in mutant.programmes for name in one.programmes)]
        if claims and self._is_no_change(mutant):
            return replace(made, fate="equivalent")
        claim = self._killing_claim(claims, mutant)
        if claim is not None:
            return replace(made, fate="claim", by=claim)
        return self._compared(made, mutant)

    def _killing_case(self, mutant: Mutant) -> str | None:
        programmes = mutant.programmes
        engine = Engine(_only(mutant.pack, programmes))
        places = {name: engine.pack.programme_ids.index(name) for name in programmes}
        expecting = (
            (case, {name: case.expect[name] for name in programmes if name in case.expect}) for case in self._cases
        )
        about = [(case, expected) for case, expected in expecting if expected]
        for case, expected in about:
            outcomes = engine.on(case.on).outcomes(facts_of(case.person), case.on)
            if any(outcomes[places[name]] is not Outcome(one.outcome) for name, one in expected.items()):
                return case.id
        for case, expected in about:
            outcomes = engine.on(case.on).outcomes(facts_of(case.person), case.on)
            decision = Decision(engine, case.person, case.on, outcomes)
            if any(next(differences(decision[name], one), None) for name, one in expected.items()):
                return case.id
        return None

    def _telling_case(self, mutant: Mutant, remark: Remark) -> str | None:
        """A case that expects a note or a warning which is no longer made, or does not expect one that is now."""
        makes = _Remarks(mutant.pack, remark.after, self._rules.Person.vocabulary)
        for case in self._cases:
            expected = [case.warnings] if not mutant.programmes else list(_notes_of(case, mutant, remark))
            if any((remark.id in map(str, ids)) != makes(case) for ids in expected if ids is not None):
                return case.id
        return None

    def _told(self, made: MutantResult, mutant: Mutant, remark: Remark) -> MutantResult:
        """What notices a changed remark: a case, or nothing, by the solver's word; claims say nothing of remarks."""
        from eligibility.prove.formulas import Undecided
        from eligibility.prove.remarks import told_otherwise

        case = self._telling_case(mutant, remark)
        if case is not None:
            return replace(made, fate="case", by=case)
        try:
            who = told_otherwise((self._rules.pack, remark.before), (mutant.pack, remark.after), remark.text)
        except MissingExtraError:
            return replace(made, fate="not_proved", by="eligibility[prove]")
        except Undecided:
            return replace(made, fate="not_proved", by=mutant.where)
        if who is None:
            return replace(made, fate="equivalent")
        return replace(made, change=remark.id, example=command(self._rules, who.person, who.on))

    def _killing_claim(self, claims: list[ClaimModel], mutant: Mutant) -> str | None:
        """A claim that breaks. One that has killed is tried first next time: neighbouring mutants fall to the same."""
        rules = Rulebook(mutant.pack)
        claim = next((one for one in claims if not _keeps(rules, one)), None)
        if claim is None:
            return None
        self._claims.remove(claim)
        self._claims.insert(0, claim)
        return str(claim.claim)

    def _is_no_change(self, mutant: Mutant) -> bool:
        """Whether the solver proves that nobody's outcome differs; not where it is not installed."""
        from eligibility.prove.difference import are_same

        try:
            return are_same(self._rules.pack, mutant.pack, mutant.programmes)
        except MissingExtraError:
            return False

    def _compared(self, made: MutantResult, mutant: Mutant) -> MutantResult:
        """What the solver says of a mutant that neither case nor claim noticed."""
        try:
            difference = self._rules.diff(Rulebook(mutant.pack), programmes=mutant.programmes)
        except MissingExtraError:
            return replace(made, fate="not_proved", by="eligibility[prove]")
        if difference.is_none:
            return replace(made, fate="equivalent")
        if not difference.changes:
            return replace(made, fate="not_proved", by=", ".join(difference.undecided))
        change = difference.changes[0]
        who = change.witness_before
        told = f"{change.programme}: {change.before.value} → {change.after.value}"
        return replace(made, change=told, example=command(self._rules, who.person, who.on))


class _Remarks:
    """Whether a condition makes a remark in a case; its code is made anew only where other thresholds hold."""

    def __init__(self, pack: Pack, condition: tree.Condition, vocabulary: Vocabulary) -> None:
        self._pack = pack
        self._condition = condition
        self._vocabulary = vocabulary
        named = {node.name for node in tree.walk(condition) if isinstance(node, tree.Parameter)}
        self._thresholds = [pack.parameter_by_name[name].timeline for name in sorted(named)]
        self._made: dict[tuple[Any, ...], TraceFunction] = {}

    def __call__(self, case: _Case) -> bool:
        key = tuple(timeline.on(case.on) for timeline in self._thresholds)
        if key not in self._made:
            (made,) = compile_traces(((self._condition,),), self._pack, self._vocabulary, case.on)
            self._made[key] = made
        return self._made[key](facts_of(case.person), case.on)[0].truth is Truth.TRUE


def _notes_of(case: _Case, mutant: Mutant, remark: Remark) -> Iterator[Sequence[object] | None]:
    """The notes that a case expects of each programme that has the changed one on its day."""
    for name in mutant.programmes:
        texts = [text for text in mutant.pack.programmes if text.id == name and text.in_period(case.on)]
        if name in case.expect and any(note.id == remark.id for text in texts for note in text.notes):
            yield case.expect[name].notes


def _keeps(rules: Rulebook, claim: ClaimModel) -> bool:
    try:
        return check_claim(rules, claim, persons=PERSONS).holds
    except EligibilityError:
        return False


def _only(pack: Pack, programmes: tuple[str, ...]) -> Pack:
    return replace(pack, programmes=tuple(text for text in pack.programmes if text.id in programmes))


def _ready(rules: Rulebook) -> Iterator[_Case]:
    """The cases that are to be read as the rulebook reads."""
    for case in rules.pack.cases:
        if _is_under(rules, case):
            try:
                person = rules.person(case.person)
            except EligibilityError:
                continue
            expect = {str(name): one for name, one in case.model.expect.items()}
            yield _Case(str(case.model.case), person, case.model.on, expect, case.model.warnings)


def _is_under(rules: Rulebook, case: BaseCase) -> bool:
    wanted = {reading.id: reading.default for reading in rules.reading_definitions}
    wanted |= {str(name): str(choice) for name, choice in case.model.readings.items()}
    return wanted == rules.readings
