"""What a pack's worked examples cover: every condition on both sides, every fact, every clause.

A condition is looked at wherever a case expects something of its programme. What a reading settles counts only under
the readings that leave it to the facts, so such a condition needs a case that chooses one of them. Where a side cannot
be reached at all the report says why, from the rules themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from eligibility.decide.gathering import facts_read
from eligibility.decide.trace import Trace
from eligibility.decision import Decision
from eligibility.errors import EligibilityError
from eligibility.language import tree
from eligibility.language.fold import settled
from eligibility.language.text import Text
from eligibility.logic import Truth
from eligibility.pack import schema
from eligibility.pack.model import ClauseDefinition, FactDefinition, Programme
from eligibility.rulebook import Rulebook
from eligibility.testing.shapes import Shape, paths_in

__all__ = [
    "ClauseCoverage",
    "ConditionCoverage",
    "CoverageReport",
    "FactCoverage",
    "SideCoverage",
    "clause_coverage",
    "condition_coverage",
    "coverage_report",
    "fact_coverage",
]

SIDES: Final = (Truth.TRUE, Truth.FALSE, Truth.UNKNOWN, Truth.OPEN)


# --- what the report holds ----------------------------------------------------------------------------------


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


# --- the report ---------------------------------------------------------------------------------------------


def coverage_report(rules: Rulebook) -> CoverageReport:
    """Everything that a pack's cases and register cover.

    Args:
        rules: the rulebook; its own readings do not matter, each case is run under those that it names.

    Raises:
        PackError: a file of cases is wrong.

    >>> import eligibility
    >>> report = coverage_report(eligibility.load("weihai-2023-13"))
    >>> report.text("en").splitlines()[0]
    'weihai-2023-13: what the cases cover'
    """
    books = _Books(rules)
    return CoverageReport(
        rules.id, condition_coverage(rules, books), fact_coverage(rules, books), clause_coverage(rules)
    )


def clause_coverage(rules: Rulebook) -> tuple[ClauseCoverage, ...]:
    """What accounts for every clause of the document, in its order.

    >>> import eligibility
    >>> clause_coverage(eligibility.load("weihai-2023-13"))[0].clause
    '序言'
    """
    return tuple(_clause(clause) for clause in rules.clauses)


def _clause(one: ClauseDefinition) -> ClauseCoverage:
    return ClauseCoverage(one.clause, one.gist, one.programmes, one.targets, one.why_nothing, one.later)


def fact_coverage(rules: Rulebook, books: _Books | None = None) -> tuple[FactCoverage, ...]:
    """What reads every fact, under any reading that can be chosen.

    Args:
        rules: the rulebook.
        books: the rulebook under its readings, where somebody has them already.

    >>> import eligibility
    >>> facts = {fact.path: fact for fact in fact_coverage(eligibility.load("weihai-2023-13"))}
    >>> facts["loan.amount"].decides, facts["contributions.tax_paid"].never is not None
    (('counter-guarantee-waiver',), True)
    """
    decides: dict[str, dict[str, None]] = {}
    notes: dict[str, dict[str, None]] = {}
    checks: dict[str, dict[str, None]] = {}
    for book in (books or _Books(rules)).all():
        for text in book.programmes:
            _note(decides, _decisive(text), text.id)
            _note(notes, [note.when for note in text.notes if note.when is not None], text.id)
        for check in book.pack.checks:
            _note(checks, [check.when], check.id)
    return tuple(_fact(fact, decides, notes, checks) for fact in rules.facts)


def _fact(fact: FactDefinition, *readers: Mapping[str, dict[str, None]]) -> FactCoverage:
    decides, notes, checks = (tuple(reader.get(fact.path, ())) for reader in readers)
    return FactCoverage(fact.path, fact.label, decides, notes, checks, fact.decides_never)


def _note(readers: dict[str, dict[str, None]], conditions: Iterable[tree.Condition], name: str) -> None:
    for path in facts_read(conditions):
        readers.setdefault(path, {})[name] = None


def _decisive(text: Programme) -> list[tree.Condition]:
    """What an outcome or an item's outcome rests on; a list that has items is read as a whole."""
    conditions: list[tree.Condition] = [text.scope, text.requires]
    if text.item is not None:
        whole = tree.Quantified(True, text.item.variable, text.item.records, text.item.requires)
        conditions.append(whole)
    return conditions


# --- the rulebook under its readings ------------------------------------------------------------------------

_Choice = tuple[tuple[str, str], ...]


class _Books:
    """A rulebook under its default readings, under each other choice, and under whatever the cases choose."""

    def __init__(self, rules: Rulebook) -> None:
        self._rules = rules
        self._defaults = {reading.id: reading.default for reading in rules.reading_definitions}
        self._made: dict[_Choice, Rulebook] = {}

    def under(self, chosen: Mapping[str, str]) -> tuple[_Choice, Rulebook]:
        """The rulebook under some choices, and how those differ from the defaults."""
        wanted = {**self._defaults, **chosen}
        choice = tuple(sorted(one for one in wanted.items() if self._defaults[one[0]] != one[1]))
        if choice not in self._made:
            rules = self._rules
            self._made[choice] = rules if wanted == rules.readings else rules.with_readings(wanted)
        return choice, self._made[choice]

    def all(self) -> tuple[Rulebook, ...]:
        """All of them, the default one first."""
        return tuple(self.by_choice().values())

    def by_choice(self) -> dict[_Choice, Rulebook]:
        """All of them by what they choose otherwise than by default."""
        self.under({})
        for reading in self._rules.reading_definitions:
            for choice in reading.selectable:
                self.under({reading.id: choice})
        for case in self._rules.pack.cases:
            self.under({str(name): str(choice) for name, choice in case.model.readings.items()})
        return self._made


# --- conditions ---------------------------------------------------------------------------------------------


class _Key(NamedTuple):
    """What makes a condition the same one under every reading."""

    programme: str
    since: date | None
    term: str
    argument: tree.Value | None
    id: str


class _Standing(NamedTuple):
    """A condition as it stands under one choice of readings."""

    choice: _Choice
    node: tree.Labelled
    is_settled: bool
    possible: frozenset[Truth]


def condition_coverage(rules: Rulebook, books: _Books | None = None) -> tuple[ConditionCoverage, ...]:
    """What the cases make of every labelled condition of every programme, and of every limb of the terms they use.

    Args:
        rules: the rulebook; its own readings do not matter.
        books: the rulebook under its readings, where somebody has them already.

    Returns:
        The conditions in the order of the programmes and of their conditions.

    Raises:
        PackError: a file of cases is wrong.

    >>> import eligibility
    >>> found = {(one.programme, one.id): one for one in condition_coverage(eligibility.load("weihai-2023-13"))}
    >>> ceiling = found["counter-guarantee-waiver", "within-ceiling"]
    >>> bool(ceiling.side(Truth.TRUE).cases), bool(ceiling.side(Truth.FALSE).cases)
    (True, True)
    """
    books = books or _Books(rules)
    standings = _standings(rules, books)
    live = {(key, one.choice) for key, known in standings.items() for one in _that_count(known)}
    seen: dict[_Key, dict[Truth, dict[str, None]]] = {}
    for case, choice, decision in _decisions(rules, books):
        for key, truth in _seen(decision, case.model.expect):
            if (key, choice) in live:
                seen.setdefault(key, {}).setdefault(truth, {})[str(case.model.case)] = None
    shape = Shape(rules.facts)
    made = [_coverage(key, known, seen.get(key, {}), shape) for key, known in standings.items()]
    return (*made, *_never_used(rules, standings))


def _standings(rules: Rulebook, books: _Books) -> dict[_Key, list[_Standing]]:
    """Every condition with what it is under every choice of readings, in the order of the rules."""
    shape = Shape(rules.facts)
    several = {text.id for text in rules.programmes if text.start is not None}
    found: dict[_Key, list[_Standing]] = {}
    for choice, book in books.by_choice().items():
        for text in book.programmes:
            for condition in _decisive(text):
                for term, argument, node in _labelled(condition, "", None):
                    since = text.start if text.id in several else None
                    key = _Key(text.id, since, term, argument, node.id)
                    standing = _Standing(choice, node, settled(node) is not None, shape.possible(node))
                    known = found.setdefault(key, [])
                    if all(one.choice != choice for one in known):
                        known.append(standing)
    order = {name: place for place, name in enumerate(rules.pack.programme_ids)}
    return dict(sorted(found.items(), key=lambda entry: (order[entry[0].programme], entry[0].since or date.min)))


def _labelled(
    node: tree.Value | tree.Condition, term: str, argument: tree.Value | None
) -> Iterator[tuple[str, tree.Value | None, tree.Labelled]]:
    """Every condition with an id under a condition, with the term that it is a limb of."""
    if isinstance(node, tree.Term):
        term, argument = node.name, node.argument
    if isinstance(node, tree.Labelled) and node.id:
        yield term, argument, node
    for part in tree.children(node):
        yield from _labelled(part, term, argument)


# --- what the cases see -------------------------------------------------------------------------------------


def _decisions(rules: Rulebook, books: _Books) -> Iterator[tuple[Any, _Choice, Decision]]:
    """Every case that can be run, with its decision under the readings that it names."""
    for case in rules.pack.cases:
        chosen = {str(name): str(choice) for name, choice in case.model.readings.items()}
        choice, book = books.under(chosen)
        try:
            yield case, choice, book.decide(case.person, on=case.model.on)
        except EligibilityError:
            continue


def _seen(decision: Decision, expected: Mapping[Any, object]) -> Iterator[tuple[_Key, Truth]]:
    """Every condition of the programmes that a case expects something of, with the truth it has there."""
    wanted = {str(name) for name in expected}
    texts = decision.engine.on(decision.on).programmes
    starts = {text.id: text.start for text in decision.engine.pack.programmes if text.start is not None}
    for text, finding in zip(texts, decision.findings, strict=True):
        if text is None or text.id not in wanted:
            continue
        traces = [*finding.traces(), *(item.traces()[-1] for item in finding.items)]
        for trace in traces:
            for term, argument, id_, truth in _truths(trace, "", None):
                yield _Key(text.id, text.start if text.id in starts else None, term, argument, id_), truth


def _truths(
    trace: Trace, term: str, argument: tree.Value | None
) -> Iterator[tuple[str, tree.Value | None, str, Truth]]:
    if trace.label is not None and trace.label.id:
        yield term, argument, trace.label.id, trace.truth
    node = trace.node
    if isinstance(node, tree.Term):
        term, argument = node.name, node.argument
    for part in trace.children:
        yield from _truths(part, term, argument)


# --- one condition ------------------------------------------------------------------------------------------


def _coverage(
    key: _Key, standings: list[_Standing], seen: Mapping[Truth, Mapping[str, None]], shape: Shape
) -> ConditionCoverage:
    counted = _that_count(standings)
    possible = frozenset[Truth]().union(*(one.possible for one in counted))
    node = counted[0].node
    wanted = _wanted(node, possible)
    bound: tuple[str, ...] = ()
    if wanted - seen.keys():
        exact = [shape.exactly(one) for one in dict.fromkeys(one.node for one in counted)]
        possible = frozenset[Truth]().union(seen, *(truths for truths, _ in exact))
        bound = tuple(dict.fromkeys(path for _, paths in exact for path in paths))
    sides = tuple(
        SideCoverage(
            truth,
            tuple(seen.get(truth, ())),
            truth in wanted & possible,
            None if truth in possible else _why_not(truth, standings, bound if truth in wanted else ()),
        )
        for truth in SIDES
    )
    says = node.says or Text(node.test or node.id, node.test or node.id)
    argument = "" if key.argument is None else ", ".join(paths_in(key.argument))
    readings = tuple(dict.fromkeys(name for one in standings for name in _readings_in(one.node)))
    return ConditionCoverage(key.programme, key.since, key.id, key.term, argument, says, readings, sides)


def _that_count(standings: list[_Standing]) -> list[_Standing]:
    """A condition under the readings that leave it to the facts; under all where there are none such."""
    return [one for one in standings if not one.is_settled] or standings


def _wanted(node: tree.Labelled, possible: frozenset[Truth]) -> frozenset[Truth]:
    """The sides that need a case: both; and where nothing else stands under it, missing and open as well."""
    wanted = possible & {Truth.TRUE, Truth.FALSE}
    if any(part is not node and isinstance(part, tree.Labelled) for part in tree.walk(node)):
        return wanted
    reads_facts = any(isinstance(part, tree.Fact | tree.ItemField) for part in tree.walk(node))
    return wanted | (possible & ({Truth.UNKNOWN, Truth.OPEN} if reads_facts else {Truth.OPEN}))


def _why_not(truth: Truth, standings: list[_Standing], bound: tuple[str, ...]) -> Text:
    """Why a condition can never have a truth, read off what it is under the readings that count."""
    counted = _that_count(standings)
    nodes = [one.node for one in counted]
    if all(one.is_settled for one in counted):
        return _why_settled(truth, nodes)
    if all(isinstance(node.body, tree.Open) for node in nodes):
        return Text("文件本身留白，恒为待定", "an open term of the document: always open")
    if bound:
        return Text(
            f"几处看的是同一事实，取什么值都不会这样：{'、'.join(bound)}",
            f"it looks at the same facts more than once, and none of their values gives this: {', '.join(bound)}",
        )
    if truth is Truth.UNKNOWN:
        return Text("所看的内容都不会缺失", "nothing that it looks at can be missing")
    if truth is Truth.OPEN:
        return Text("其中没有留待认定的内容", "nothing under it is left open")
    terms = ", ".join(dict.fromkeys(term for node in nodes for term in _open_terms(node)))
    under = ", ".join(dict.fromkeys(choice for one in counted for choice in _own_choices(one)))
    return Text(
        f"绕不开留待认定的内容：{terms}" + (f"（口径 {under}）" if under else ""),
        f"an open term cannot be avoided: {terms}" + (f" (under {under})" if under else ""),
    )


def _why_settled(truth: Truth, nodes: list[tree.Labelled]) -> Text:
    names = ", ".join(dict.fromkeys(name for node in nodes for name in _readings_in(node)))
    if not names:
        return Text("对所有人都一样", "the same for everybody")
    if truth.is_decided:
        return Text(f"口径 {names} 可选的口径都不会得出这一结果", f"no choice of {names} that can be made gives this")
    return Text(f"由口径 {names} 直接确定，不看事实", f"settled by the choice of {names}; no fact is looked at")


def _own_choices(standing: _Standing) -> Iterator[str]:
    """The choices, other than by default, of the readings that a condition itself rests on."""
    own = set(_readings_in(standing.node))
    for name, value in standing.choice:
        if name in own:
            yield f"{name}={value}"


def _readings_in(node: tree.Condition) -> Iterator[str]:
    for part in tree.walk(node):
        if isinstance(part, tree.ReadingChoice):
            yield part.reading


def _open_terms(node: tree.Condition) -> Iterator[str]:
    for part in tree.walk(node):
        if isinstance(part, tree.Open):
            yield part.id


# --- conditions that no reading ever uses -------------------------------------------------------------------


def _never_used(rules: Rulebook, standings: Iterable[_Key]) -> Iterator[ConditionCoverage]:
    """The conditions of the files that stand under no choice of readings that was looked at."""
    files = rules._files  # noqa: SLF001 - what was loaded, which the folded tree does not hold any more
    if files is None:
        return
    own = {(key.programme, key.id) for key in standings if not key.term}
    limbs = {(key.term, key.id) for key in standings if key.term}
    used = {term for term, _ in limbs}
    for _, model in files.programmes:
        items = (model.for_each.requires,) if model.for_each else ()
        for node in _nodes((*files.pack.applies, *model.applies, model.requires, *items)):
            if (str(model.programme), str(node.id)) not in own:
                yield _unused(str(model.programme), "", node)
    for term in files.terms.terms:
        for node in _nodes((*(term.all or ()), *(term.any or ()))):
            if str(term.term) in used and (str(term.term), str(node.id)) not in limbs:
                yield _unused("", str(term.term), node)


def _nodes(nodes: Iterable[schema.Node]) -> Iterator[schema.Node]:
    """Every condition with an id among some conditions and under them."""
    for node in nodes:
        if node.id is not None:
            yield node
        below = (*(node.all or ()), *(node.any or ()), *(node.at_least.of if node.at_least else ()))
        yield from _nodes((*below, node.not_) if node.not_ else below)


def _unused(programme: str, term: str, node: schema.Node) -> ConditionCoverage:
    why = Text(
        "任何一个可选的口径、任何算例所选的口径组合都用不到它",
        "no choice of a reading, and no combination that a case chooses, makes any use of it",
    )
    sides = tuple(SideCoverage(truth, (), truth.is_decided, why) for truth in SIDES)
    says = Text(str(node.says.zh), str(node.says.en)) if node.says else Text(str(node.id), str(node.id))
    return ConditionCoverage(programme, None, str(node.id), term, "", says, (), sides)


# --- text ---------------------------------------------------------------------------------------------------


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
