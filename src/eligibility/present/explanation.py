"""Why: the evaluated conditions of a finding as a tree that people can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from eligibility.decide.trace import Read, Trace
from eligibility.errors import UsageError, echo, problem
from eligibility.language import tree
from eligibility.language.types import Kind
from eligibility.language.wording import amount, condition_words, group_words
from eligibility.logic import Outcome, Truth
from eligibility.pack.model import Pack
from eligibility.present.fact_words import FactWords, with_unit
from eligibility.present.html.showing import Displayed

if TYPE_CHECKING:
    from eligibility.decision import Finding, ItemFinding
    from eligibility.pack.vocabulary import Person
    from eligibility.present.html.markup import Markup

__all__ = ["ExplainedCondition", "ExplainedRead", "Explanation", "Labeller", "explain"]

MARKS: Final = {Truth.TRUE: "✓", Truth.FALSE: "✗", Truth.UNKNOWN: "?", Truth.OPEN: "◇"}


@dataclass(frozen=True, slots=True)
class ExplainedRead:
    """One thing that a condition looked at.

    ``kind`` is ``fact``, ``parameter``, ``reading`` or ``date``; ``value`` its wording; ``missing`` whether
    nothing stood there.
    """

    kind: str
    path: str
    label: str
    value: str
    missing: bool


@dataclass(frozen=True, slots=True)
class ExplainedCondition:
    """One condition: its identity, its wording, its truth, the clause it rests on, what it looked at."""

    id: str
    says: str
    truth: Truth
    clause: str
    reading: str
    reads: tuple[ExplainedRead, ...]
    who_decides: tuple[str, ...]
    children: tuple[ExplainedCondition, ...]


@dataclass(frozen=True, slots=True)
class Explanation(Displayed):
    """The explanation of one finding in one language; ``str()`` of it is indented text.

    It is shown in its own language, whatever the language of other displays.
    ``scope`` says whether the programme is meant for the person at all, ``requires`` what it asks.
    """

    programme: str
    title: str
    outcome: Outcome
    language: str
    scope: tuple[ExplainedCondition, ...]
    requires: tuple[ExplainedCondition, ...]
    clause: str = field(default="")

    @property
    def lines(self) -> tuple[str, ...]:
        """The text, line by line."""
        chinese = self.language == "zh"
        head = f"{self.title}（{self.clause}）：" if chinese else f"{self.title} ({self.clause}): "
        lines = [head + self.outcome.label(self.language)]
        for title, conditions in ((("适用范围", "Scope"), self.scope), (("条件", "Conditions"), self.requires)):
            if conditions:
                lines.append(f"  {title[not chinese]}")
                for condition in conditions:
                    lines.extend(_lines(condition, 2, self.language, self.clause))
        return tuple(lines)

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def _fragment(self, language: str) -> Markup:  # noqa: ARG002 - it has a language of its own
        from eligibility.present.html.tree import explanation_fragment

        return explanation_fragment(self)

    def _markdown(self, language: str) -> str:  # noqa: ARG002 - it has a language of its own
        from eligibility.present.html.in_markdown import explanation_markdown

        return explanation_markdown(self)

    def _title(self, language: str) -> str:  # noqa: ARG002 - it has a language of its own
        return self.title


def explain(answer: Finding | ItemFinding, language: str) -> Explanation:
    """Explain a finding or an item finding.

    Raises:
        UsageError: U009 for a language other than ``"zh"`` and ``"en"``.
    """
    if language not in ("zh", "en"):
        raise UsageError(problem("U009", got=echo(language)))
    decision = answer._decision  # noqa: SLF001 - the view of a decision
    finding = decision.findings[answer._place]  # noqa: SLF001 - the view of a decision
    labeller = Labeller(decision.engine.pack, decision.person, language)
    scope, *rest = answer.traces() or (None,)
    title = finding.title.in_language(language)
    if answer._is_item:  # noqa: SLF001 - the view of a decision
        title = f"{title} · {labeller.item(answer)}"
    return Explanation(
        programme=finding.programme,
        title=title,
        outcome=answer.outcome,
        language=language,
        scope=() if scope is None else _limbs(scope, labeller),
        requires=tuple(condition for trace in reversed(rest) for condition in _limbs(trace, labeller)),
        clause=finding.clause,
    )


class Labeller:
    """Names and values of a pack in one language."""

    def __init__(self, pack: Pack, person: Person, language: str) -> None:
        self.pack = pack
        self.language = language
        self._person = person
        self._words = FactWords.of(pack, language)

    def name(self, node: tree.Value, language: str = "") -> str:
        """The label of a fact, field, parameter, reading or of the date."""
        language = language or self.language
        match node:
            case tree.Fact(path=path):
                return self.pack.fact_by_path[path].label.in_language(language)
            case tree.ItemField():
                return self.pack.fact_by_path[node.path].label.in_language(language)
            case tree.Parameter(name=name):
                return self.pack.parameter_by_name[name].label.in_language(language)
            case tree.ReadingChoice(reading=reading):
                return f"口径{reading}" if language == "zh" else f"reading {reading}"
            case _:
                return "办理日期" if language == "zh" else "decision date"

    def plain(self, value: Any, beside: tree.Value, language: str) -> str:
        """A plain value in the words of the fact or reading that it is compared with."""
        match beside:
            case tree.Fact() | tree.ItemField():
                among = beside.type.kind is Kind.CHOICES
                return self.fact_value(beside.path, (value,) if among else value)
            case tree.ReadingChoice(reading=reading):
                return self.pack.reading_by_id[reading].label_of(value).in_language(self.language)
            case _:
                return amount(value, language)

    def bodies(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Public bodies by their names in the language."""
        return tuple(self.pack.body(name).in_language(self.language) for name in names)

    def read(self, read: Read) -> ExplainedRead:
        """What was looked at, in words."""
        return ExplainedRead(read.kind, read.path, self._numbered(read), self._value(read), read.is_missing)

    def _numbered(self, read: Read) -> str:
        name = self.name(read.what)
        if not isinstance(read.what, tree.ItemField):
            return name
        index = int(read.path.partition("[")[2].partition("]")[0]) + 1
        return f"第{index}项{name}" if self.language == "zh" else f"{name} {index}"

    def _value(self, read: Read) -> str:
        if read.is_missing:
            return self._absence(read)
        value, what = read.value, read.what
        if isinstance(what, tree.ReadingChoice):
            return self.pack.reading_by_id[what.reading].label_of(value).in_language(self.language)
        if isinstance(what, tree.Fact | tree.ItemField):
            return self.fact_value(what.path, value)
        text = amount(value, self.language)
        unit = self.pack.parameter_by_name[read.path].unit if isinstance(what, tree.Parameter) else None
        return text if unit is None else with_unit(text, unit.in_language(self.language), self.language)

    def fact_value(self, path: str, value: Any) -> str:
        """The value of a fact in words: choices by their labels, regions by their names, units added."""
        return self._words.value(path, value)

    def _absence(self, read: Read) -> str:
        chinese = self.language == "zh"
        if isinstance(read.what, tree.Parameter):
            return "该日的数值尚不可知" if chinese else "its value on this day is not known"
        reason = self._person.unknown.get(read.path)
        if read.value is Truth.OPEN:
            return "须由主管部门认定" if chinese else "for the authority to determine"
        if reason is not None:
            return reason.label(self.language)
        return "未提供" if chinese else "not given"

    def record(self, records: str, record: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What is known of a record of a list, given as plain data: the label of each field, and its value in words."""
        fields = [(self.pack.fact_by_path[f"{records}[].{name}"], value) for name, value in record.items()]
        return [(fact.label.in_language(self.language), self._words.plain(fact.path, value)) for fact, value in fields]

    def item(self, answer: ItemFinding | Any) -> str:
        """The name of an item: its label, its number, and what its record says."""
        finding = answer._decision.findings[answer._place]  # noqa: SLF001 - the view of a decision
        records = finding.item_records
        said = [value for _, value in self.record(records, answer.record)]
        shown = f"{answer.label.in_language(self.language)} {answer.index + 1}"
        return (
            shown + (f"（{'，'.join(said)}）" if self.language == "zh" else f" ({', '.join(said)})") if said else shown
        )


# --- traces to explained conditions -------------------------------------------------------------------------


def _limbs(trace: Trace, labeller: Labeller) -> tuple[ExplainedCondition, ...]:
    """The limbs of an unlabelled conjunction, or the condition itself."""
    if trace.label is None and isinstance(trace.node, tree.AllOf):
        return tuple(limb for part in trace.children for limb in _limbs(part, labeller))
    return (_condition(trace, labeller),)


def _condition(trace: Trace, labeller: Labeller) -> ExplainedCondition:
    label, node = trace.label, trace.node
    parts = _labelled_below(trace)
    children: tuple[ExplainedCondition, ...] = ()
    if isinstance(node, tree.Quantified):
        children = tuple(_condition(part, labeller) for part in trace.children)
    elif parts:
        children = tuple(_condition(part, labeller) for part in parts)
    reads = trace.reads if children else tuple(_reads_below(trace))
    open_term = next((one for one in _nodes_below(trace) if isinstance(one, tree.Open)), None) if not children else None
    return ExplainedCondition(
        id=label.id if label is not None else "",
        says=_says(trace, labeller, grouped=bool(children)),
        truth=trace.truth,
        clause=label.clause if label is not None else "",
        reading=label.reading if label is not None else "",
        reads=tuple({(read.path, read.value): labeller.read(read) for read in reads}.values()),
        who_decides=labeller.bodies(open_term.who_decides) if open_term is not None else (),
        children=children,
    )


def _says(trace: Trace, labeller: Labeller, *, grouped: bool) -> str:
    language = labeller.language
    if trace.label is not None and trace.label.says is not None:
        return trace.label.says.in_language(language)
    if isinstance(trace.node, tree.Term):
        return labeller.pack.term_by_name[trace.node.name].label.in_language(language)
    if grouped and not isinstance(trace.node, tree.Quantified):
        return group_words(trace.node, language)
    return condition_words(trace.node, labeller, language)


def _labelled_below(trace: Trace) -> tuple[Trace, ...]:
    """The parts to show under a condition: those that somebody gave a name, or that lead to such."""
    if not any(_has_label(part) for part in trace.children):
        return ()
    if len(trace.children) == 1 and trace.children[0].label is None:
        return _labelled_below(trace.children[0])
    return trace.children


def _has_label(trace: Trace) -> bool:
    return trace.label is not None or any(_has_label(part) for part in trace.children)


def _reads_below(trace: Trace) -> list[Read]:
    if not trace.children:
        return list(trace.reads)
    return [read for part in trace.children for read in _reads_below(part)]


def _nodes_below(trace: Trace) -> list[tree.Condition]:
    return [trace.node, *(node for part in trace.children for node in _nodes_below(part))]


# --- text ---------------------------------------------------------------------------------------------------


def _lines(condition: ExplainedCondition, depth: int, language: str, clause: str) -> list[str]:
    chinese = language == "zh"
    details = [f"{read.label}{'：' if chinese else ': '}{read.value}" for read in condition.reads]
    if condition.truth is Truth.OPEN and condition.who_decides:
        who = ("、" if chinese else ", ").join(condition.who_decides)
        details.append(f"由{who}认定" if chinese else f"decided by {who}")
    if condition.clause and condition.clause != clause:
        details.append(condition.clause)
    text = f"{'  ' * depth}{MARKS[condition.truth]} {condition.says}"
    text += f"{'：' if chinese else ': '}{condition.truth.label(language)}"
    if details:
        joined = ("；" if chinese else "; ").join(details)
        text += f"（{joined}）" if chinese else f" ({joined})"
    below = [line for part in condition.children for line in _lines(part, depth + 1, language, clause)]
    return [text, *below]
