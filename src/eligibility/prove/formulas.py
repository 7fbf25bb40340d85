"""Formulas: z3 with constants folded away, one context for each piece of work.

A formula is a Python ``bool`` or a z3 expression, a number a Python ``int`` or a z3 expression. What is known is
never handed to the solver, so that a concrete person costs nothing and an absent rule leaves no trace.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from eligibility.errors import MissingExtraError, problem

__all__ = ["Formula", "Formulas", "Number", "Undecided"]

Formula = Any
"""A ``bool``, or a z3 expression of sort Bool."""
Number = Any
"""An ``int``, or a z3 expression of sort Int."""

PATIENCE: Final = 20_000
"""Milliseconds that one question to the solver may take."""


class Undecided(Exception):  # noqa: N818 - it is an answer, not an error of anybody
    """The solver gave no answer to a question in the time it had."""


class Formulas:
    """The ways to make formulas and to ask about them. Not to be shared between threads."""

    def __init__(self) -> None:
        try:
            import z3
        except ImportError:
            raise MissingExtraError(problem("X001", extra="prove")) from None
        self.z3: Any = z3
        self.context: Any = z3.Context()
        self._count = 0
        self._opposites: dict[int, Formula] = {}
        self._constants: dict[int, Any] = {}

    # --- atoms ---

    def boolean(self, name: str) -> Formula:
        """A truth value that is not known."""
        return self.z3.Bool(name, self.context)

    def integer(self, name: str) -> Number:
        """A whole number that is not known."""
        return self.z3.Int(name, self.context)

    def fresh(self, name: str) -> str:
        """A name that nothing else has."""
        self._count += 1
        return f"{name}!{self._count}"

    # --- connectives ---

    def all(self, parts: Iterable[Formula]) -> Formula:
        """Conjunction."""
        return self._joined(parts, absorbing=False, join=self.z3.Z3_mk_and)

    def any(self, parts: Iterable[Formula]) -> Formula:
        """Disjunction."""
        return self._joined(parts, absorbing=True, join=self.z3.Z3_mk_or)

    def _joined(self, parts: Iterable[Formula], *, absorbing: bool, join: Any) -> Formula:
        kept: dict[int, Formula] = {}
        for part in parts:
            if isinstance(part, bool):
                if part is absorbing:
                    return absorbing
                continue
            kept.setdefault(part.get_id(), part)
        if not kept:
            return not absorbing
        if len(kept) == 1:
            return next(iter(kept.values()))
        operands = (self.z3.Ast * len(kept))(*(part.as_ast() for part in kept.values()))
        return self._truth(join(self.context.ref(), len(kept), operands))

    def _truth(self, made: Any) -> Formula:
        """A formula of the solver's own making; z3's And, Or and Not look at every sort again, which takes longer."""
        return self.z3.BoolRef(made, self.context)

    def negated(self, part: Formula) -> Formula:
        """Negation."""
        if isinstance(part, bool):
            return not part
        name = part.get_id()
        if name not in self._opposites:
            opposite = self._truth(self.z3.Z3_mk_not(self.context.ref(), part.as_ast()))
            self._opposites |= {name: opposite, opposite.get_id(): part}  # kept alive, or the ids would be given again
        return self._opposites[name]

    def same(self, first: Formula, second: Formula) -> Formula:
        """Whether two truth values are equal."""
        if isinstance(first, bool):
            return second if first else self.negated(second)
        if isinstance(second, bool):
            return first if second else self.negated(first)
        return (
            True
            if first.eq(second)
            else self._truth(self.z3.Z3_mk_eq(self.context.ref(), first.as_ast(), second.as_ast()))
        )

    def choose(self, test: Formula, then: Any, otherwise: Any) -> Any:
        """One of two numbers."""
        if isinstance(test, bool):
            return then if test else otherwise
        if isinstance(then, int) and isinstance(otherwise, int) and then == otherwise:
            return then
        one, two = self._number(then), self._number(otherwise)
        made = self.z3.Z3_mk_ite(self.context.ref(), test.as_ast(), one.as_ast(), two.as_ast())
        return self.z3.ArithRef(made, self.context)

    def at_least(self, count: int, parts: Sequence[Formula]) -> Formula:
        """Whether so many of some truth values hold."""
        count -= sum(part is True for part in parts)
        open_ = [part for part in parts if not isinstance(part, bool)]
        if count <= 0:
            return True
        if len(open_) < count:
            return False
        if len(open_) == count:
            return self.all(open_)
        return self.any(open_) if count == 1 else self.z3.AtLeast(*open_, count)

    def at_most(self, count: int, parts: Sequence[Formula]) -> Formula:
        """Whether no more than so many of some truth values hold."""
        return self.negated(self.at_least(count + 1, parts))

    # --- numbers ---

    def _number(self, value: Number) -> Any:
        if not isinstance(value, int):
            return value
        if value not in self._constants:
            self._constants[value] = self.z3.IntVal(value, self.context)
        return self._constants[value]

    def count(self, parts: Iterable[Formula]) -> Number:
        """How many of some truth values hold."""
        total: Number = 0
        for part in parts:
            total = total + self.choose(part, 1, 0)
        return total

    def quotient(self, value: Number, by: int) -> Number:
        """Division by a positive number, rounded down."""
        return value // by if isinstance(value, int) else value / by

    def remainder(self, value: Number, by: int) -> Number:
        """What division by a positive number leaves."""
        return value % by

    # --- questions ---

    def solver(self, *facts: Formula) -> Any:
        """A solver to which some formulas are told."""
        solver = self.z3.Solver(ctx=self.context)
        solver.set("timeout", PATIENCE)
        self.tell(solver, facts)
        return solver

    def tell(self, solver: Any, facts: Iterable[Formula]) -> None:
        """Add formulas to what a solver takes as given."""
        for fact in facts:
            solver.add(self._formula(fact))

    def holds(self, solver: Any, *assumed: Formula) -> bool:
        """Whether there is a case in which all that was told, and some more, holds.

        Raises:
            Undecided: the solver found no answer in the time it has.
        """
        if any(one is False for one in assumed):
            return False
        assumptions = [one for one in assumed if not isinstance(one, bool)]
        if all(self._is_literal(one) for one in assumptions):
            return self._answer(solver.check(*assumptions))
        solver.push()
        try:
            self.tell(solver, assumptions)
            return self._answer(solver.check())
        finally:
            solver.pop()

    def model(self, solver: Any, *assumed: Formula) -> Any | None:
        """A case in which all that was told, and some more, holds; ``None`` where there is none."""
        if any(one is False for one in assumed):
            return None
        solver.push()
        try:
            self.tell(solver, assumed)
            return solver.model() if self._answer(solver.check()) else None
        finally:
            solver.pop()

    def _formula(self, fact: Formula) -> Any:
        return self.z3.BoolVal(fact, self.context) if isinstance(fact, bool) else fact

    def _is_literal(self, one: Any) -> bool:
        atom = one.arg(0) if self.z3.is_not(one) else one
        return bool(self.z3.is_const(atom))

    def _answer(self, result: Any) -> bool:
        if result == self.z3.unknown:
            raise Undecided
        return bool(result == self.z3.sat)
