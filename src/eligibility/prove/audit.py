"""What nobody asked about: conditions that never matter, programmes that nobody can get, terms that say nothing.

Everything here is proved for all persons and dates under the readings in force. It need not be a mistake: the law may
say a thing twice, or name a case that nobody can be in. It is shown so that somebody looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from eligibility.language import tree
from eligibility.language.fold import settled
from eligibility.language.text import Text
from eligibility.logic import Outcome
from eligibility.pack.model import Pack, ParameterDefinition, Programme
from eligibility.pack.timeline import Timeline
from eligibility.prove.domain import Domain
from eligibility.prove.encoding import Answer, Encoder
from eligibility.prove.formulas import Formula, Undecided
from eligibility.prove.persons import Moment, SymbolicPerson, World
from eligibility.prove.witness import Search

__all__ = ["AuditFinding", "audit"]

KINDS: Final = {
    "never_matters": ("去掉它，任何人的结果都不变", "without it nobody's outcome changes"),
    "swallowed": (
        "去掉这一支，任何人的结果都不变，别的支已经涵盖",
        "without this limb nobody's outcome changes: others cover it",
    ),
    "nobody": ("没有一个人能得到肯定或者待认定的结果", "nobody can get it, nor be referred"),
    "best_unreachable": ("没有一个人能得到声明的最好结果", "nobody can get the outcome that is declared the best"),
    "always_true": ("这个术语对任何人都不为假", "this term is never false of anybody"),
    "always_false": ("这个术语对任何人都不为真", "this term is never true of anybody"),
    "value_changes_nothing": (
        "这一天起的新值不改变任何人的结果",
        "the value from this day on changes nobody's outcome",
    ),
}
"""What each kind of finding says."""


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """One thing to look at.

    ``name`` is the id of a condition, the name of a term, or that of a parameter; ``programme`` is empty where the
    finding is about none; ``detail`` is the outcome or the day that it is about.
    """

    kind: str
    programme: str
    name: str
    says: Text | None
    detail: str = ""

    def text(self, language: str = "en") -> str:
        """The finding on one line."""
        chinese = language == "zh"
        about = " ".join(part for part in (self.programme, self.name, self.detail) if part)
        says = "" if self.says is None else f"（{self.says.zh}）" if chinese else f" ({self.says.en})"
        return f"! {about}{says}{'：' if chinese else ': '}{KINDS[self.kind][not chinese]}"

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """The finding as plain JSON."""
        return {
            "kind": self.kind,
            "programme": self.programme or None,
            "name": self.name or None,
            "says": None if self.says is None else self.says.in_language(language),
            "detail": self.detail or None,
            "text": self.text(language),
        }


def audit(pack: Pack) -> list[AuditFinding]:
    """Look through a pack for what can never make a difference.

    Questions on which the solver gives no answer in time are left out.

    Raises:
        MissingExtraError: X001, z3 is not installed.
    """
    world = World(Domain.of([pack]))
    found = [one for text in pack.programmes for one in _Text(pack, world, text).findings()]
    found += _terms(pack, world)
    found += [one for parameter in pack.parameters for one in _values(pack, world, parameter)]
    return found


class _Text:
    """One text of a programme, applied to everybody."""

    def __init__(self, pack: Pack, world: World, text: Programme) -> None:
        self._pack = pack
        self._world = world
        self._text = text
        self._every = world.formulas
        self._moment = Moment(world)
        self._person = SymbolicPerson(world, pack.fact_by_path, self._moment)
        encoder = Encoder(pack, self._person)
        self._in_period = encoder.in_period(text)
        self._answers = self._of(encoder)
        self._solver = Search([self._person], [self._moment], ()).solver(self._in_period)

    def _of(self, encoder: Encoder) -> list[tuple[Formula, Answer]]:
        """The outcome, and that of the first record."""
        found: list[tuple[Formula, Answer]] = [(True, encoder.outcome(self._text.id))]
        if encoder.item_count(self._text.id):
            found.append(encoder.item(self._text.id, 0))
        return found

    def findings(self) -> Iterator[AuditFinding]:
        """Everything about this text."""
        possible = {outcome for outcome, holds in self._answers[0][1].items() if self._possible(holds)}
        if not possible & {Outcome.REFER, Outcome.ELIGIBLE_IN_PRINCIPLE, Outcome.ELIGIBLE}:
            yield AuditFinding("nobody", self._text.id, "", self._text.title)
            return
        if self._text.best not in possible:
            yield AuditFinding("best_unreachable", self._text.id, "", self._text.title, self._text.best.value)
        roots = [self._text.scope, self._text.requires]
        roots += [self._text.item.requires] if self._text.item is not None else []
        for root in roots:
            yield from self._under(root, swallows=False)

    def _possible(self, formula: Formula) -> bool:
        try:
            return self._every.holds(self._solver, formula)
        except Undecided:
            return True

    def _under(self, node: tree.Condition, *, swallows: bool) -> Iterator[AuditFinding]:
        """The conditions under a node that never matter; what is under one of them is left out."""
        if isinstance(node, tree.Labelled) and node.id and settled(node) is None:
            if not self._matters(node):
                yield AuditFinding("swallowed" if swallows else "never_matters", self._text.id, node.id, node.says)
                return
            yield from self._under(node.body, swallows=False)
            return
        for part in tree.children(node):
            if not isinstance(part, tree.Value):
                yield from self._under(part, swallows=isinstance(node, tree.AnyOf))

    def _matters(self, node: tree.Labelled) -> bool:
        """Whether it makes a difference to somebody to take a condition for met, and also to take it for failed."""
        for value in (True, False):
            changed = self._of(Encoder(self._pack, self._person, forced={id(node): value}))
            differs = self._every.any(
                self._every.all([there, self._every.negated(self._every.same(one[what], two[what]))])
                for (there, one), (_, two) in zip(self._answers, changed, strict=True)
                for what in Outcome
            )
            if not self._possible(differs):
                return False
        return True


def _terms(pack: Pack, world: World) -> Iterator[AuditFinding]:
    """Terms that are never false, or never true, wherever they are used."""
    used: dict[str, list[tree.Term]] = {}
    for condition in pack.conditions():
        for node in tree.walk(condition):
            if isinstance(node, tree.Term) and settled(node) is None and _stands_alone(node):
                used.setdefault(node.name, []).append(node)
    for name, terms in used.items():
        moment = Moment(world)
        person = SymbolicPerson(world, pack.fact_by_path, moment)
        encoder = Encoder(pack, person)
        rails = [encoder.condition(term) for term in terms]
        solver = Search([person], [moment], ()).solver()
        for kind, formulas in (
            ("always_true", [one.false for one in rails]),
            ("always_false", [one.true for one in rails]),
        ):
            try:
                if not world.formulas.holds(solver, world.formulas.any(formulas)):
                    yield AuditFinding(kind, "", name, pack.term_by_name[name].label)
            except Undecided:
                continue


def _stands_alone(term: tree.Term) -> bool:
    """Whether a term can be looked at outside a quantifier."""
    bound = {node.variable for node in tree.walk(term) if isinstance(node, tree.Quantified)}
    return all(node.variable in bound for node in tree.walk(term) if isinstance(node, tree.ItemField))


def _values(pack: Pack, world: World, parameter: ParameterDefinition) -> Iterator[AuditFinding]:
    """Values that could be left out: with the one before them kept on, nobody's outcome would change."""
    from dataclasses import replace

    for _, later in pairwise(parameter.timeline.values):
        kept = tuple(dated for dated in parameter.timeline.values if dated is not later)
        other = replace(parameter, timeline=Timeline(kept, parameter.timeline.known_until))
        without = replace(pack, parameters=tuple(other if one is parameter else one for one in pack.parameters))
        moment = Moment(world)
        person = SymbolicPerson(world, pack.fact_by_path, moment)
        encoders = (Encoder(pack, person), Encoder(without, person))
        differs = [_differs(world, *encoders, name) for name in pack.programme_ids]
        solver = Search([person], [moment], ()).solver()
        try:
            if not any(world.formulas.holds(solver, one) for one in differs if one is not False):
                yield AuditFinding("value_changes_nothing", "", parameter.name, parameter.label, str(later.start))
        except Undecided:
            continue


def _differs(world: World, first: Encoder, second: Encoder, programme: str) -> Formula:
    every = world.formulas
    answers = [(True, first.outcome(programme), second.outcome(programme))]
    if first.item_count(programme):
        (there, one), (_, two) = first.item(programme, 0), second.item(programme, 0)
        answers.append((there, one, two))
    return every.any(
        every.all([there, every.negated(every.same(one[what], two[what]))])
        for there, one, two in answers
        for what in Outcome
    )
