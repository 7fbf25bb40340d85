"""The one-time notification: plain words, nothing left out, the same in every layout."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import eligibility
from eligibility import Decision, Outcome, UsageError
from eligibility.cli.notice import notice as notice_command
from eligibility.cli.options import Lang
from eligibility.language import tree
from eligibility.present import notice_words
from eligibility.present.notice import Notice, OpenPoint, notice, notice_html, notice_pdf, notice_text
from eligibility.present.notice_words import Words
from people import HEADLINE, INSIDE, LIKE, NEWCOMER, OUTSIDER, TENANT, people
from strategies import Flat, nest

HERE = Path(__file__).resolve().parent
RULES = eligibility.load("weihai-2023-13")
SMALL = eligibility.load(HERE / "small_pack")
DAY = date(2023, 6, 1)
NOBODY: Flat = {}
LANGUAGES = ("zh", "en")
SAMPLES = {"inside": INSIDE, "newcomer": NEWCOMER, "tenant": TENANT, "outsider": OUTSIDER, "nobody": NOBODY}
POOR = {"lives": {"place": "100001"}, "income": {"yearly": 1}, "rooms": 1, "job": "none"}


def decided(flat: Flat, on: date = DAY) -> Decision:
    """A decision for a person of the Weihai pack."""
    return RULES.decide(nest(flat), on=on)


def small(person: dict[str, Any], on: str = "2024-06-01") -> Decision:
    """A decision of the small pack."""
    return SMALL.decide(person, on=on)


def squeezed(text: str) -> str:
    """A text without blank space, so that line breaks do not matter."""
    return re.sub(r"\s", "", text)


# --- every outcome in words ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_outcome_appears_in_words(language: str) -> None:
    """Each of the six outcomes is said by its words and by a sentence, and its programmes stand under them."""
    seen = {}
    for flat in (INSIDE, NEWCOMER, OUTSIDER, NOBODY, {**INSIDE, "settlement.wants": False}):
        decision = decided(flat)
        sheet = notice(decision, language, programmes=RULES.pack.programme_ids)
        text = notice_text(sheet, None)
        for group in sheet.groups:
            seen[group.outcome] = group.sentence
            assert group.result == Words(language).result(group.outcome)
            assert Words(language).say("badge", group.result) + group.sentence in text
            for one in group.programmes:
                assert one.outcome is group.outcome is decision[one.programme].outcome
                assert one.title in text[text.index(group.sentence) :]
                assert "".join(one.sentences) in text.replace(". ", ".")
    assert set(seen) == set(Outcome)
    assert len(set(seen.values())) == len(Outcome)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", Outcome, ids=lambda outcome: outcome.value)
def test_every_outcome_of_a_relative_appears_in_words(language: str, outcome: Outcome) -> None:
    """Each of the six outcomes of a relative or child is said in words."""
    sheet = notice(decided(INSIDE), language, programmes=["settlement"])
    words = Words(language).result(outcome)
    (group,) = sheet.groups
    item = replace(group.programmes[0].items[0], outcome=outcome, result=words)
    changed = replace(sheet, groups=(replace(group, programmes=(replace(group.programmes[0], items=(item,)),)),))
    for text in (notice_text(changed), html_text(notice_html(changed))):
        assert squeezed(item.name + Words(language).say("colon") + words) in squeezed(text)


def test_relatives_have_their_own_results() -> None:
    """A relative who is no near one is told why; one whose relation is unknown, which answer is missing."""
    (settlement,) = notice(decided(INSIDE), "zh", programmes=["settlement"]).programmes
    spouse, other = settlement.items
    assert (spouse.outcome, spouse.detail) == (Outcome.ELIGIBLE, "")
    assert (other.outcome, other.detail) == (Outcome.NOT_ELIGIBLE, "未满足的条件：“是近亲属”。")
    sheet = notice(decided({**INSIDE, "family.moving_relatives": [{}]}), "en", programmes=["settlement"])
    (unknown,) = sheet.programmes[0].items
    assert (unknown.outcome, unknown.detail) == (Outcome.UNDETERMINED, "Item 1 is still needed.")
    assert sheet.needs[0].question == "Moving relative 1: How is this relative related to you?"


def test_a_child_with_an_open_point_of_its_own_is_told_who_decides() -> None:
    """The reasons of an item come from its own condition where they differ from the person's."""
    person = {"children": [{"birth_date": "2015-01-01", "at_school": True}, {"birth_date": "1990-01-01"}]}
    (sheet,) = notice(small(person), "zh").programmes[:1]
    assert [one.outcome for one in sheet.items] == [Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE]
    assert sheet.items[1].detail == "未满足的条件：“年幼”。"


# --- what is said -------------------------------------------------------------------------------------------


def test_results_name_clause_bodies_and_open_points() -> None:
    """A referred programme says who decides what, in one sentence, beside its clause and bodies."""
    (one,) = notice(decided(NEWCOMER), "zh", programmes=["counter-guarantee-waiver"]).programmes
    assert (one.clause, one.decided_by) == ("二(二)2", ("市财政局", "市人力资源社会保障局"))
    assert one.sentences == ("须由上述机关认定：“‘等重点群体’包括哪些人”。",)
    (point,) = one.open
    assert point == OpenPoint("“等重点群体”包括哪些人", "市财政局、市人力资源社会保障局", "二(二)2")


def test_a_body_that_decides_only_a_point_is_named() -> None:
    """Where somebody else than those who decide anyway has to settle a point, the sentence says who."""
    person = {"is_migrant_worker": True, "legal_aid.matter": "other"}
    (one,) = notice(RULES.decide(nest(person), on=DAY), "zh", programmes=["legal-aid"]).programmes
    assert one.sentences[-1] == "须由市司法局认定：“其他情形是否给予法律援助”。"


def test_a_fact_that_an_authority_determines_is_an_open_point_in_both_languages() -> None:
    """The bodies of such a fact are named in the language of the sheet."""
    flat = {**INSIDE, "employment.industry": "catering"}
    (one,) = notice(decided(flat), "en", programmes=["work-injury-insurance"]).programmes
    assert one.outcome is Outcome.REFER
    assert not re.search("[一-龥]", "".join(one.sentences))
    assert one.open[0].who_decides.startswith("the Municipal Human Resources")


def test_reasons_are_whole_limbs_with_the_value_on_record() -> None:
    """Of a choice of ways the choice is named, not each way; the value stands beside it."""
    flat = {**INSIDE, "loan.amount": "100000.01", "employment.relation": "self_employed"}
    sheet = notice(decided(flat), "zh")
    reasons = {one.title: one.reasons for one in sheet.programmes if one.outcome is Outcome.NOT_ELIGIBLE}
    assert reasons == {
        "免除反担保": ("“合同申请金额在10万元及以下”（贷款金额：100,000.01元）",),
        "优先参加工伤保险": ("“有应当参保的用工关系”（用工关系：自主经营）",),
    }


def test_what_is_met_is_never_held_against_a_person() -> None:
    """Of a choice that is closed only the values that close it are told: a place of work in Weihai closes no route."""
    flat = {
        **INSIDE,
        "employment.has_employer": False,
        "employment.work_place": "371002",
        "housing.has_purchased_home": False,
        "housing.has_rented_home": False,
        "settlement.kin_sponsor": "none",
        "business.own_in_weihai": False,
    }
    (one,) = notice(decided(flat), "zh", programmes=["settlement"]).programmes
    assert one.reasons == ("“至少具备一种落户途径”（投靠对象关系：没有）",)


def test_a_condition_without_wording_is_named_by_what_it_is_about() -> None:
    """Where the author gave no wording the sheet never falls back on names of the rule language."""
    pack = SMALL.decide({**POOR, "rooms": 9, "benefits": []}, on="2024-06-01")
    (one,) = notice(pack, "zh", programmes=["heating"]).programmes
    assert one.reasons == ("“房间不多”（房间数：9）",)
    traces = pack["heating"].traces()
    node = next(part for part in traces[1].children if isinstance(part.node, tree.AnyOf))
    from eligibility.present.notice import _Composer

    assert _Composer(pack, "zh", ["heating"])._condition(node) == "与“已享待遇”有关的条件"


def test_places_have_names_and_no_codes() -> None:
    """A place is a unit's name, or outside; never six digits."""
    flat = {**INSIDE, "business.location": "370602", "employment.work_place": "371081"}
    for language in LANGUAGES:
        text = notice_text(notice(decided(flat), language, programmes=RULES.pack.programme_ids))
        assert not re.search(r"\d{6}", text)


def test_needs_come_first_from_the_person_then_from_registers() -> None:
    """Numbers run through; whatever a register may hold says so and asks for no paper first."""
    decision = decided(NOBODY)
    sheet = notice(decision, "zh")
    assert [need.number for need in sheet.needs] == list(range(1, len(sheet.needs) + 1))
    suppliers = {fact.path: fact.supplied_by for fact in decision.missing()}
    assert [bool(need.register) for need in sheet.needs] == ["register" in suppliers[need.fact] for need in sheet.needs]
    assert [bool(need.register) for need in sheet.needs] == sorted(bool(need.register) for need in sheet.needs)
    assert {need.fact for need in sheet.needs} == {fact.path for fact in decision.missing()}
    for need in sheet.needs:
        fact = RULES.pack.fact_by_path[need.fact]
        assert fact.evidence is not None
        assert need.evidence == fact.evidence.zh
        assert not need.register or need.register == (fact.who.zh if fact.who else "有关部门的登记")
    text = squeezed(notice_text(sheet))
    assert squeezed("可查登记：公安户籍登记；材料：居民身份证或者居民户口簿") in text
    assert "可以免交材料的" in text


def test_programmes_point_at_what_they_need() -> None:
    """The numbers in a sentence are those of the facts that the finding lists."""
    decision = decided(NOBODY)
    for one in notice(decision, "zh").programmes:
        assert {need.fact for need in one.needs} == {fact.path for fact in decision[one.programme].missing}
        if one.outcome is Outcome.UNDETERMINED:
            assert one.sentences[0] == f"还需补充第{Words('zh').numbers([need.number for need in one.needs])}项情况。"


def test_reasons_for_not_knowing_are_said_kindly() -> None:
    """Asked in vain, refused and contradictory are told apart; not asked needs no word."""
    unknown = {"employment.relation": "not_known", "settlement.wants": "refused", "is_new_citizen": "not_asked"}
    decision = RULES.decide({"unknown": {**unknown, "business.location": "conflicting"}}, on=DAY)
    remarks = {need.fact: need.remark for need in notice(decision, "zh").needs if need.remark}
    assert remarks == {
        "employment.relation": "您当时说不清楚",
        "settlement.wants": "您暂时没有提供",
        "business.location": "现有材料的说法不一致，需要核对",
    }


def test_a_figure_that_nobody_knows_yet_is_not_asked_of_the_person() -> None:
    """A threshold past its known period is for the counter to find out."""
    sheet = notice(small({**POOR, "benefits": [], "hardship": False}, on="2027-06-01"), "zh", programmes=["heating"])
    (need,) = sheet.needs
    assert (need.number, need.question) == (0, "收入上限")
    assert sheet.programmes[0].sentences == ("有一项规定的数额须由窗口查明。",)
    assert "由窗口查明，不用您提供" in notice_text(sheet)
    assert "由窗口查明，不用您提供" in notice_html(sheet)
    assert sheet.next_steps == ("情况有变化的，随时可以再来核对。",)


def test_what_does_not_apply_is_only_mentioned() -> None:
    """By default such programmes share one line, those meant for the same situation together."""
    sheet = notice(decided(INSIDE, date(2023, 4, 9)), "zh")
    assert not sheet.programmes
    assert "没有需要逐项说明的事项。" in notice_text(sheet)
    assert len(sheet.aside) == len(RULES.pack.programme_ids)
    line = "、".join(one.title for one in sheet.aside) + "（“办理之日方案已经施行”）。"
    assert squeezed(line) in squeezed(notice_text(sheet))
    assert any("不等于不予办理" in note for note in sheet.notes)


def test_best_results_come_first() -> None:
    """The order is: met, met in principle, referred, missing something, not met; within one, that of the document."""
    order = [Outcome.ELIGIBLE, Outcome.ELIGIBLE_IN_PRINCIPLE, Outcome.REFER, Outcome.UNDETERMINED, Outcome.NOT_ELIGIBLE]
    for flat in SAMPLES.values():
        places = [order.index(one.outcome) for one in notice(decided(flat), "zh").programmes]
        assert places == sorted(places)


def test_chosen_programmes_are_set_out_whatever_their_result() -> None:
    """Programmes that are asked for appear in full, with all their remarks, and no other is mentioned."""
    decision = decided({**INSIDE, "settlement.wants": False})
    sheet = notice(decision, "zh", programmes=["settlement", "job-fairs", "settlement"])
    assert [one.programme for one in sheet.programmes] == ["job-fairs", "settlement"]
    assert (sheet.aside, sheet.services) == ((), ())
    assert not sheet.shortened
    last = sheet.programmes[1]
    assert last.sentences == ("前提是：“本人自愿落户”。",)
    assert len(last.notes) == len(decision["settlement"].notes)


def test_services_open_to_everybody_share_a_line() -> None:
    """What asks for nothing and has nothing particular to say is mentioned with its clause, by body."""
    sheet = notice(decided(INSIDE), "zh")
    services = {one.title for one in sheet.services}
    assert {"招聘活动和就业服务", "零工市场"} <= services
    assert not services & {one.title for one in sheet.programmes}
    assert "招聘活动和就业服务（二(一)5）" in notice_text(sheet, None)
    listed = [one.programme for one in sheet.programmes] + [one.programme for one in sheet.services]
    listed += [one.programme for one in sheet.aside]
    assert sorted(listed) == sorted(RULES.pack.programme_ids)


def test_remarks_that_bear_on_nothing_are_left_out_and_that_is_said() -> None:
    """An undetermined programme has only its conditional remarks; an employer's duty that is not met keeps all."""
    sheet = notice(decided(NOBODY), "zh")
    assert not next(one for one in sheet.programmes if one.programme == "rental-housing").notes
    assert sheet.shortened
    assert "其他背景说明可以向窗口索取" in notice_text(sheet, None)
    refused = notice(decided({**INSIDE, "employment.relation": "self_employed"}), "zh")
    duty = next(one for one in refused.programmes if one.programme == "work-injury-insurance")
    assert duty.outcome is Outcome.NOT_ELIGIBLE
    assert any("为全部职工办理工伤保险都是用人单位的法定义务" in note for note in duty.notes)


def test_notes_that_all_programmes_carry_are_said_once() -> None:
    """A note of the whole pack stands under a heading of its own."""
    sheet = notice(decided(INSIDE, date(2024, 2, 1)), "zh")
    (shared,) = sheet.notes
    assert "2023年度安排" in shared
    assert notice_text(sheet, None).count(shared) == 1


def test_warnings_and_readings_are_on_the_sheet() -> None:
    """Doubtful input comes before the results; a reading that is not the default is said in words."""
    rules = RULES.with_readings({"D5": "migrant-workers-only"})
    decision = rules.decide(nest({**INSIDE, "loan.amount": 10}), on=DAY)
    sheet = notice(decision, "zh")
    assert sheet.warnings
    assert len(sheet.readings) == 1
    text = notice_text(sheet, None)
    assert text.index(sheet.warnings[0]) < text.index(sheet.programmes[0].title)
    assert sheet.readings[0] in text
    assert not notice(decided(INSIDE), "zh").readings


def test_an_overlay_is_named_among_what_was_checked() -> None:
    """The sheet says which further document was laid over the rules."""
    rules = eligibility.load("shandong-2020-settlement")
    sheet = notice(rules.decide(nest(INSIDE), on=DAY), "zh")
    (further,) = sheet.further_documents
    assert f"另外还对照：{further}" in notice_text(sheet, None)
    assert further in sheet.disclaimer
    assert not sheet.warnings


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_worked_example_is_never_taken_for_law(language: str) -> None:
    """A sheet made with an overlay that is no law warns of it before any result."""
    sheet = notice(eligibility.load("example-district-plan").decide(nest(INSIDE), on=DAY), language)
    assert Words(language).say("example_words") == sheet.warnings[0]
    assert Words(language).say("example") in sheet.further_documents[0]


def test_the_sheet_says_what_it_is() -> None:
    """Date, document, version and reference are there, and that it is no administrative decision."""
    sheet = notice(decided(INSIDE), "zh", applicant="王小明", handled_by="李华")
    text = notice_text(sheet, None)
    for said in ("申请人：王小明", "核对日期：2023年6月1日", "威人社字〔2023〕13号", "不是行政决定", "经办人：李华"):
        assert said in text
    figures = RULES.content_hash.removeprefix("sha256:")[:12].upper()
    assert (sheet.pack_version, sheet.pack_hash.replace(" ", "")) == (RULES.version, figures)
    assert "It is not an administrative decision" in notice(decided(INSIDE), "en").disclaimer


def test_next_steps_follow_the_results() -> None:
    """Only what there is to do is said, and that one may always come back."""
    steps = notice(decided(INSIDE), "zh", programmes=HEADLINE).next_steps
    assert (
        steps[0] == "结果是“符合条件”、“原则上符合条件”或者“须由主管部门认定”的，可以向该事项的决定机关申请或者咨询。"
    )
    steps = notice(decided(NOBODY), "en").next_steps
    assert [step.split()[0] for step in steps] == ["Get", "For", "If"]


# --- what is never said -------------------------------------------------------------------------------------


def ids_of_the_pack() -> set[str]:
    """Every name by which the rules call something: conditions, facts, choices, terms, notes, readings."""
    pack = RULES.pack
    found = {pack.id, *pack.programme_ids, *(outcome.value for outcome in Outcome)}
    found |= {part for fact in pack.facts for part in (fact.path, *fact.path.split("."), *fact.type.choices)}
    found |= {one.name for one in pack.parameters} | {one.name for one in pack.terms}
    found |= {one.id for one in pack.readings} | {choice for one in pack.readings for choice, *_ in one.choices}
    found |= {one.id for one in pack.checks} | {one.claim for one in pack.claims}
    for programme in pack.programmes:
        found |= {note.id for note in programme.notes}
        parts = [programme.scope, programme.requires, *([programme.item.requires] if programme.item else [])]
        nodes = [node for part in parts for node in tree.walk(part)]
        found |= {node.id for node in nodes if isinstance(node, tree.Labelled | tree.Open) and node.id}
    return found


def wording_of_the_pack() -> str:
    """All English wording that an author wrote, in which a word may happen to be somebody's id."""
    return " ".join(text for path in (RULES.pack.folders) for text in _english(Path(path)))


def _english(folder: Path) -> Iterator[str]:
    for file in sorted(folder.rglob("*.yaml")):
        yield from re.findall(r"\ben: (.*)", file.read_text(encoding="utf-8"))


IDS = ids_of_the_pack()
ENGLISH = wording_of_the_pack() + " ".join(english for _, english in notice_words._SAY.values())
CODES = sorted(one for one in IDS if not re.search(rf"(?<![\w-]){re.escape(one)}(?![\w-])", ENGLISH))
CODE = re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, CODES))})(?![\w-])")


def test_the_list_of_code_names_is_no_short_one() -> None:
    """Most ids are no words, so that looking for them means something."""
    assert {"loan.is_split_of_larger_need", "counter-guarantee-waiver", "named-group", "D11", "371083"} - set(
        CODES
    ) == {"371083"}
    assert len(CODES) > 0.6 * len(IDS)


def assert_plain(sheet: Notice) -> None:
    """No code names; on a Chinese sheet no foreign word at all."""
    text = notice_text(sheet, None).replace(sheet.pack_hash, "")
    assert not CODE.findall(text)
    assert not re.search(r"\{|\}|None|True|False", text.replace("Working relation: None", ""))
    if sheet.language == "zh":
        assert not re.findall("[A-Za-z]+", text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("programmes", [None, RULES.pack.programme_ids], ids=["default", "all"])
@settings(max_examples=25)
@given(flat=people(RULES), on=st.sampled_from([date(2023, 4, 9), DAY, date(2024, 2, 29)]))
def test_no_code_name_appears(language: str, programmes: Any, flat: Flat, on: date) -> None:
    """Whoever the person is, the sheet speaks in words; a Chinese sheet in Chinese words."""
    assert_plain(notice(decided(flat, on), language, programmes=programmes))


@settings(max_examples=25)
@given(flat=people(RULES))
def test_nothing_is_said_about_approval_or_giving_up_land(flat: Flat) -> None:
    """No sheet speaks of a loan's approval or subsidy, of a worker's share, or tells anybody to give up land."""
    sheet = notice(decided(flat), "zh", programmes=RULES.pack.programme_ids)
    text = notice_text(sheet, None)
    assert not re.search("贴息|放款|批贷|准予贷款|贷款获批", text)
    assert not re.search("(?<!不得以)退出土地|放弃|自愿退出|交回承包", text)
    (injury,) = notice(decided(flat), "zh", programmes=["work-injury-insurance"]).programmes
    assert not re.search("个人缴费|共同缴费|个人缴纳", "".join(injury.notes).replace("职工个人不缴费", ""))
    ours = "".join(chinese + english for chinese, english in notice_words._SAY.values())
    assert not re.search("土地|承包|宅基地|缴费|贴息|放贷|land|contribution|approv|interest", ours)


# --- names --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("  王  小明\n", "王 小明"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("=cmd()|' /C calc'!A0", "=cmd()|' /C calc'!A0"),
        ("张三 & \"李四\" 'x'", "张三 & \"李四\" 'x'"),
        ("a\u202eb\u200fc\u2066d\x00e\x1b[31mf", "abcde[31mf"),
        ("ئابدۇللا", "ئابدۇللا"),
        ("买买提·吐尔逊", "买买提·吐尔逊"),
        ("长" * 101, "长" * 99 + "…"),
        ("{0}%s", "{0}%s"),
    ],
)
def test_names_are_printed_and_never_obeyed(given_name: str, shown: str) -> None:
    """A name stands as it is, on one line, without characters that steer the layout."""
    sheet = notice(decided(INSIDE), "zh", applicant=given_name, handled_by=given_name)
    assert (sheet.applicant, sheet.handled_by) == (shown, shown)
    assert f"\n申请人：{shown}\n" in notice_text(sheet, None)
    page = notice_html(sheet)
    assert page.count("<bdi>") == 2
    assert "<script" not in page
    assert squeezed(shown) in squeezed(html_text(page))


def test_wording_of_a_pack_is_escaped_too() -> None:
    """Nothing that an author of rules writes becomes markup."""
    sheet = notice(decided(INSIDE), "zh")
    nasty = replace(sheet, warnings=("<img src=x onerror=alert(1)>",), document_title="</title><script>")
    page = notice_html(nasty)
    assert "<img" not in page
    assert "<script" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


# --- the same in every layout -------------------------------------------------------------------------------


class _Reader(HTMLParser):
    """Collects the text of a page's body."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ARG002 - the parser's signature
        """Style and title are not read."""
        self.hidden += tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        """They have ended."""
        self.hidden -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        """Text."""
        if not self.hidden:
            self.parts.append(data)


def html_text(page: str) -> str:
    """What a page says."""
    reader = _Reader()
    reader.feed(page)
    return "".join(reader.parts)


def pdf_text(made: bytes) -> str:
    """What a PDF says, without the numbers of its pages."""
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=made, capture_output=True, check=True, timeout=60)
    return re.sub(r"第\d+页，共\d+页|Page\d+of\d+", "", squeezed(done.stdout.decode()))


def pieces(part: Any) -> Iterator[str]:
    """Every sentence of a notice, down to the last note."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from pieces(one)
    elif is_dataclass(part) and type(part).__name__ != "OpenPoint":
        hidden = ("language", "programme", "fact", "reasons", "needs" if hasattr(part, "sentences") else "")
        for field in fields(part):
            if field.name not in hidden:
                yield from pieces(getattr(part, field.name))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sample", SAMPLES)
def test_text_and_page_say_everything(language: str, sample: str) -> None:
    """Every string of the notice is in the text and on the page, and the two say the same."""
    sheet = notice(decided(SAMPLES[sample]), language, applicant="王小明", handled_by="李华")
    text, page = squeezed(notice_text(sheet)), squeezed(html_text(notice_html(sheet)))
    for piece in pieces(sheet):
        assert squeezed(piece) in text
        assert squeezed(piece) in page
    assert letters(text) == letters(page)


def letters(text: str) -> list[str]:
    """The letters and Chinese characters of a text in order: no marks, no numbers of lists."""
    return re.findall(r"[^\W\d_]", text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sample", ["nobody", "newcomer"])
def test_print_says_everything(language: str, sample: str) -> None:
    """Every string of the notice can be read out of the PDF."""
    sheet = notice(decided(SAMPLES[sample]), language, applicant="王小明", handled_by="李华")
    text = pdf_text(notice_pdf(sheet))
    missing = [piece for piece in pieces(sheet) if squeezed(piece) not in text]
    assert not missing


def test_all_three_are_methods_too() -> None:
    """A notice lays itself out, and its ``str`` is text."""
    sheet = notice(decided(INSIDE), "zh", programmes=["settlement"])
    assert sheet.text() == notice_text(sheet) == str(sheet)
    assert sheet.html() == notice_html(sheet)
    assert sheet.pdf() == notice_pdf(sheet)


def test_text_keeps_to_its_width() -> None:
    """No line is wider than asked, a Chinese character counting two."""
    from eligibility.present.layout import cells

    for language in LANGUAGES:
        text = notice_text(notice(decided(NOBODY), language), 60)
        too_wide = [line for line in text.splitlines() if cells(line) > 60]
        assert not too_wide


@pytest.mark.parametrize("flat", LIKE, ids=["inside", "newcomer", "tenant", "outsider"])
def test_a_notice_is_frozen_and_repeatable(flat: Flat) -> None:
    """The same decision gives the same sheet."""
    assert notice(decided(flat), "zh") == notice(decided(flat), "zh")
    assert hash(notice(decided(flat), "zh"))


# --- errors and the command ---------------------------------------------------------------------------------


def test_wrong_calls_are_refused() -> None:
    """An unknown language or programme is an error with its code."""
    with pytest.raises(UsageError) as wrong:
        notice(decided(INSIDE), "fr")
    assert wrong.value.code == "U009"
    with pytest.raises(UsageError) as wrong:
        notice(decided(INSIDE), "zh", programmes=["settlment"])
    assert wrong.value.code == "U003"


@pytest.fixture
def person(tmp_path: Path) -> Path:
    """A file with a person."""
    path = tmp_path / "person.yaml"
    path.write_text("is_migrant_worker: true\n", encoding="utf-8")
    return path


def test_command_prints_text(person: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a file to write the notice goes to the terminal, in Chinese."""
    assert notice_command(person, on="2023-06-01", applicant="王小明") == 0
    printed = capsys.readouterr().out
    assert printed.startswith("一次性告知单\n申请人：王小明\n")
    assert printed.endswith("签收日期：____________\n")


@pytest.mark.parametrize("suffix", [".txt", ".html", ".PDF"])
def test_command_writes_what_the_name_asks_for(person: Path, suffix: str) -> None:
    """The ending of the file's name chooses the layout."""
    output = person.with_name(f"sheet{suffix}")
    assert notice_command(person, on="2023-06-01", output=output, lang=Lang.EN, handled_by="李华") == 0
    start = {".txt": b"One-time", ".html": b'<!DOCTYPE html>\n<html lang="en">', ".PDF": b"%PDF-"}[suffix]
    assert output.read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("name", "said"), [("sheet.docx", "U013 --output"), ("sheet", "U013 --output"), ("gone/sheet.txt", "I008 ")]
)
def test_command_refuses_what_it_cannot_write(
    person: Path, name: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another ending or a folder that is not there is one clear message."""
    assert notice_command(person, on="2023-06-01", output=person.parent / name) == 2
    assert said in capsys.readouterr().err
