"""Who is told a remark under one condition and not under another: notes and checks, for every person at once."""

from __future__ import annotations

from eligibility.language import tree
from eligibility.pack.model import Pack, Programme
from eligibility.prove.domain import Domain
from eligibility.prove.encoding import Encoder
from eligibility.prove.persons import Moment, SymbolicPerson, World
from eligibility.prove.witness import Search, Witness, options_of, plain_days

__all__ = ["told_otherwise"]


def told_otherwise(
    before: tuple[Pack, tree.Condition], after: tuple[Pack, tree.Condition], text: Programme | None = None
) -> Witness | None:
    """The smallest person to whom a remark is made under one condition alone; ``None`` where that is nobody.

    A remark is made where its condition is ``TRUE``. Both packs have the same facts.

    Args:
        before: the rules and the condition as they are.
        after: the rules and the condition that are compared with them.
        text: the programme whose note it is, which has to be in force; without one it is a check.

    Raises:
        Undecided: the solver found no answer in the time it has.
        MissingExtraError: X001, z3 is not installed.
    """
    packs = (before[0], after[0])
    world = World(Domain.of(packs, [before[1], after[1]]))
    moment = Moment(world)
    person = SymbolicPerson(world, packs[0].fact_by_path, moment)
    encoders = [Encoder(pack, person) for pack in packs]
    one, two = (encoder.condition(node).true for encoder, (_, node) in zip(encoders, (before, after), strict=True))
    every = world.formulas
    in_force = True if text is None else encoders[0].in_period(text)
    differs = every.all([in_force, every.negated(every.same(one, two))])
    if differs is False:
        return None
    search = Search([person], [moment], plain_days(packs[0]))
    model = search.smallest(search.solver(differs))
    if model is None:
        return None
    return Witness(search.person(model, person), search.day(model, moment), options_of(packs[0]))
