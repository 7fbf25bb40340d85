"""Whatever a caller hands to the front door by mistake is refused by the library itself, not by Python inside of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import eligibility
from eligibility import Decision, EligibilityError, PackError, Rulebook, UsageError

ON = "2023-06-01"
PERSON = {"loan": {"amount": "80000"}}
Call = Callable[[Rulebook, Any], object]


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    """The shipped rules."""
    return eligibility.load("weihai-2023-13")


class Hostile:
    """Something that cannot even be shown."""

    def __repr__(self) -> str:
        """Fail."""
        raise RuntimeError


def decided(rules: Rulebook) -> Decision:
    """Any decision."""
    return rules.decide(PERSON, on=ON)


LISTS: dict[str, Call] = {
    "decide_many": lambda rules, given: rules.decide_many(given, on=ON),
    "overlays": lambda _, given: eligibility.load("weihai-2023-13", overlays=given),
    "prove": lambda rules, given: rules.prove(given),
    "diff": lambda rules, given: rules.diff(on=ON, programmes=given),
    "scenarios": lambda rules, given: rules.scenarios({"a": PERSON}, on=ON, programmes=given),
    "template": lambda rules, given: rules.scenario_template("never.xlsx", programmes=given),
    "form": lambda rules, given: rules.form(on=ON, programmes=given),
    "plot": lambda rules, given: rules.what_if(PERSON, {"loan.amount": [1, 2]}, on=ON).plot(programmes=given),
    "notice": lambda rules, given: decided(rules).notice(programmes=given),
    "waterfall": lambda _, given: eligibility.waterfall(given, "settlement"),
    "what_if": lambda rules, given: rules.what_if(PERSON, {"loan.amount": given}, on=ON),
}


@pytest.mark.parametrize(
    "given", [5, "settlement", b"settlement", {"settlement": 1}, Hostile()], ids=lambda it: type(it).__name__
)
@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_needed(rules: Rulebook, name: str, given: Any) -> None:
    """Text, bytes, mappings and what cannot be gone through are no lists, and nobody goes through their letters."""
    with pytest.raises(UsageError) as caught:
        LISTS[name](rules, given)
    assert caught.value.code == "U013"


def test_one_person_is_not_many(rules: Rulebook) -> None:
    """A person in the place of a list of persons is refused, not taken apart into facts."""
    for one in (rules.person(PERSON), PERSON):
        with pytest.raises(UsageError) as caught:
            rules.decide_many(one, on=ON)  # type: ignore[arg-type]
        assert caught.value.code == "U013"


OTHERS: dict[str, tuple[Call, Any]] = {
    "diff": (lambda rules, given: rules.diff(given, on=ON), "weihai-2023-13"),
    "replay": (lambda rules, given: eligibility.replay(decided(rules).record(), rules=given), "weihai-2023-13"),
    "variations": (lambda rules, given: rules.scenarios({"a": PERSON}, given, on=ON), ["x"]),
    "read_scenarios": (lambda rules, given: rules.read_scenarios(given, on=ON), b"x.csv"),
    "read_scenarios, zero": (lambda rules, given: rules.read_scenarios(given, on=ON), "\0.csv"),
    "template": (lambda rules, given: rules.scenario_template(given), 5),
    "template in French": (lambda rules, given: rules.scenario_template("never.xlsx", language=given), "fr"),
    "compare": (lambda _, given: eligibility.compare(given), 5),
    "waterfall": (lambda _, given: eligibility.waterfall(given, "settlement"), [5]),
    "applicant": (lambda rules, given: decided(rules).notice(applicant=given), 5),
    "item": (lambda rules, given: decided(rules).settled("settlement", given), 0),
    "last item": (lambda rules, given: decided(rules).settled("settlement", given), -1),
    "named item": (lambda rules, given: decided(rules).settled("settlement", given), "0"),
    "most": (lambda rules, given: decided(rules).nearest("settlement", most=given), 0),
    "most as text": (lambda rules, given: decided(rules).nearest("settlement", most=given), "5"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_something_else_is_needed(rules: Rulebook, name: str) -> None:
    """An argument of another kind is one error of the caller."""
    call, given = OTHERS[name]
    with pytest.raises(UsageError) as caught:
        call(rules, given)
    assert caught.value.code in ("U013", "U009")
    assert len(caught.value.problems) == 1


def test_a_folder_that_is_no_pack_is_not_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without a pack's head is refused at once: it may be the whole disk."""
    (tmp_path / "something.txt").touch()
    rglob = Path.rglob
    monkeypatch.setattr(Path, "rglob", lambda at, all: pytest.fail("walked") if at == tmp_path else rglob(at, all))
    for arguments in ({"source": tmp_path}, {"source": "weihai-2023-13", "overlays": [tmp_path]}):
        with pytest.raises(PackError) as caught:
            eligibility.load(**arguments)
        assert [one.code for one in caught.value.problems] == ["P008"]


def test_nothing_can_be_taken_away(rules: Rulebook) -> None:
    """What cannot be set cannot be deleted either."""
    for whole, name in ((rules, "_engine"), (decided(rules), "_evaluation")):
        with pytest.raises(AttributeError, match="frozen"):
            delattr(whole, name)
    with pytest.raises(EligibilityError):
        decided(rules)["no-such-programme"]
