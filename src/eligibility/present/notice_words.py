"""The sentences of the one-time notification, in plain Chinese and plain English.

Nothing here speaks of conditions, facts or rules by their ids; nothing advises anybody to give anything up, and
nothing says what a bank, an insurer or an authority will decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from eligibility.errors import UsageError, echo, problem
from eligibility.language.text import Text
from eligibility.logic import Outcome
from eligibility.pack.layout import UnknownReason

__all__ = ["Words"]

_SAY: Final = {
    # the sheet
    "title": ("一次性告知单", "One-time notification"),
    "applicant": ("申请人", "Applicant"),
    "date": ("核对日期", "Date of this check"),
    "document": ("对照的文件", "Checked against"),
    "document_words": ("{number}（{title}）", "{number} ({title})"),
    "further": ("另外还对照", "Together with"),
    "example": ("示例，不是规定", "a worked example, not law"),
    "example_words": (
        "这次核对用了示例性的规定，那不是真的规定，结果不能作为办理的依据。",
        "This check used rules that are a worked example and not law, so nothing can rest on its result.",
    ),
    "clause": ("依据", "Clause"),
    "decides": ("决定机关", "Who decides"),
    "colon": ("：", ": "),
    "comma": ("、", ", "),
    "semicolon": ("；", "; "),
    "dot": ("。", "."),
    "bracket": ("（{}）", " ({})"),
    "badge": ("【{}】", "[{}] "),
    # sections
    "warnings": ("请先核对", "Please check first"),
    "results": ("核对结果", "Results"),
    "aside": ("这次不适用的事项", "What does not apply at present"),
    "needs": ("还要补充的情况", "What is still needed"),
    "from_you": ("请您说明或者提供", "Please tell us or show us"),
    "from_registers": ("可以免交材料的（由部门先行核查）", "No paper needed if it is already on record"),
    "from_office": ("由窗口查明，不用您提供", "For the counter to find out"),
    "shared": ("各项都要注意", "For everything above"),
    "readings": ("文件可以有不同理解的地方", "Where the document can be read in different ways"),
    "next": ("接下来怎么办", "What to do next"),
    "about": ("关于本单", "About this sheet"),
    # results: a sentence for each group, then what is particular to a programme
    "nothing": ("没有需要逐项说明的事项。", "There is nothing to set out one by one."),
    "open_to_all": ("人人可用", "Open to everybody"),
    "open_to_all_words": (
        "下列服务不设条件，可以直接使用。",
        "These services ask for nothing and can be used right away.",
    ),
    "met_employer": (
        "属于用人单位义务的，由单位办理；单位不办理的，可以向上述机关反映。",
        "Where this is a duty of the employer, the employer has to act; if it does not, turn to those named above.",
    ),
    "missing_items": ("还需补充第{}项情况。", "{} {} still needed."),
    "missing_values": (
        "有一项规定的数额须由窗口查明。",
        "The counter has to find out a figure that the rules set.",
    ),
    "refer": ("须由{who}认定：{terms}。", "To be decided by {who}: {terms}."),
    "perhaps_refer": (
        "补充以后，可能还须由{who}认定：{terms}。",
        "After that, perhaps to be decided by {who}: {terms}.",
    ),
    "perhaps_refer_too": ("也可能须由{who}认定：{terms}。", "Perhaps also by {who}: {terms}."),
    "refer_too": ("另须由{who}认定：{terms}。", "Also by {who}: {terms}."),
    "named_above": ("上述机关", "those named above"),
    "not_met_because": ("未满足的条件：{}。", "Not met: {}."),
    "meant_for": ("前提是：{}。", "It is meant for this situation: {}."),
    "aside_words": (
        "下列事项各有前提（见括号），按现有材料，您目前不在此列，不再展开。不适用不等于不予办理，情况有变化的可以再来核对。",
        (
            "Each of these is meant for a particular situation, named in brackets, and on the information given yours "
            "is not one of them at present. This is not a refusal; if anything changes, come back."
        ),
    ),
    "not_in_force": ("核对之日没有有效的规定", "no text of it is in force on this day"),
    "about_facts": ("与{}有关的条件", "the condition about {}"),
    "a_condition": ("规定的条件", "a condition of the rules"),
    # what is needed
    "registers_words": (
        "下列情况，所列登记中可能已有记录。您同意核查并且查得到的，免交材料；查不到的，再提供所列材料。",
        (
            "The register named may already hold these. If you agree to a look-up and it is found there, no paper is "
            "needed; if not, show what is named after it."
        ),
    ),
    "evidence": ("材料：{}", "Shown by: {}"),
    "register": ("可查登记：{}", "Register: {}"),
    "register_evidence": ("材料：{}", "or shown by: {}"),
    "some_register": ("有关部门的登记", "public registers"),
    "numbered": ("{}. {}", "{}. {}"),
    "of_record": ("{label} {number}：{question}", "{label} {number}: {question}"),
    # next
    "next_tell": (
        "请备齐第{}项的情况和材料再来核对；能当场说明的，现在就可以说明。",
        "Get ready what is asked under {}, and have the check made again. What you can answer on the spot, answer now.",
    ),
    "next_registers": (
        "第{}项可以请窗口先核查有关登记，查得到的不用再开证明。",
        "For {}, ask the counter to look in the registers first; what is found there needs no certificate.",
    ),
    "next_ask": (
        "结果是{}的，可以向该事项的决定机关申请或者咨询。",
        "Where the result is {}, you can put your request to those named there.",
    ),
    "next_not_met": (
        "结果是{}的，所列情况与实际不符的，请说明，可以重新核对。",
        "Where the result is {} and something stated here is not so, say it, and the check can be made again.",
    ),
    "next_always": (
        "情况有变化的，随时可以再来核对。",
        "If anything changes, you can have the check made again at any time.",
    ),
    # the foot
    "about_words": (
        "本单是对照{number}核对的结果，不是行政决定，也不代替任何机关的决定。能否办理，以决定机关的决定为准。",
        (
            "This sheet is the result of a check against {number}. It is not an administrative decision and does not "
            "stand in for one; those named as deciding have the last word."
        ),
    ),
    "shortened": (
        "本单只印与结果直接有关的说明，其他背景说明可以向窗口索取。",
        "Only the remarks that bear on the results are printed here; ask the counter for the others.",
    ),
    "reference": ("核对所用规则：第{version}版，校验码{code}", "Rules used: version {version}, check code {code}"),
    "handled_by": ("经办人", "Handled by"),
    "telephone": ("咨询电话", "Telephone"),
    "received_by": ("申请人签收", "Received by the applicant"),
    "signed_on": ("签收日期", "Date received"),
    "page": ("第 {} 页，共 {} 页", "Page {} of {}"),
}
_GROUPS: Final = {
    Outcome.ELIGIBLE: (
        "按现有材料，符合下列事项的条件。",
        "On the information given, you meet the conditions for these.",
    ),
    Outcome.ELIGIBLE_IN_PRINCIPLE: (
        "按现有材料，原则上符合下列事项的条件。“原则上”是文件的用语，遇到特殊情况，决定机关仍可能另作处理。",
        (
            "On the information given, you meet the conditions for these in principle. “In principle” is the "
            "document's own wording: in a special case those who decide may still decide otherwise."
        ),
    ),
    Outcome.REFER: (
        "按现有材料，是否符合下列事项的条件，文件没有写明，须由主管部门认定。",
        "The document leaves open whether you meet the conditions for these; an authority has to decide that.",
    ),
    Outcome.UNDETERMINED: (
        "按现有材料，尚不能确定是否符合下列事项的条件，这不等于不符合；需要补充的情况列在后面，补充以后可以重新核对。",
        (
            "It cannot be told yet whether you meet the conditions for these, which does not mean that you do not. "
            "What is still needed is listed further down; with it the check can be made again."
        ),
    ),
    Outcome.NOT_ELIGIBLE: (
        "按现有材料，不符合下列事项的条件。",
        "On the information given, you do not meet the conditions for these.",
    ),
    Outcome.NOT_APPLICABLE: (
        "按现有材料，下列事项目前不适用于您。不适用不等于不予办理。",
        "On the information given, these do not apply to you at present. This is not a refusal.",
    ),
}
_RESULTS: Final = {
    Outcome.ELIGIBLE: ("符合条件", "Conditions met"),
    Outcome.ELIGIBLE_IN_PRINCIPLE: ("原则上符合条件", "Conditions met in principle"),
    Outcome.UNDETERMINED: ("尚不能确定", "Cannot be told yet"),
    Outcome.REFER: ("须由主管部门认定", "For the authority to decide"),
    Outcome.NOT_ELIGIBLE: ("不符合条件", "Conditions not met"),
    Outcome.NOT_APPLICABLE: ("目前不适用", "Does not apply at present"),
}
_REMARKS: Final = {
    UnknownReason.NOT_ASKED: ("", ""),
    UnknownReason.NOT_KNOWN: ("您当时说不清楚", "you were not sure"),
    UnknownReason.REFUSED: ("您暂时没有提供", "you preferred not to say"),
    UnknownReason.CONFLICTING: ("现有材料的说法不一致，需要核对", "the sources disagree, so this has to be checked"),
}
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


class Words:
    """The wording of a notice in one language.

    Args:
        language: ``"zh"`` or ``"en"``.

    Raises:
        UsageError: U009 for another language.

    >>> Words("zh").result(Outcome.REFER), Words("en").numbers([1, 2, 3, 7])
    ('须由主管部门认定', 'items 1 to 3 and 7')
    """

    def __init__(self, language: str) -> None:
        if language not in ("zh", "en"):
            raise UsageError(problem("U009", got=echo(language)))
        self.language = language
        self._chinese = language == "zh"

    def say(self, key: str, *parts: str, **named: str) -> str:
        """A phrase with its blanks filled in."""
        text = _SAY[key][not self._chinese]
        return text.format(*parts, **named) if parts or named else text

    def result(self, outcome: Outcome) -> str:
        """An outcome in two or three words."""
        return _RESULTS[outcome][not self._chinese]

    def group(self, outcome: Outcome) -> str:
        """What an outcome means, said once for all programmes that share it."""
        return _GROUPS[outcome][not self._chinese]

    def results(self, outcomes: Iterable[Outcome]) -> str:
        """Outcomes as they stand on the sheet, the last one joined by “or”.

        >>> Words("en").results([Outcome.ELIGIBLE, Outcome.REFER])
        '“Conditions met” or “For the authority to decide”'
        """
        found = [f"“{self.result(outcome)}”" for outcome in outcomes]
        last = "或者" if self._chinese else " or "
        return last.join([*([self.say("comma").join(found[:-1])] if len(found) > 1 else []), found[-1]])

    def remark(self, reason: UnknownReason | None) -> str:
        """Why something is not known, as said to the person; empty where that needs no word."""
        return "" if reason is None else _REMARKS[reason][not self._chinese]

    def day(self, day: date) -> str:
        """A date written out.

        >>> Words("en").day(date(2023, 6, 1)), Words("zh").day(date(2023, 6, 1))
        ('1 June 2023', '2023年6月1日')
        """
        if self._chinese:
            return f"{day.year}年{day.month}月{day.day}日"
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def numbers(self, numbers: Iterable[int]) -> str:
        """Numbers of a list with runs drawn together; in English with the word “item” before them.

        >>> Words("zh").numbers([1, 2, 3, 7])
        '1至3、7'
        """
        runs: list[tuple[int, int]] = []
        for number in sorted(numbers):
            if runs and runs[-1][1] == number - 1:
                runs[-1] = (runs[-1][0], number)
            else:
                runs.append((number, number))
        to = "至" if self._chinese else " to "
        shown = [str(first) if first == last else f"{first}{to}{last}" for first, last in _pairs_apart(runs)]
        if self._chinese:
            return "、".join(shown)
        return f"item{'s' if len(shown) > 1 or ' to ' in shown[0] else ''} {self.series(shown)}"

    def are_numbers(self, key: str, numbers: Sequence[int]) -> str:
        """A phrase with two blanks: the numbers, and in English “is” or “are”."""
        if self._chinese:
            return self.say(key, self.numbers(numbers))
        items = self.numbers(numbers)
        return self.say(key, items[0].upper() + items[1:], "is" if len(numbers) == 1 else "are")

    def series(self, words: Sequence[str]) -> str:
        """Words in a row, the last one joined by “and”."""
        if self._chinese or len(words) < 2:
            return "、".join(words)
        return f"{', '.join(words[:-1])} and {words[-1]}"

    def quoted(self, words: Iterable[str]) -> str:
        """Wordings of the rules, each in quotation marks, one after the other.

        >>> Words("zh").quoted(["合伙借款是否按“个人”对待", "等重点群体"])
        '“合伙借款是否按‘个人’对待”、“等重点群体”'
        """
        return self.say("comma").join(f"“{_inside(one)}”" for one in words)

    def sentences(self, sentences: Iterable[str]) -> str:
        """Sentences one after the other."""
        return ("" if self._chinese else " ").join(sentences)

    def bracketed(self, text: str, added: str) -> str:
        """A text with something in brackets after it, if there is something."""
        return text + self.say("bracket", added) if added else text

    def pair(self, key: str, value: str) -> str:
        """A label and its value."""
        return f"{self.say(key)}{self.say('colon')}{value}"

    def body(self, name: Text) -> str:
        """A public body inside a sentence.

        >>> Words("en").body(Text("市公安局", "Municipal Public Security Bureau"))
        'the Municipal Public Security Bureau'
        """
        if self._chinese:
            return name.zh
        return name.en if name.en.startswith("the ") else f"the {name.en.removeprefix('The ')}"


def _pairs_apart(runs: Iterable[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """A run of two is two numbers, not a stretch."""
    for first, last in runs:
        yield from [(first, first), (last, last)] if last == first + 1 else [(first, last)]


def _inside(text: str) -> str:
    """A wording that is to stand in quotation marks: its own become single ones, or go where they are around it all."""
    if text.startswith("“") and text.endswith("”") and "”" not in text[:-1]:
        text = text[1:-1]
    return text.replace("“", "‘").replace("”", "’")
