"""Nearest changes of lists: records are changed, added and left out, and the outcome of an item can be asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import eligibility
from edits import Edit, copy_pack
from eligibility import Decision, Outcome, Rulebook
from eligibility.pack.convert import MOST_ENTRIES

ON = "2024-06-01"
SMALL = Path(__file__).resolve().parents[1] / "unit" / "small_pack"
CHILDREN = """\
    question: {zh: 有哪些子女？, en: "Which children do you have?"}
    supplied_by: [applicant]
    changeable: """
HAS_PUPIL = """\
  id: has-pupil
  test: some child in children satisfies child.at_school
"""
ALL_PUPILS = """\
  id: has-pupil
  test: every child in children satisfies child.at_school
"""
THREE = """\
  id: has-pupil
  test: count(children) >= 7
"""
BORN = {"birth_date": "2023-05-01"}


def rules(folder: Path, requires: str = HAS_PUPIL, changeable: str = "true") -> Rulebook:
    """The small pack, in which the list of children can be changed, with another condition on it."""
    edits = [Edit("facts.yaml", f"{CHILDREN}false", f"{CHILDREN}{changeable}")]
    if requires != HAS_PUPIL:
        edits.append(Edit("programmes/school.yaml", HAS_PUPIL, requires))
    return eligibility.load(copy_pack(SMALL, folder, *edits))


def ways(decision: Decision, **more: Any) -> list[list[tuple[str, Any, Any]]]:
    """The changes of each way to a better outcome of the grant, by path."""
    found = decision.nearest("school", **more)
    return [[(change.path, change.before, change.after) for change in one.changes] for one in found.alternatives]


def test_a_field_of_a_record_or_one_record_more(tmp_path: Path) -> None:
    """Each child that could go to school is a way, and so is a child that is added; all are as near."""
    book = rules(tmp_path)
    decision = book.decide({"children": [{**BORN, "at_school": False}, {"at_school": False}]}, on=ON)
    assert sorted(ways(decision)) == [
        [("children[0].at_school", False, True)],
        [("children[1].at_school", False, True)],
        [("children[2]", None, {"at_school": True})],
    ]
    found = decision.nearest("school")
    assert found.exhausted
    for one in found.alternatives:
        assert book.decide(one.witness.person, on=ON)["school"].outcome is Outcome.ELIGIBLE
    assert "子女：增加一项（在校：是） ⇒ 符合" in found.text("zh")
    assert "Children: add one (At school: yes) ⇒ Eligible" in found.text("en")
    assert "第1项在校：否 → 是 ⇒ 符合" in found.text("zh")
    assert "At school 2: no → yes ⇒ Eligible" in found.text("en")


def test_what_is_left_out(tmp_path: Path) -> None:
    """A record in the way is left out, and the others keep what they say, wherever they stand then."""
    book = rules(tmp_path, ALL_PUPILS)
    children = [{**BORN, "at_school": True}, {"birth_date": "2019-02-03", "at_school": False}, {"at_school": True}]
    decision = book.decide({"children": children}, on=ON)
    assert sorted(ways(decision), key=str) == [
        [("children[1]", {"birth_date": "2019-02-03", "at_school": False}, None)],
        [("children[1].at_school", False, True)],
    ]
    found = decision.nearest("school")
    out = next(one for one in found.alternatives if one.changes[0].after is None)
    assert out.witness.person["children"] == [children[0], children[2]]
    assert "子女：去掉第2项（出生日期：2019年2月3日，在校：否）" in found.text("zh")
    assert "Children: leave out number 2 (Date of birth: 2019-02-03, At school: no)" in found.text("en")


def test_the_item_that_is_asked_about_stays(tmp_path: Path) -> None:
    """For the grant of a child it is no way to leave that child out, and the place is counted among those that stay."""
    book = rules(tmp_path, ALL_PUPILS)
    decision = book.decide({"children": [{"at_school": False}, {**BORN, "at_school": True}]}, on=ON)
    assert decision["school"].items[1].outcome is Outcome.NOT_ELIGIBLE
    found = decision.nearest("school", item=1)
    assert (found.item, found.before) == (1, Outcome.NOT_ELIGIBLE)
    assert {one.changes[0].path for one in found.alternatives} == {"children[0]", "children[0].at_school"}
    assert found.text("zh").startswith("学费补贴 · 子女 2（")
    assert found.to_dict()["item"] == 1
    alone = decision.nearest("school", item=0)
    assert all(change.path != "children[0]" for one in alone.alternatives for change in one.changes)


def test_a_list_that_is_not_known_is_given(tmp_path: Path) -> None:
    """To say that there are no children is one change, and so is to name one."""
    (way,) = ways(rules(tmp_path / "some").decide({}, on=ON))
    assert way == [("children", None, [{"at_school": True}])]
    decision = rules(tmp_path / "every", ALL_PUPILS).decide({}, on=ON)
    assert ways(decision) == [[("children", None, [])]]
    assert "子女：未知 → 0项" in decision.nearest("school").text("zh")
    assert "Children: not known → 0 listed" in str(decision.nearest("school"))


def test_a_list_that_is_counted(tmp_path: Path) -> None:
    """As many records are added as are looked at; where more might do, that is said and no way is denied."""
    book = rules(tmp_path, THREE)
    decision = book.decide({"children": [{}, {}, {}, {}]}, on=ON)
    (way,) = ways(decision)
    assert way == [(f"children[{place}]", None, {}) for place in (4, 5, 6)]
    found = book.decide({"children": []}, on=ON).nearest("school")
    assert (found.alternatives, found.exhausted) == ((), False)
    assert found.bounded == (("children", 4),)
    assert found.to_dict()["bounded"] == {"children": 4}
    assert "下列列表只考虑到这么多条：子女 ≤ 4" in found.text("zh")


def test_no_list_becomes_longer_than_the_door_lets_in(tmp_path: Path) -> None:
    """Where a list has as many records as it may have none is added, and it is not said that nothing else would do."""
    book = rules(tmp_path, "  id: has-pupil\n  test: some child in children satisfies age(child.birth_date) > 90\n")
    found = book.decide({"children": [dict(BORN)] * MOST_ENTRIES}, on=ON).nearest("school")
    assert (found.alternatives, found.exhausted) == ((), False)
    assert found.bounded == (("children", MOST_ENTRIES),)
    one_less = book.decide({"children": [dict(BORN)] * (MOST_ENTRIES - 1)}, on=ON).nearest("school")
    assert [change.path for change in one_less.alternatives[0].changes] == [f"children[{MOST_ENTRIES - 1}]"]


def test_what_of_a_list_cannot_be_changed(tmp_path: Path) -> None:
    """Where the list cannot be changed its records stay, and only their changeable fields are otherwise."""
    book = rules(tmp_path, ALL_PUPILS, changeable="false")
    decision = book.decide({"children": [{"at_school": False}]}, on=ON)
    assert ways(decision) == [[("children[0].at_school", False, True)]]
    assert ways(book.decide({}, on=ON)) == []


def test_further_on_without_being_better() -> None:
    """From undetermined, where nothing better can be reached, the way to the authority's decision is shown."""
    book = eligibility.load("weihai-2023-13")
    decision = book.decide({"is_migrant_worker": True, "residence": {"place": "371002"}}, on="2023-06-01")
    assert decision["rental-housing"].outcome is Outcome.UNDETERMINED
    found = decision.nearest("rental-housing")
    assert found.wanted == (Outcome.REFER,)
    assert {one.outcome for one in found.alternatives} == {Outcome.REFER}
    assert [change.path for change in found.alternatives[0].changes] == ["residence.lives_or_works_in_town"]
    nothing = book.decide({}, on="2023-06-01").nearest("rental-housing")
    assert nothing.alternatives == ()
    assert nothing.wanted == (Outcome.ELIGIBLE_IN_PRINCIPLE, Outcome.ELIGIBLE)


@pytest.mark.parametrize("item", [1, -1, True, "0"])
def test_an_item_that_there_is_not(tmp_path: Path, item: Any) -> None:
    """U013: the place has to be that of a record."""
    decision = rules(tmp_path).decide({"children": [{}]}, on=ON)
    with pytest.raises(eligibility.UsageError) as caught:
        decision.nearest("school", item=item)
    assert caught.value.code == "U013"
