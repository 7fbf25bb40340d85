"""The tables of design §2, cell by cell."""

from __future__ import annotations

from itertools import product

import pytest

from eligibility.logic import Outcome, Truth, all_of, any_of, at_least, item_outcome, negate, outcome_of

T, F, U, O = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN, Truth.OPEN  # noqa: E741 - as in the tables
TRUTHS = (T, F, U, O)
PARTS = [parts for size in range(5) for parts in product(TRUTHS, repeat=size)]

# Row and column in the order T, F, U, O.
ALL_TABLE = ((T, F, U, O), (F, F, F, F), (U, F, U, U), (O, F, U, O))
ANY_TABLE = ((T, T, T, T), (T, F, U, O), (T, U, U, U), (T, O, U, O))
SCOPES = {
    # scope: the outcome for requirements T, F, U, O
    T: (Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE, Outcome.UNDETERMINED, Outcome.REFER),
    F: (Outcome.NOT_APPLICABLE,) * 4,
    U: (Outcome.UNDETERMINED, Outcome.NOT_ELIGIBLE, Outcome.UNDETERMINED, Outcome.UNDETERMINED),
    O: (Outcome.REFER, Outcome.NOT_ELIGIBLE, Outcome.UNDETERMINED, Outcome.REFER),
}
BESTS = (Outcome.ELIGIBLE, Outcome.ELIGIBLE_IN_PRINCIPLE)


@pytest.mark.parametrize(("row", "column"), list(product(range(4), repeat=2)))
def test_all_table(row: int, column: int) -> None:
    """``all`` of two is FALSE, else UNKNOWN, else OPEN, else TRUE."""
    assert all_of((TRUTHS[row], TRUTHS[column])) is ALL_TABLE[row][column]


@pytest.mark.parametrize(("row", "column"), list(product(range(4), repeat=2)))
def test_any_table(row: int, column: int) -> None:
    """``any`` of two is TRUE, else UNKNOWN, else OPEN, else FALSE."""
    assert any_of((TRUTHS[row], TRUTHS[column])) is ANY_TABLE[row][column]


def test_not_table() -> None:
    """``not`` swaps TRUE and FALSE and keeps the other two."""
    assert [negate(part) for part in TRUTHS] == [F, T, U, O]


def test_empty_groups() -> None:
    """Nothing under ``all`` is TRUE, nothing under ``any`` is FALSE."""
    assert all_of(()) is T
    assert any_of(()) is F


def test_groups_of_any_size() -> None:
    """``all`` and ``any`` over up to four parts follow the words of the design, in any order."""
    for parts in PARTS:
        expected_all = next((one for one in (F, U, O) if one in parts), T)
        expected_any = next((one for one in (T, U, O) if one in parts), F)
        assert all_of(iter(parts)) is expected_all
        assert any_of(iter(parts)) is expected_any


def test_groups_are_dual() -> None:
    """``any`` is ``not all not``."""
    for parts in PARTS:
        assert any_of(parts) is negate(all_of(negate(part) for part in parts))


def test_at_least_table() -> None:
    """``at_least`` is TRUE if enough are, FALSE if too few still can be, else UNKNOWN if any is, else OPEN."""
    for parts in PARTS:
        for count in range(1, 5):
            if parts.count(T) >= count:
                expected = T
            elif len(parts) - parts.count(F) < count:
                expected = F
            else:
                expected = U if U in parts else O
            assert at_least(count, parts) is expected


def test_at_least_has_all_and_any_at_its_ends() -> None:
    """``at_least`` one is ``any``, ``at_least`` as many as there are is ``all``."""
    for parts in PARTS:
        if parts:
            assert at_least(1, parts) is any_of(parts)
            assert at_least(len(parts), parts) is all_of(parts)


def resolutions(parts: tuple[Truth, ...]) -> list[tuple[Truth, ...]]:
    """Every way in which undecided parts can still turn out."""
    return list(product(*((part,) if part.is_decided else (T, F) for part in parts)))


@pytest.mark.parametrize("combine", [all_of, any_of, lambda parts: at_least(2, parts)])
def test_decided_stays_decided(combine: object) -> None:
    """A decided group is what every resolution of its undecided parts gives; an undecided one can go both ways."""
    assert callable(combine)
    for parts in PARTS:
        outcomes = {combine(resolution) for resolution in resolutions(parts)}
        result = combine(parts)
        assert outcomes == ({result} if result.is_decided else {T, F})


@pytest.mark.parametrize(("scope", "place"), list(product(TRUTHS, range(4))))
def test_outcome_table(scope: Truth, place: int) -> None:
    """An outcome follows from scope and conditions by the table, nowhere by a special case."""
    expected = SCOPES[scope][place]
    assert outcome_of(scope, TRUTHS[place]) is expected
    in_principle = outcome_of(scope, TRUTHS[place], Outcome.ELIGIBLE_IN_PRINCIPLE)
    assert in_principle is (Outcome.ELIGIBLE_IN_PRINCIPLE if expected is Outcome.ELIGIBLE else expected)


def test_item_outcome_follows_from_the_same_table() -> None:
    """An item is its principal's scope with its own and the principal's conditions (ruling 8)."""
    for scope, requires, item, best in product(TRUTHS, TRUTHS, TRUTHS, BESTS):
        principal = outcome_of(scope, requires, best)
        assert item_outcome(principal, item) is outcome_of(scope, all_of((item, requires)), best)


def test_classes_of_outcomes() -> None:
    """Positive, negative and open outcomes are apart; only decided ones are final; ranks are those of §10.1."""
    assert [one for one in Outcome if one.is_positive] == [Outcome.ELIGIBLE_IN_PRINCIPLE, Outcome.ELIGIBLE]
    assert [one for one in Outcome if one.is_negative] == [Outcome.NOT_APPLICABLE, Outcome.NOT_ELIGIBLE]
    assert [one for one in Outcome if not one.is_final] == [Outcome.UNDETERMINED, Outcome.REFER]
    assert [one.rank for one in Outcome] == [0, 0, 1, 1, 2, 3]
    assert [one.is_decided for one in TRUTHS] == [True, True, False, False]


@pytest.mark.parametrize("value", [*Truth, *Outcome])
def test_bool_is_refused(value: Truth | Outcome) -> None:
    """``if truth:`` and ``if outcome:`` raise, with a hint that names an explicit question."""
    example = "is Truth.TRUE" if isinstance(value, Truth) else "is Outcome.ELIGIBLE"
    with pytest.raises(TypeError, match=example):
        bool(value)
    with pytest.raises(TypeError):
        _ = not value


@pytest.mark.parametrize("value", [*Truth, *Outcome])
def test_labels(value: Truth | Outcome) -> None:
    """Every value has its own words in both languages."""
    others = [one for one in type(value) if one is not value]
    for language in ("zh", "en"):
        assert value.label(language)
        assert value.label(language) not in [one.label(language) for one in others]
    assert value.label() == value.label("en")
    assert value.label("zh") != value.label("en")
