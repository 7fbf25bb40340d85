"""Which conditions a pack's worked examples show from which side, and why a side cannot be shown.

What a reading settles counts only under the readings that leave it to the facts, so such a condition needs a case that
chooses one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from eligibility.decide.trace import Trace
from eligibility.decision import Decision
from eligibility.errors import EligibilityError
from eligibility.language import tree
from eligibility.language.fold import settled
from eligibility.language.text import Text
from eligibility.logic import Truth
from eligibility.pack import schema
from eligibility.rulebook import Rulebook
from eligibility.testing.books import Books, Choice, deciding_conditions
from eligibility.testing.coverage_model import SIDES, ConditionCoverage, SideCoverage
from eligibility.testing.shapes import Shape, paths_in

__all__ = ["condition_coverage"]


class _Key(NamedTuple):
    """What makes a condition the same one under every reading."""

    programme: str
    since: date | None
    term: str
    argument: tree.Value | None
    id: str


class _Standing(NamedTuple):
    """A condition as it stands under one choice of readings."""

    choice: Choice
    node: tree.Labelled
    is_settled: bool
    possible: frozenset[Truth]


def condition_coverage(rules: Rulebook, books: Books | None = None) -> tuple[ConditionCoverage, ...]:
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
    books = books or Books(rules)
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


def _standings(rules: Rulebook, books: Books) -> dict[_Key, list[_Standing]]:
    """Every condition with what it is under every choice of readings, in the order of the rules."""
    shape = Shape(rules.facts)
    several = {text.id for text in rules.programmes if text.start is not None}
    found: dict[_Key, list[_Standing]] = {}
    for choice, book in books.by_choice().items():
        for text in book.programmes:
            for condition in deciding_conditions(text):
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


def _decisions(rules: Rulebook, books: Books) -> Iterator[tuple[Any, Choice, Decision]]:
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
        for node in _named((*files.pack.applies, *model.applies, model.requires, *items)):
            if (str(model.programme), str(node.id)) not in own:
                yield _unused(str(model.programme), "", node)
    for term in files.terms.terms:
        for node in _named((*(term.all or ()), *(term.any or ()))):
            if str(term.term) in used and (str(term.term), str(node.id)) not in limbs:
                yield _unused("", str(term.term), node)


def _named(nodes: Iterable[schema.Node]) -> Iterator[schema.Node]:
    """Every condition with an id among some conditions and under them."""
    return (node for top in nodes for node in top.walk() if node.id is not None)


def _unused(programme: str, term: str, node: schema.Node) -> ConditionCoverage:
    why = Text(
        "任何一个可选的口径、任何算例所选的口径组合都用不到它",
        "no choice of a reading, and no combination that a case chooses, makes any use of it",
    )
    sides = tuple(SideCoverage(truth, (), truth.is_decided, why) for truth in SIDES)
    says = Text(str(node.says.zh), str(node.says.en)) if node.says else Text(str(node.id), str(node.id))
    return ConditionCoverage(programme, None, str(node.id), term, "", says, (), sides)
