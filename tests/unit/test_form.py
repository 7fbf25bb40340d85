"""The form without a browser: answers in, person, decision and messages out."""

import builtins
import json
import sys
from typing import Any

import pytest
import yaml
from hypothesis import given, settings

import eligibility
from eligibility import InputError, MissingExtraError, Outcome, UsageError
from eligibility.interchange.person_files import read_person_text
from eligibility.interchange.typed import typed_amount, typed_date, typed_number
from eligibility.notebook.answers import DAY, answers_of, data_of
from eligibility.notebook.state import FormState
from eligibility.notebook.vocabulary_form import WORDS, form_layout
from eligibility.notebook.widget import Form
from eligibility.pack.layout import UnknownReason
from people import INSIDE, people
from strategies import Flat, nest

RULES = eligibility.load("weihai-2023-13")
ON = "2023-06-01"
DAY_ANSWER = {DAY: {"value": ON}}


def state(person: Any = None, language: str = "zh") -> FormState:
    """A form's state."""
    return FormState(RULES, person, RULES.decide({}, on=ON).on, language)


def answered(answers: dict[str, Any]) -> FormState:
    """The state after these answers."""
    made = state()
    made.change({**DAY_ANSWER, **answers})
    return made


@given(people(RULES))
@settings(max_examples=60, deadline=None)
def test_person_comes_back_as_it_went_in(flat: Flat) -> None:
    """The answers that a person amounts to describe the same person, whatever is known."""
    person = RULES.person(nest(flat))
    assert RULES.person(data_of(answers_of(person), RULES.pack.fact_by_path)) == person


def test_reasons_and_records_come_back() -> None:
    """Reasons for not knowing and the records of lists survive the form."""
    data = {
        "family": {"children": [{"birth_date": "2016-09-01"}, {}], "moving_relatives": []},
        "unknown": {"loan.product": "refused", "family.children[1].birth_date": "not_known"},
    }
    person = RULES.person(data)
    assert RULES.person(data_of(answers_of(person), RULES.pack.fact_by_path)) == person
    assert state(data).yaml() == answered(answers_of(person)).yaml()


def test_every_fact_that_decides_has_a_field() -> None:
    """A form asks for every fact that a rule may read and for no other, in both languages."""
    wanted = {fact.path for fact in RULES.facts if fact.decides_never is None}
    for language in ("zh", "en"):
        layout = form_layout(RULES.pack, language)
        fields = [field for group in layout["groups"] for field in group["fields"]]
        paths = {field["path"] for field in fields}
        paths |= {f"{one['path']}[].{inner['path']}" for one in fields for inner in one.get("fields", ())}
        assert paths == wanted
        assert all(group["title"] for group in layout["groups"])
        assert all(field["label"] and field["question"] for field in fields)
        assert json.loads(json.dumps(layout)) == layout
    titles = [group["title"] for language in ("zh", "en") for group in form_layout(RULES.pack, language)["groups"]]
    assert len(set(titles)) == len(titles)
    assert all(zh and en for zh, en in WORDS.values())


def test_answer_moves_the_finding() -> None:
    """One yuan more is said to change the finding; nothing else is said to."""
    inside = answers_of(RULES.person(nest(INSIDE)))
    form = answered({**inside, "loan.amount": {"value": "100000"}})
    form.change({**form.answers, "loan.amount": {"value": "100001"}})
    assert form.decision["counter-guarantee-waiver"].outcome is Outcome.NOT_ELIGIBLE
    assert form.changes == ("免除反担保：原则上符合 → 不符合",)
    assert form.view()["changes"] == list(form.changes)


def test_wrong_answers_have_messages_and_cost_nothing_else() -> None:
    """Each wrong answer has the library's message and counts as missing; the right ones are decided on."""
    form = answered(
        {
            "is_migrant_worker": {"value": True},
            "loan.amount": {"value": "很多"},
            "birth_date": {"value": "2030-01-01"},
            "loan.prior_guarantee_loans": {"value": "1.5"},
            "business.location": {"value": "37"},
            "family.children": {"count": 1},
            "family.children[0].birth_date": {"value": "2023-02-30"},
        }
    )
    assert set(form.errors) == {
        *("loan.amount", "birth_date", "loan.prior_guarantee_loans", "business.location"),
        "family.children[0].birth_date",
    }
    assert form.errors["loan.amount"].startswith("贷款金额：应为")
    assert form.data() == {"is_migrant_worker": True, "family": {"children": [{}]}}
    assert form.answers["loan.amount"] == {"value": "很多"}


def test_wrong_day_leaves_the_day() -> None:
    """A date that is none has a message, and the decision stays on the day before it."""
    form = state()
    form.change({DAY: {"value": "soon"}})
    assert DAY in form.errors
    assert str(form.on) == ON
    form.change({DAY: {"value": "2023年4月9日"}})
    assert not form.errors
    assert form.decision["settlement"].outcome is Outcome.NOT_APPLICABLE
    assert form.changes[0] == "办理日期：2023年4月9日"


@pytest.mark.parametrize("reason", UnknownReason)
def test_not_knowing_is_an_answer(reason: UnknownReason) -> None:
    """Every reason travels into the person and into the question that stays open."""
    form = answered({"is_migrant_worker": {"unknown": reason.value}})
    assert form.person.unknown == {"is_migrant_worker": reason}
    missing = {fact.path: fact for fact in form.decision.missing()}
    assert missing["is_migrant_worker"].reason is reason


def test_what_to_copy_describes_the_same_person() -> None:
    """The YAML and the Python give the same decision again."""
    form = answered(answers_of(RULES.person(nest(INSIDE))))
    from_yaml = read_person_text(form.yaml(), "form.yaml", "yaml").data
    names: dict[str, Any] = {"rules": RULES}
    exec(form.python().replace("rules.decide", "decision = rules.decide"), names)  # noqa: S102 - what we just wrote
    assert RULES.decide(from_yaml, on=ON) == form.decision == names["decision"]
    assert yaml.safe_load(state().yaml()) == {}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("8万", "80000"),
        ("１００００１", "100001"),
        ("1,234,567.80元", "1234567.80"),
        ("0.5万元", "5000"),
        ("1,00", "1,00"),
        ("12.345", "12.345"),
        ("一百", "一百"),
        ("-5", "-5"),
    ],
)
def test_amounts_are_met_half_way(typed: str, read: str) -> None:
    """Full width, thousands and 万 are understood; the rest is left for the door."""
    assert typed_amount(typed) == read


def test_numbers_and_dates_are_met_half_way() -> None:
    """The same for whole numbers and dates."""
    assert [typed_number(one) for one in ("１２", " 3 ", "3.0", "三")] == [12, 3, "3.0", "三"]
    assert [typed_date(one) for one in ("2023/4/1", "２０２３年４月１日", "2023")] == ["2023-04-01", "2023-04-01", None]


def test_widget_follows_its_answers() -> None:
    """Answers that arrive from a browser change person, decision and view."""
    form = RULES.form({"loan": {"amount": "80000"}}, on=ON, language="en")
    assert isinstance(form, Form)
    assert form.view["yaml"] == "loan:\n  amount: '80000'\n"
    form.answers = {**form.answers, "is_migrant_worker": {"value": False}}
    assert form.data() == {"is_migrant_worker": False, "loan": {"amount": "80000"}}
    assert form.decision["rental-housing"].outcome is Outcome.NOT_APPLICABLE
    assert form.person == form.decision.person
    assert "Not met" in form.view["findings"]
    assert form.yaml() == form.view["yaml"]
    assert form.python() == form.view["python"]


def test_defect_shows_as_a_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong inside never leaves an old finding standing beside new answers."""
    form = RULES.form(on=ON, language="en")
    monkeypatch.setattr(FormState, "change", lambda *_: 1 / 0)
    form.answers = {**form.answers, "is_migrant_worker": {"value": False}}
    assert "B001 ZeroDivisionError" in form.view["failed"]
    assert form.view["findings"] == ""


def test_export_is_not_blank() -> None:
    """Beside the widget stands a static summary with the answers, the questions and the findings, escaped."""
    form = RULES.form({"loan": {"amount": "80000"}, "unknown": {"birth_date": "refused"}}, on=ON, language="zh")
    data, _ = form._repr_mimebundle_()
    assert "80,000元" in data["text/html"]
    assert "拒绝提供" in data["text/html"]
    assert "接下来要问" in data["text/html"]
    assert "<script" not in data["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["text/plain"] == "<Form weihai-2023-13 on 2023-06-01>"


def test_form_refuses_what_decide_refuses() -> None:
    """A date is required, a wrong person is refused, and there are two languages."""
    with pytest.raises(UsageError, match="U001"):
        RULES.form()
    with pytest.raises(UsageError, match="U009"):
        RULES.form(on=ON, language="de")
    with pytest.raises(InputError, match="I101"):
        RULES.form({"nme": 1}, on=ON)


def test_form_for_some_programmes_asks_for_nothing_else() -> None:
    """What other programmes wait for is neither asked nor shown, and an unknown programme is refused."""
    form = RULES.form(on=ON, language="zh", programmes=["settlement"])
    missing = {fact.path.partition("[")[0] for fact in form.decision["settlement"].missing}
    assert {one["path"] for one in form.view["ask"]} == missing
    assert "落户" in form.view["findings"]
    assert "免除反担保" not in form.view["findings"] + form.html()
    with pytest.raises(UsageError, match="U003"):
        RULES.form(on=ON, programmes=["setlement"])


def test_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without anywidget the form names the extra to install."""
    real = builtins.__import__

    def refuse(name: str, *rest: Any, **more: Any) -> Any:
        if name == "anywidget":
            raise ModuleNotFoundError(name=name)
        return real(name, *rest, **more)

    monkeypatch.delitem(sys.modules, "eligibility.notebook.widget")
    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(MissingExtraError, match=r"eligibility\[notebook\]"):
        RULES.form(on=ON)
