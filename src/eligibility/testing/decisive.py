"""Which labelled conditions of a programme an outcome can hang on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eligibility.decide.engine import Engine
from eligibility.decide.trace import Trace
from eligibility.language import tree
from eligibility.logic import Truth, all_of, any_of, at_least, item_outcome, negate, outcome_of
from eligibility.pack.model import Programme
from eligibility.rulebook import Rulebook
from eligibility.testing.search import PersonSpace, Sample

__all__ = ["undecisive"]

_OTHERWISE: Mapping[Truth, tuple[Truth, ...]] = {
    Truth.TRUE: (Truth.FALSE,),
    Truth.FALSE: (Truth.TRUE,),
    Truth.UNKNOWN: (Truth.TRUE, Truth.FALSE),
    Truth.OPEN: (Truth.TRUE, Truth.FALSE),
}


def undecisive(rules: Rulebook, programme: str, *, persons: int = 2_000, seed: int = 0) -> tuple[str, ...]:
    """The labelled conditions of a programme on which no outcome was found to hang, by id.

    An outcome hangs on a condition if it would be another one were that condition alone otherwise: met instead of
    failed, or decided instead of unknown or open.

    Args:
        rules: the rules.
        programme: the programme's id.
        persons: how many persons to try at most.
        seed: another seed tries other persons.

    >>> import eligibility
    >>> undecisive(eligibility.load("weihai-2023-13"), "settlement")
    ()
    """
    engine = Engine(rules.pack)
    place = rules.pack.programme_ids.index(programme)
    waiting = dict.fromkeys(_ids(text for text in rules.pack.programmes if text.id == programme))
    for sample in PersonSpace(rules, [programme], seed=seed).samples(persons):
        if not waiting:
            break
        for name in list(waiting):
            if _hangs_on(name, engine, place, sample):
                del waiting[name]
    return tuple(waiting)


def _ids(texts: Iterator[Programme]) -> Iterator[str]:
    for text in texts:
        item = () if text.item is None else (text.item.requires,)
        for condition in (text.scope, text.requires, *item):
            yield from (node.id for node in tree.walk(condition) if isinstance(node, tree.Labelled) and node.id)


def _hangs_on(name: str, engine: Engine, place: int, sample: Sample) -> bool:
    stretch = engine.on(sample.on)
    text = stretch.programmes[place]
    if text is None:
        return False
    scope, requires = stretch.traces(place, sample.facts, sample.on)
    outcome = outcome_of(scope.truth, requires.truth, text.when_met)
    for truth in _alternatives(name, (scope, requires)):
        if outcome_of(_if(scope, name, truth), _if(requires, name, truth), text.when_met) is not outcome:
            return True
    if text.item is None:
        return False
    records = sample.facts[engine.vocabulary.slots[text.item.records.path]] or ()
    for index in range(len(records)):
        own = stretch.item_trace(place, sample.facts, sample.on, index)
        for truth in _alternatives(name, (own,)):
            if item_outcome(outcome, _if(own, name, truth)) is not item_outcome(outcome, own.truth):
                return True
    return False


def _alternatives(name: str, traces: tuple[Trace, ...]) -> tuple[Truth, ...]:
    """What a condition could be instead of what it is; nothing where it does not stand."""
    pending = list(traces)
    while pending:
        trace = pending.pop()
        if trace.label is not None and trace.label.id == name:
            return _OTHERWISE[trace.truth]
        pending.extend(trace.children)
    return ()


def _if(trace: Trace, name: str, truth: Truth) -> Truth:
    """The truth of a condition if the one named were something else."""
    if trace.label is not None and trace.label.id == name:
        return truth
    parts = [_if(child, name, truth) for child in trace.children]
    match trace.node:
        case tree.AllOf():
            return all_of(parts)
        case tree.AnyOf():
            return any_of(parts)
        case tree.AtLeast(count, _):
            return at_least(count, parts)
        case tree.Not():
            return negate(parts[0])
        case tree.Quantified(every=every) if parts:
            return all_of(parts) if every else any_of(parts)
        case tree.Term() | tree.Labelled() if parts:
            return parts[0]
        case _:
            return trace.truth
