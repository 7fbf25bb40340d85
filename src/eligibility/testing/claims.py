"""A pack's claims: proved from the rules where that is easy, else searched for a person who breaks them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from eligibility.decide.gathering import facts_read
from eligibility.errors import MissingExtraError, PackError, problem
from eligibility.language import tree
from eligibility.language.check import check_value
from eligibility.language.text import Text
from eligibility.language.types import Kind
from eligibility.logic import Outcome
from eligibility.pack.best import best_outcome
from eligibility.pack.model import Programme
from eligibility.pack.schema import ClaimModel
from eligibility.pack.yaml_source import where_of
from eligibility.rulebook import Rulebook
from eligibility.testing.search import Answers, PersonSpace, Sample, search
from eligibility.testing.thresholds import STEPS

if TYPE_CHECKING:
    from eligibility.prove.claims import Shown

__all__ = ["ClaimResult", "Counterexample", "check_claim", "check_claims"]

PERSONS: Final = 3000
_SEARCHED: Final = ("independent_of", "at_best", "monotone", "boundary")
_NEEDS_EXTRA: Final = Text(
    "没有检查：需要 pip install 'eligibility[prove]'", "not checked: this needs pip install 'eligibility[prove]'"
)
_Violation = Callable[[Sample], "_Broken | None"]


@dataclass(frozen=True, slots=True)
class Counterexample:
    """The smallest person found who breaks a claim.

    ``person`` is plain data without the fact that was varied; ``fact`` its path, empty if none was; ``values`` the
    values tried, with the outcomes of ``programme`` (and of its items) beside them.
    """

    on: date
    person: dict[str, Any]
    programme: str
    fact: str
    values: tuple[Any, ...]
    outcomes: tuple[tuple[Outcome, ...], ...]

    def text(self, language: str = "en") -> str:
        """The person and what came out, on one line."""
        chinese = language == "zh"
        shown = [" + ".join(one.label(language) for one in outcomes) for outcomes in self.outcomes]
        if self.fact:
            shown = [f"{self.fact}={_shown(value)} → {words}" for value, words in zip(self.values, shown, strict=True)]
        tried = ("；" if chinese else "; ").join(shown)
        who = _flat(self.person) or ("（什么都不知道的人）" if chinese else "(a person of whom nothing is known)")
        return (
            f"{self.programme}：{tried}；{self.on}，{who}"
            if chinese
            else f"{self.programme}: {tried}; {self.on}, {who}"
        )


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """Whether a claim holds, and how that is known.

    ``how`` is ``"proved"`` (from the rules themselves, for every person), ``"searched"`` (for ``persons`` persons) or
    ``"not_checked"``: a claim of this kind takes a proof, and the extra ``prove`` is not installed. ``shown_by`` are
    the persons who show that it does not hold, whole and each once, with the date of the decision.
    """

    claim: str
    says: Text
    where: str
    holds: bool
    how: str
    persons: int = 0
    counterexample: Counterexample | None = None
    remark: Text | None = None
    shown_by: tuple[tuple[dict[str, Any], date], ...] = ()

    def text(self, language: str = "en") -> str:
        """The result on one line."""
        chinese = language == "zh"
        head = f"{'✓' if self.holds else '✗'} {self.claim}{'：' if chinese else ': '}{self.says.in_language(language)}"
        return f"{head}（{self.why(language)}）" if chinese else f"{head} ({self.why(language)})"

    def why(self, language: str = "en") -> str:
        """How it is known that the claim holds, or who breaks it."""
        chinese = language == "zh"
        if self.counterexample is not None:
            return ("反例：" if chinese else "broken by ") + self.counterexample.text(language)
        if self.remark is not None:
            return self.remark.in_language(language)
        if self.how == "proved":
            return "由规则直接证明" if chinese else "proved from the rules"
        return f"查找了{self.persons:,}人，没有反例" if chinese else f"no counterexample among {self.persons:,} persons"

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """The result as plain JSON."""
        found = self.counterexample
        return {
            "claim": self.claim,
            "says": self.says.in_language(language),
            "where": self.where,
            "holds": self.holds,
            "how": self.how,
            "persons": self.persons,
            "remark": None if self.remark is None else self.remark.in_language(language),
            "counterexample": None
            if found is None
            else {
                "on": found.on.isoformat(),
                "person": found.person,
                "programme": found.programme,
                "fact": found.fact or None,
                "values": [_json(value) for value in found.values],
                "outcomes": [[one.value for one in outcomes] for outcomes in found.outcomes],
            },
        }


def check_claims(rules: Rulebook, *, persons: int = PERSONS, seed: int = 0) -> list[ClaimResult]:
    """Check every claim of a pack under the readings that a rulebook has.

    Args:
        rules: the rulebook.
        persons: how many persons to try where a claim cannot be proved from the rules.
        seed: another seed tries other persons; the same one the same.

    Raises:
        PackError: a claim speaks of an order that its fact does not have.

    >>> import eligibility
    >>> results = check_claims(eligibility.load("weihai-2023-13"), persons=200)
    >>> all(result.holds for result in results)
    True
    """
    return [check_claim(rules, claim, persons=persons, seed=seed) for claim in rules.pack.claims]


def check_claim(rules: Rulebook, claim: ClaimModel, *, persons: int = PERSONS, seed: int = 0) -> ClaimResult:
    """Check one claim of a pack; see :func:`check_claims`."""
    return _Check(rules, claim, persons, seed).result()


@dataclass(frozen=True, slots=True)
class _Broken:
    """What is wrong about a person: the programme, the values tried and what came of them."""

    programme: str
    values: tuple[Any, ...]
    outcomes: tuple[tuple[Outcome, ...], ...]


class _Check:
    """The check of one claim."""

    def __init__(self, rules: Rulebook, claim: ClaimModel, persons: int, seed: int) -> None:
        self._rules = rules
        self._claim = claim
        self._persons = persons
        self._programmes = tuple(str(name) for name in claim.programmes)
        self._space = PersonSpace(rules, self._programmes, seed=seed)

    def result(self) -> ClaimResult:
        claim = self._claim
        if self._takes_a_proof():
            return self._proved()
        if claim.independent_of is not None:
            return self._independent([str(path) for path in claim.independent_of])
        if claim.at_best is not None:
            return self._at_best(Outcome(claim.at_best))
        if claim.monotone is not None:
            return self._monotone(str(claim.monotone.fact), claim.monotone.direction == "increasing")
        assert claim.boundary is not None
        return self._boundary(str(claim.boundary.fact), str(claim.boundary.at))

    # --- kinds that no search can settle ---

    def _takes_a_proof(self) -> bool:
        """Whether the claim is of a kind that only the solver looks at."""
        claim = self._claim
        thresholds = {str(path) for path in claim.independent_of or ()} & set(self._rules.pack.parameter_by_name)
        return claim.kind not in _SEARCHED or claim.when is not None or bool(thresholds)

    def _proved(self) -> ClaimResult:
        """What the solver says; where it is not installed, that nothing was checked."""
        from eligibility.prove.claims import prove_claims
        from eligibility.prove.words import counterexample_text

        try:
            (found,) = prove_claims(self._rules.pack, [str(self._claim.claim)])
        except MissingExtraError:
            return self._made(holds=True, how="not_checked", remark=_NEEDS_EXTRA)
        if found.holds:
            return self._made(holds=True, how="proved")
        remark = Text(counterexample_text(found, "zh"), counterexample_text(found, "en"))
        cases = () if found.broken is None else found.broken.cases
        return self._made(holds=False, how="proved", remark=remark, shown_by=_each_once(_witnessed(cases)))

    # --- the four kinds ---

    def _independent(self, paths: list[str]) -> ClaimResult:
        """No programme reads the fact; or where one does, no value of it changes anything."""
        read = facts_read(node for text in self._texts() for node in _conditions(text))
        tried = 0
        for path in paths:
            if path in read or any(one.startswith(f"{path}[]") for one in read):
                count, result = self._search(path, self._differs(path))
                tried += count
                if result is not None:
                    return result
        return self._holds(tried)

    def _at_best(self, best: Outcome) -> ClaimResult:
        if all(best_outcome(text).rank <= best.rank for text in self._texts()):
            return self._holds(0)

        def too_good(sample: Sample) -> _Broken | None:
            for name, outcomes in self._space.answers(sample).items():
                if any(one.rank > best.rank for one in outcomes):
                    return _Broken(name, (), (outcomes,))
            return None

        tried, result = self._search("", too_good)
        return result or self._holds(tried)

    def _monotone(self, path: str, increasing: bool) -> ClaimResult:
        values = self._ordered_values(path)

        def wrong_way(sample: Sample) -> _Broken | None:
            answers = self._answers_along(sample, path, values)
            for (first, before), (second, after) in pairwise(answers):
                for name in self._programmes:
                    if _moves(before[name], after[name], worse=increasing):
                        return _Broken(name, (first, second), (before[name], after[name]))
            return None

        tried, result = self._search(path, wrong_way)
        return result or self._holds(tried)

    def _boundary(self, path: str, at_text: str) -> ClaimResult:
        kind = self._rules.pack.fact_by_path[path].type.kind
        values = self._ordered_values(path)
        at: Any = check_value(at_text, self._rules.pack.fact_by_path[path].type, None)
        values = tuple(sorted({*values, at, at + STEPS[kind]}))
        seen = False

        def changes_elsewhere(sample: Sample) -> _Broken | None:
            nonlocal seen
            answers = self._answers_along(sample, path, values)
            for (first, before), (second, after) in pairwise(answers):
                crosses = first <= at < second
                seen = seen or (crosses and before != after)
                for name in self._programmes:
                    if not crosses and before[name] != after[name]:
                        return _Broken(name, (first, second), (before[name], after[name]))
            return None

        tried, result = self._search(path, changes_elsewhere)
        if result is not None:
            return result
        return self._holds(tried) if seen else self._never_changes(tried, path, at, at + STEPS[kind])

    # --- parts ---

    def _texts(self) -> list[Programme]:
        return [text for text in self._rules.pack.programmes if text.id in self._programmes]

    def _differs(self, path: str) -> _Violation:
        values = self._space.values(path) or ((),)

        def differs(sample: Sample) -> _Broken | None:
            answers = self._answers_along(sample, path, (None, *values))
            first, before = answers[0] if answers else (None, {})
            for second, after in answers[1:]:
                for name in self._programmes:
                    if before[name] != after[name]:
                        return _Broken(name, (first, second), (before[name], after[name]))
            return None

        return differs

    def _answers_along(self, sample: Sample, path: str, values: tuple[Any, ...]) -> list[tuple[Any, Answers]]:
        """What comes out while one fact takes one value after the other."""
        found = []
        for value in values:
            changed = self._space.with_value(sample, path, value)
            if changed is not None:
                found.append((value, self._space.answers(changed)))
        return found

    def _ordered_values(self, path: str) -> tuple[Any, ...]:
        kind = self._rules.pack.fact_by_path[path].type.kind
        if kind not in STEPS and kind is not Kind.BOOLEAN:
            place = where_of(self._claim.claim)
            expected = "a fact whose values have an order"
            raise PackError(problem("P103", place, key=f"claims.{self._claim.claim}", got=path, expected=expected))
        return self._space.values(path)

    def _search(self, path: str, violation: _Violation) -> tuple[int, ClaimResult | None]:
        tried, found = search(self._space, violation, self._persons)
        if found is None:
            return tried, None
        sample, broken = found
        varied = [self._space.with_value(sample, path, value) or sample for value in broken.values] or [sample]
        rest = self._space.with_value(sample, path, None) if path else None
        person = self._space.person(rest or sample)
        example = Counterexample(sample.on, person, broken.programme, path, broken.values, broken.outcomes)
        shown = _each_once((self._space.person(one), one.on) for one in varied)
        return tried, self._made(holds=False, how="searched", persons=tried, counterexample=example, shown_by=shown)

    def _holds(self, tried: int) -> ClaimResult:
        return self._made(holds=True, how="searched" if tried else "proved", persons=tried)

    def _never_changes(self, tried: int, path: str, at: Any, following: Any) -> ClaimResult:
        zh = f"查找了{tried:,}人，没有一人的结果在 {path} 从 {_shown(at)} 到 {_shown(following)} 时发生变化"
        en = f"among {tried:,} persons nothing changes where {path} goes from {_shown(at)} to {_shown(following)}"
        return self._made(holds=False, how="searched", persons=tried, remark=Text(zh, en))

    def _made(self, **particulars: Any) -> ClaimResult:
        says = Text(str(self._claim.says.zh), str(self._claim.says.en))
        where = where_of(self._claim.claim)
        return ClaimResult(str(self._claim.claim), says, str(where or "claims.yaml"), **particulars)


def _conditions(text: Programme) -> list[tree.Condition]:
    """What an outcome or an item's outcome can rest on."""
    return [text.scope, text.requires, *([text.item.requires] if text.item is not None else [])]


def _witnessed(cases: Iterable[Shown]) -> Iterator[tuple[dict[str, Any], date]]:
    return ((case.witness.person, case.witness.on) for case in cases)


def _each_once(persons: Iterable[tuple[dict[str, Any], date]]) -> tuple[tuple[dict[str, Any], date], ...]:
    """Persons without those that were there before; they are plain data and cannot be hashed."""
    kept: list[tuple[dict[str, Any], date]] = []
    for one in persons:
        if one not in kept:
            kept.append(one)
    return tuple(kept)


def _moves(before: tuple[Outcome, ...], after: tuple[Outcome, ...], *, worse: bool) -> bool:
    """Whether any outcome gets worse (or better)."""
    pairs = zip(before, after, strict=False)
    return any((second.rank < first.rank) if worse else (second.rank > first.rank) for first, second in pairs)


def _json(value: Any) -> Any:
    if isinstance(value, date | Decimal):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_shown, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _flat(person: Mapping[str, Any], prefix: str = "") -> str:
    """Nested data as ``path=value`` pairs."""
    parts = []
    for name, value in person.items():
        path = f"{prefix}{name}"
        parts.append(_flat(value, f"{path}.") if isinstance(value, dict) else f"{path}={_shown(_plain(value))}")
    return ", ".join(parts)


def _plain(value: Any) -> Any:
    return (
        tuple(_flat(one) or "{}" if isinstance(one, dict) else one for one in value)
        if isinstance(value, list)
        else value
    )
