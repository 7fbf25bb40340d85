"""A pack's claims, each proved for every person and every date at once, or broken by a smallest person.

For each kind of claim a formula says what it would be to break it; if the solver finds no case, the claim is proved.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from eligibility._arguments import checked_list
from eligibility.decide.engine import Engine
from eligibility.errors import UsageError, closest, cut, problem
from eligibility.language.text import Text
from eligibility.logic import Outcome
from eligibility.pack.model import Pack
from eligibility.pack.schema import ClaimModel
from eligibility.pack.yaml_source import where_of
from eligibility.prove.domain import bounded_lists
from eligibility.prove.formulas import Undecided
from eligibility.prove.questions import Question, Questions
from eligibility.prove.witness import Judge, Search, Witness, options_of

__all__ = ["Broken", "ProvedClaim", "Shown", "prove_claims"]


@dataclass(frozen=True, slots=True)
class Shown:
    """One person of a counterexample, and the outcome.

    ``thresholds`` are the values of parameters under which it comes about, where they are not the pack's.
    """

    witness: Witness
    programme: str
    outcome: Outcome
    thresholds: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Broken:
    """The smallest counterexample: one person, or two between whom the outcome differs as it must not.

    ``item`` says that the outcomes are those of the first record of a list; ``fact`` is what was varied, if it was
    one fact.
    """

    cases: tuple[Shown, ...]
    item: bool
    fact: str


@dataclass(frozen=True, slots=True)
class ProvedClaim:
    """What became of a claim.

    ``status`` is ``"proved"``, ``"broken"`` or ``"undecided"`` (the solver gave no answer in time). ``bounded`` names
    lists of which only so many records were looked at. ``never`` says of a boundary that nothing changes there.
    """

    claim: str
    kind: str
    says: Text
    where: str
    clause: str
    invariant: str
    status: str
    broken: Broken | None = None
    bounded: tuple[tuple[str, int], ...] = ()
    never: bool = False

    @property
    def holds(self) -> bool:
        """Whether the claim is proved."""
        return self.status == "proved"

    def text(self, language: str = "en") -> str:
        """The result for people; a counterexample with the command lines that show it."""
        from eligibility.prove.words import claim_text

        return claim_text(self, language)

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """The result as plain JSON."""
        broken = self.broken
        return {
            "claim": self.claim,
            "kind": self.kind,
            "says": self.says.in_language(language),
            "where": self.where,
            "clause": self.clause or None,
            "invariant": self.invariant or None,
            "status": self.status,
            "bounded": dict(self.bounded),
            "never_changes": self.never,
            "counterexample": None
            if broken is None
            else {
                "fact": broken.fact or None,
                "of_items": broken.item,
                "cases": [
                    {
                        **one.witness.to_dict(),
                        "programme": one.programme,
                        "outcome": one.outcome.value,
                        "thresholds": dict(one.thresholds),
                    }
                    for one in broken.cases
                ],
            },
        }


def prove_claims(pack: Pack, claims: Iterable[str] | None = None) -> list[ProvedClaim]:
    """Prove claims under the readings in force.

    Args:
        pack: the rules with their claims.
        claims: the ids of some of them; by default all.

    Raises:
        UsageError: U014, there is no such claim.
        PackError: a claim speaks of an order that its fact does not have.
        MissingExtraError: X001, z3 is not installed.
    """
    known = {str(claim.claim): claim for claim in pack.claims}
    names = list(known) if claims is None else [str(name) for name in checked_list("claims", claims, "a list of ids")]
    for name in names:
        if name not in known:
            raise UsageError(problem("U014", name=cut(name), suggestion=closest(name, known)))
    return [_Proof(pack, known[name]).result() for name in names]


class _Proof:
    """The proof of one claim."""

    def __init__(self, pack: Pack, claim: ClaimModel) -> None:
        self._pack = pack
        self._claim = claim
        self._questions = Questions(pack, claim)

    def result(self) -> ProvedClaim:
        """Whether the claim holds."""
        try:
            for programme in self._questions.programmes:
                for question in self._questions.about(programme):
                    found = self._answer(question)
                    if found is not None:
                        return self._made("broken", broken=found)
            if self._claim.boundary is not None and not self._questions.boundary_matters():
                return self._made("broken", never=True)
        except Undecided:
            return self._made("undecided")
        return self._made("proved")

    def _made(self, status: str, **particulars: Any) -> ProvedClaim:
        claim = self._claim
        return ProvedClaim(
            str(claim.claim),
            claim.kind,
            Text(str(claim.says.zh), str(claim.says.en)),
            str(where_of(claim.claim) or "claims.yaml"),
            str(claim.clause or ""),
            str(claim.invariant or ""),
            status,
            bounded=bounded_lists(self._questions.domain, self._pack, self._questions.programmes),
            **particulars,
        )

    def _answer(self, question: Question) -> Broken | None:
        """The smallest case in which the claim is broken, confirmed by deciding it; ``None`` where there is none."""
        if question.broken is False:
            return None
        search = self._questions.search(question)
        model = search.smallest(search.solver(question.broken))
        if model is None:
            return None
        shown: list[Shown] = []
        options = options_of(self._pack)
        for encoder, programme, answer, item in question.sides:
            witness = Witness(search.person(model, encoder.person), search.day(model, encoder.moment), options)
            outcome = search.outcome(model, answer)
            changed = self._thresholds(search, model, question) if shown else {}
            Judge(Engine(self._pack.with_thresholds(changed))).confirm(
                witness.person, witness.on, programme, outcome, item
            )
            shown.append(
                Shown(witness, programme, outcome, tuple((name, str(value)) for name, value in changed.items()))
            )
        return Broken(tuple(shown), question.sides[0][3] is not None, question.fact)

    def _thresholds(self, search: Search, model: Any, question: Question) -> dict[str, Any]:
        """The values that the solver gave to thresholds."""
        kinds = self._pack.parameter_by_name
        return {
            name: search.scalar(model, kinds[name].type.kind, reading.value, self._questions.domain)
            for name, reading in question.varied.items()
        }
