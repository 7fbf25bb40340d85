"""The own words of the generated pages, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = [
    "CLAUSES",
    "COMMON",
    "DOING",
    "FACTS",
    "INDEX",
    "KINDS",
    "KINDS_OF_CHANGE",
    "PROGRAMME",
    "READINGS",
    "TARGETS",
    "Words",
]

Words = tuple[str, str]

COMMON: Final[Mapping[str, Words]] = {
    "index": ("目录", "Overview"),
    "clauses": ("条款", "Clauses"),
    "facts": ("事实和术语", "Facts and terms"),
    "readings": ("口径", "Readings"),
    "targets": ("工作目标", "Targets"),
    "other language": ("English", "中文"),
    "comma": ("、", ", "),
    "colon": ("：", ": "),
    "semicolon": ("；", "; "),
    "open": ("留待认定：{}，由{}决定", "Left open: {}; who decides: {}"),
    "test": ("看：{}", "Test: {}"),
    "term": ("即：{}", "that is: {}"),
    "everywhere": ("每个事项", "every programme"),
    "reading": ("口径 {}", "reading {}"),
    "made": (
        "本页由 `python docs/generate_pack.py` 根据规则包生成，请改规则包，不要改本页。",
        "Made by `python docs/generate_pack.py` from the pack; change the pack, not this page.",
    ),
}

PROGRAMME: Final[Mapping[str, Words]] = {
    "clause": ("依据", "Clause"),
    "decides": ("由谁决定", "Who decides"),
    "for": ("对象", "For"),
    "person": ("个人", "a person"),
    "employer": ("用人单位（受益的是劳动者）", "an employer (the worker benefits)"),
    "strength": ("文件用语", "Strength of the wording"),
    "unconditional": ("没有“原则上”一类的保留", "stated without “in principle”"),
    "in_principle": (
        "“原则上”：条件都满足，经办人员仍可以有不同处理",
        "“in principle” (原则上): even where all is met, whoever handles it may depart from it",
    ),
    "best": ("最好的结果", "Best possible result"),
    "best eligible": ("各项都满足，就是这一结果", "this is the result once everything is met"),
    "best eligible_in_principle": ("各项都满足，也只到“原则上”", "even where everything is met, no further than this"),
    "best refer": (
        "文件没有把条件写全，最后一步总要由主管部门认定",
        "the document leaves a condition open, so the authority always has the last step",
    ),
    "period": ("本文本施行期间", "This text holds"),
    "from": ("自{}起", "from {}"),
    "until": ("到{}止", "until {}"),
    "scope": ("适用于谁", "Who is meant"),
    "scope words": (
        "以下各项都要满足。有一项确定不满足，结果就是“不适用”，这不等于不予办理。",
        "All of these have to hold. Where one certainly does not, the result is “Not applicable”, which is no refusal.",
    ),
    "requires": ("要满足什么", "What is required"),
    "requires words": (
        "以下各项都要满足。有一项确定不满足，结果就是“不符合”。",
        "All of these have to be met. Where one certainly is not, the result is “Not eligible”.",
    ),
    "items words": (
        "“{}”中的每一项各有一个结果：既要满足上面的条件，又要满足以下各项。",
        "Each record of “{}” gets a result of its own: what stands above, and all of these.",
    ),
    "decide": ("决定时看哪些事实", "Facts read to decide"),
    "decide words": (
        "结果只取决于下面这些事实和办理日期，不看别的。缺了还会影响结果的一项，结果就是“尚不能确定”。",
        "The result rests on these and the date of the decision alone. A missing one that matters: “Undetermined”.",
    ),
    "no facts": ("不看任何事实，只看办理日期。", "No fact is read; only the date of the decision matters."),
    "fact": ("事实", "Fact"),
    "supplier": ("谁能提供", "Who can supply it"),
    "evidence": ("什么可以证明", "What shows it"),
    "open fact": ("只有它能定，不知道时留待认定", "it alone can tell, so what is not known is left open"),
    "in notes": ("只在说明里看的事实", "Facts read for notes only"),
    "in notes words": (
        "下面这些事实只决定显示哪条说明，不影响结果：{}。",
        "These facts decide only which notes are shown, never the result: {}.",
    ),
    "otherwise": ("改按其他口径", "Under other readings"),
    "otherwise words": (
        "以上按默认口径写成。文件可以有不同理解的地方，改选其他口径的变动如下。",
        "All of the above is written for the default readings. Where the document can be read otherwise, this changes.",
    ),
    "chosen": ("口径 {} 改选{}", "Reading {} as {}"),
    "reads also": ("另外要看：{}", "Also read: {}"),
    "shared readings": (
        "各事项共同的适用范围还取决于口径 {}。",
        "The scope that all programmes share depends on the readings {} as well.",
    ),
    "notes": ("说明", "Notes"),
    "when": ("显示条件：{}", "Shown where: {}"),
    "cases": ("例子", "Worked cases"),
    "cases words": (
        "这些例子也是测试：规则一改，结果不同就会报错。",
        "These are tests as well: a change of the rules that changes a result is reported.",
    ),
    "no cases": ("还没有例子。", "There is none yet."),
    "story": ("情形", "Story"),
    "date": ("办理日期", "Date"),
    "outcome": ("结果", "Result"),
    "why": ("理由", "Why"),
    "not met": ("不满足", "Not met"),
    "met": ("满足", "Met"),
    "not known": ("不知道是否满足", "Not known whether met"),
    "missing": ("还缺", "Missing"),
    "left open": ("留待认定", "Left open"),
    "also open": ("可能留待认定", "May be left open"),
    "number": ("{}（第{}项）", "{} ({})"),
}

INDEX: Final[Mapping[str, Words]] = {
    "document": ("文件", "Document"),
    "below": ("叠加在", "Laid over"),
    "status": ("性质", "Standing"),
    "law": ("有文件依据的规则", "rules that rest on a document"),
    "example": ("举例用的，不是规定", "a worked example, and no law"),
    "version": ("规则版本", "Version of the rules"),
    "how": ("怎样读", "How to read these pages"),
    "how 1": (
        "每个事项一页，写明依据哪一条、由谁决定、适用于谁、要满足什么、看哪些事实、有哪些例子。",
        "A page for every programme: its clause, who decides, who is meant, what is required, the facts read, cases.",
    ),
    "how 2": (
        "结果有六种：{}。◇ 表示只剩文件没有写明的内容，? 表示还缺事实。",
        "There are six results: {}. With ◇ only open words of the document are left; with ? a fact is missing.",
    ),
    "how 3": (
        "文件可以有不同理解的地方，每一处列为一个“口径”；各页按默认口径写成，并写明改选后有什么变化。",
        "“Readings” are where the document can be read in several ways; pages take the default and name the others.",
    ),
    "how 4": (
        "这里的结果不是行政决定；能否办理，以主管部门的决定为准。",
        "A result is not an administrative decision; the authorities named decide.",
    ),
    "programmes": ("事项", "Programmes"),
    "programme": ("事项", "Programme"),
    "clause": ("依据", "Clause"),
    "decides": ("由谁决定", "Who decides"),
    "best": ("最好的结果", "Best possible result"),
    "changes": ("叠加了什么", "What the overlay changes"),
    "changes words": (
        "改动如下；没有列出的照旧。",
        "This is what changes; all else is as in the pack below.",
    ),
    "what": ("改动", "Change"),
    "why": ("原因", "Why"),
    "warnings": ("提醒", "Warnings"),
    "warnings words": (
        "填报的内容符合下列情况时提醒核对；提醒不影响任何结果。",
        "Where what was typed in meets one of these, it is to be checked; a warning changes no result.",
    ),
    "when": ("提醒条件：{}", "Given where: {}"),
    "territory": ("地域", "Territory"),
    "unit": ("单位", "Unit"),
    "code": ("代码", "Code"),
    "former": ("曾用代码", "Former codes"),
}

CLAUSES: Final[Mapping[str, Words]] = {
    "words": (
        "文件的每一条都在这里：写成了哪些事项或者工作目标；没有的，说明为什么不产生个人结果。",
        "Every clause of the document, and what became of it: programmes, targets, or why there is nothing to decide.",
    ),
    "clause": ("条款", "Clause"),
    "about": ("对象", "About"),
    "bodies": ("部门", "Bodies"),
    "became": ("写成了什么", "What became of it"),
    "figure": ("数字", "Figure"),
    "gist": ("要点", "Gist"),
    "later": ("尚未编写", "not written yet"),
    "programmes": ("事项", "Programmes"),
    "at best": ("最好的结果：{}", "at best: {}"),
    "nothing": ("不产生个人结果", "Nothing to decide"),
    "open readings": ("可以有不同理解", "Can be read otherwise"),
    "conditions": ("其他事项里依据这一条的条件", "Conditions of other programmes that rest on it"),
}

FACTS: Final[Mapping[str, Words]] = {
    "words": (
        "规则能看的全部事实。没有列在这里的，任何结果都不看；身份证号码不在其中。",
        "All that the rules can look at. Nothing else plays a part in any result, the identity number least of all.",
    ),
    "facts title": ("事实", "Facts"),
    "terms title": ("术语", "Terms"),
    "amounts title": ("数额", "Amounts"),
    "question": ("问题", "Question"),
    "type": ("填法", "Kind"),
    "supplier": ("谁能提供", "Who can supply it"),
    "evidence": ("什么可以证明", "What shows it"),
    "help": ("填报说明", "Help"),
    "decides": ("用来决定", "Decides"),
    "in notes": ("只用于说明", "Notes only"),
    "in checks": ("只用于提醒核对", "Warnings only"),
    "otherwise": ("改选口径后才看", "Read under other readings only"),
    "never": ("不影响任何结果", "Decides nothing"),
    "absent": ("不知道时", "When it is not known"),
    "absent unknown": ("列为缺少的事实，结果可能尚不能确定", "listed as missing; results may be undetermined"),
    "absent open": ("只有主管部门能定，列为留待认定", "only an authority can tell, so it is left open"),
    "changeable": ("本人能不能改变", "Can the person change it"),
    "yes": ("能", "yes"),
    "no": ("不能", "no"),
    "boolean": ("是或否", "yes or no"),
    "integer": ("整数", "a whole number"),
    "money": ("金额", "an amount"),
    "date": ("日期", "a date"),
    "choice": ("选一项", "one of"),
    "choices": ("可选多项，都没有也算答复", "any of these, and none is an answer too"),
    "region": ("地区代码", "a region code"),
    "six digits": ("六位数字", "six digits"),
    "or code": ("或者 {}", "or {}"),
    "records": ("名单", "a list"),
    "above": ("大于 {}", "more than {}"),
    "minimum": ("不小于 {}", "at least {}"),
    "maximum": ("不大于 {}", "at most {}"),
    "not future": ("不晚于办理日期", "no later than the date of the decision"),
    "source": ("来历", "Where it comes from"),
    "clause": ("依据", "Clause"),
    "rests": ("口径", "Reading"),
    "used": ("用在", "Used by"),
    "asked of": ("以{}为例", "Asked of {}, for example"),
    "values": ("数值", "Values"),
    "known until": ("已知到{}", "known until {}"),
    "fact": ("事实", "Fact"),
    "rests on it": ("用在哪里", "What rests on it"),
}

READINGS: Final[Mapping[str, Words]] = {
    "words": (
        "文件可以有不同理解的地方，这里列出问题、各种理解和默认采用的一种；改选后哪些条件会变，也写在下面。",
        "Where the document can be read in several ways: the question, the choices, and what another choice changes.",
    ),
    "tags": (
        "标记表示来源：[doc] 文件本身；[F] 见到原文；[F~] 转述；[K] 常识；[K?] 没有把握；[✗] 没有取得文本。",
        "Tags: [doc] the document; [F] the text was seen; [F~] second-hand; [K] known; [K?] unsure; [✗] no text.",
    ),
    "name": ("口径", "Reading"),
    "question": ("问题", "Question"),
    "default": ("默认", "Default"),
    "others": ("还可以选", "Can be chosen too"),
    "clause": ("依据", "Clause"),
    "source": ("理由", "Why"),
    "choices": ("可选的理解", "Choices"),
    "is default": ("默认", "default"),
    "can be": ("可以选", "can be chosen"),
    "cannot be": ("只作说明，不能选：{}", "documented only, cannot be chosen: {}"),
    "changes": ("{} 改选{}会怎样", "{} as {}: what changes"),
    "now": ("现在", "now"),
    "then": ("改后", "then"),
    "birthdays": (
        "2月29日出生的人在平年哪一天满周岁随之改变；只影响看周岁的地方。",
        "The day on which someone born on 29 February comes of age; it matters only where an age is looked at.",
    ),
    "no change": ("不改变任何条件。", "It changes no condition."),
    "cases": ("这样读的例子：", "Cases under this choice:"),
    "story": ("情形", "Story"),
    "date": ("办理日期", "Date"),
    "results": ("结果", "Results"),
}

TARGETS: Final[Mapping[str, Words]] = {
    "words": (
        "文件给政府部门定的数字。它们不是任何人的名额，也不影响任何人的结果。",
        "The figures that the document sets for the authorities. They are nobody's quota and touch nobody's result.",
    ),
    "target": ("目标", "Target"),
    "figure": ("数字", "Figure"),
    "year": ("年度", "Year"),
    "clause": ("依据", "Clause"),
    "bodies": ("部门", "Bodies"),
    "exactly": ("{}", "{}"),
    "at_least": ("{}以上", "{} or more"),
    "about": ("约{}", "about {}"),
    "stock": ("（存量，要保持）", " (a stock to be kept)"),
    "district": ("每个区市{}", "{} in each district or county"),
    "city": ("{}", "{}"),
}

KINDS: Final[Mapping[str, Words]] = {
    "person": ("对个人", "a person"),
    "employer": ("对用人单位", "an employer"),
    "target": ("工作目标", "a target"),
    "org": ("部门工作", "work of the authorities"),
}

DOING: Final[Mapping[str, Words]] = {
    "add": ("增加", "adds"),
    "replace": ("替换", "replaces"),
    "remove": ("删除", "removes"),
    "date": ("改定数值", "gives a new value to"),
}
KINDS_OF_CHANGE: Final[Mapping[str, Words]] = {
    "fact": ("事实", "the fact"),
    "term": ("术语", "the term"),
    "parameter": ("数额", "the amount"),
    "reading": ("口径", "the reading"),
    "programme": ("事项", "the programme"),
    "limb": ("条件", "the condition"),
}
